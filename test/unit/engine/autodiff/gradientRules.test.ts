// Every gradient rule against finite differences.

import { describe, expect, it } from 'vitest';
import { gradientRules } from '../../../../src/engine/autodiff/gradientRules';
import type { Shape } from '../../../../src/engine/onnx/graph';
import type { OperatorName } from '../../../../src/engine/onnx/operators';
import { integers } from '../onnx/runGraph';
import { compareGradients, spread, type Build, type TestedInput } from './differences';

/** The relative and absolute difference that four-point differences of float32 leave. */
const tolerance = 1e-3;

interface Case {
	readonly rule: string;
	readonly what?: string;
	readonly inputs: readonly TestedInput[];
	readonly build?: Build;
}

function random(shape: readonly number[], salt = 0, named?: Shape): TestedInput {
	const count = shape.reduce((product, size) => product * size, 1);
	return { elementType: 'float32', shape, values: spread(count, salt), ...(named === undefined ? {} : { named }) };
}

/** Values of which none is within 0.1 of 0, where a kink may be. */
function apart(shape: readonly number[], salt = 0): TestedInput {
	const { values } = random(shape, salt);
	return { elementType: 'float32', shape, values: values.map((value) => value + 0.1 * Math.sign(value)) };
}

function positive(shape: readonly number[]): TestedInput {
	return { elementType: 'float32', shape, values: random(shape).values.map((value) => 2 + value) };
}

const [m, k, n] = [3, 4, 2];
const op = (operator: OperatorName, attributes?: Record<string, number | string | number[]>): Build => {
	return (graph, inputs) => graph.add(operator, inputs, attributes);
};

const cases: readonly Case[] = [
	{
		rule: 'Identity',
		what: 'through an output of the graph',
		inputs: [random([2, 3])],
		build(graph, [x]) {
			graph.output('named', graph.add('Exp', [x!]));
			return { ...x!, name: 'named' };
		},
	},
	{ rule: 'Add', what: 'of equal shapes', inputs: [random([2, 3]), random([2, 3], 1)] },
	{ rule: 'Add', what: 'of a row', inputs: [random([2, 3]), random([3], 1)] },
	{ rule: 'Add', what: 'broadcast both ways', inputs: [random([2, 1]), random([1, 3], 1)] },
	{ rule: 'Add', what: 'of named sizes', inputs: [random([2, 3], 0, ['n', 3]), random([1, 3], 1)] },
	{ rule: 'Add', what: 'of a value to itself', inputs: [random([2, 3])], build: (graph, [x]) => graph.add('Add', [x!, x!]) },
	{ rule: 'Sub', inputs: [random([2, 3]), random([2, 3], 1)] },
	{ rule: 'Sub', what: 'of a column', inputs: [random([2, 3]), random([2, 1], 1)] },
	{ rule: 'Sub', what: 'from a row', inputs: [random([3]), random([2, 3], 1)] },
	{ rule: 'Mul', inputs: [random([2, 3]), random([2, 3], 1)] },
	{ rule: 'Mul', what: 'broadcast over leading and inner axes', inputs: [random([2, 1, 3]), random([4, 1], 1)] },
	{ rule: 'Mul', what: 'of a value with itself', inputs: [random([2, 3])], build: (graph, [x]) => graph.add('Mul', [x!, x!]) },
	{ rule: 'Mul', what: 'by a constant', inputs: [random([2, 3])], build: (graph, [x]) => graph.add('Mul', [graph.scalar(-3), x!]) },
	{
		rule: 'Max',
		inputs: [random([2, 3]), { ...random([2, 3]), values: random([2, 3]).values.map((value, index) => value + (index % 2 ? 0.3 : -0.3)) }],
	},
	{ rule: 'Max', what: 'with a broadcast row', inputs: [apart([2, 3]), { elementType: 'float32', shape: [3], values: [-2, 0.05, 2] }] },
	{ rule: 'Exp', inputs: [random([2, 3])] },
	{ rule: 'Log', inputs: [positive([2, 3])] },
	{ rule: 'Softplus', inputs: [random([2, 3])] },
	{ rule: 'Sigmoid', inputs: [random([2, 3])] },
	{ rule: 'Tanh', inputs: [random([2, 3])] },
	{ rule: 'Relu', inputs: [apart([2, 3])] },
	{ rule: 'Gelu', what: 'exact', inputs: [random([3, 5])] },
	{ rule: 'Gelu', what: 'by tanh', inputs: [random([3, 5])], build: op('Gelu', { approximate: 'tanh' }) },
	{ rule: 'Softmax', inputs: [random([2, 4])], build: op('Softmax', { axis: -1 }) },
	{ rule: 'Softmax', what: 'of rank 4 with named sizes', inputs: [random([1, 2, 2, 3], 0, ['b', 2, 't', 't2'])], build: op('Softmax', { axis: -1 }) },
	{
		rule: 'LayerNormalization',
		inputs: [random([3, 6]), random([6], 1), random([6], 2)],
		build: op('LayerNormalization', { axis: -1, epsilon: 1e-5 }),
	},
	{
		rule: 'LayerNormalization',
		what: 'of rank 3 with an epsilon that counts',
		inputs: [random([2, 2, 5]), random([5], 1), random([5], 2)],
		build: op('LayerNormalization', { axis: -1, epsilon: 0.3 }),
	},
	{
		rule: 'LayerNormalization',
		what: 'without a bias',
		inputs: [random([3, 6]), random([6], 1)],
		build: op('LayerNormalization', { axis: -1, epsilon: 1e-5 }),
	},
	{ rule: 'MatMul', inputs: [random([m, k]), random([k, n], 1)] },
	{ rule: 'MatMul', what: 'of batches', inputs: [random([2, 2, m, k]), random([2, 2, k, n], 1)] },
	{ rule: 'MatMul', what: 'with one factor for the whole batch', inputs: [random([2, m, k]), random([k, n], 1)] },
	{ rule: 'MatMul', what: 'of batches that are broadcast both ways', inputs: [random([2, 1, m, k]), random([1, 3, k, n], 1)] },
	{ rule: 'Gemm', what: 'with a bias row', inputs: [random([m, k]), random([n, k], 1), random([n], 2)], build: op('Gemm', { transB: 1 }) },
	{ rule: 'Gemm', what: 'with a bias column', inputs: [random([m, k]), random([n, k], 1), random([m, 1], 2)], build: op('Gemm', { transB: 1 }) },
	{ rule: 'Gemm', what: 'without a bias', inputs: [random([m, k], 0, ['rows', k]), random([n, k], 1)], build: op('Gemm', { transB: 1 }) },
	{ rule: 'Gather', what: 'with a row twice and one never', inputs: [random([4, 3]), integers([4], [2, 0, 2, 1])], build: op('Gather', { axis: 0 }) },
	{ rule: 'Gather', what: 'by a matrix of indices', inputs: [random([4, 3]), integers([2, 2], [3, 0, 3, 1])], build: op('Gather', { axis: 0 }) },
	{ rule: 'Gather', what: 'of rows with axes of their own', inputs: [random([3, 2, 2]), integers([2, 1], [2, 1])], build: op('Gather', { axis: 0 }) },
	{
		rule: 'GatherElements',
		what: 'along the last axis, with one element twice and one never',
		inputs: [random([2, 4]), integers([2, 3], [3, 3, 0, 1, 0, 2])],
		build: op('GatherElements', { axis: 1 }),
	},
	{
		rule: 'GatherElements',
		what: 'along an axis in the middle',
		inputs: [random([2, 3, 2]), integers([2, 4, 2], [0, 2, 1, 1, 0, 0, 2, 1, 1, 0, 0, 2, 2, 2, 1, 0])],
		build: op('GatherElements', { axis: 1 }),
	},
	{
		rule: 'Where',
		what: 'with a broadcast condition and a broadcast row',
		inputs: [random([2, 3]), random([3], 1)],
		build: (graph, [x, y]) => graph.add('Where', [graph.add('Equal', [graph.expand(graph.reshape(graph.int32(1), [1, 1]), [2, 1]), graph.reshape(graph.int32Table('c', [1, 0]), [2, 1])]), x!, y!]),
	},
	{ rule: 'Transpose', inputs: [random([2, 3, 4])], build: op('Transpose', { perm: [2, 0, 1] }) },
	{ rule: 'Reshape', inputs: [random([2, 6], 0, ['n', 6])], build: (graph, [x]) => graph.reshape(x!, ['rows', 3]) },
	{ rule: 'Concat', what: 'of rows', inputs: [random([2, 3], 0, ['a', 3]), random([1, 3], 1, ['b', 3]), random([3, 3], 2)], build: op('Concat', { axis: 0 }) },
	{ rule: 'Concat', what: 'of columns', inputs: [random([2, 3]), random([2, 1], 1), random([2, 4], 2)], build: op('Concat', { axis: 1 }) },
	{ rule: 'Concat', what: 'of a value with itself', inputs: [random([2, 3])], build: (graph, [x]) => graph.add('Concat', [x!, x!], { axis: 0 }) },
	{ rule: 'Slice', what: 'in the middle', inputs: [random([5, 2])], build: (graph, [x]) => graph.sliceRows(x!, 1, 3, 2) },
	{ rule: 'Slice', what: 'beyond the end', inputs: [random([5, 2])], build: (graph, [x]) => graph.sliceRows(x!, 2, Number.MAX_SAFE_INTEGER, 'rest') },
	{
		rule: 'Slice',
		what: 'that is empty beside one that is all',
		inputs: [random([3, 2])],
		build: (graph, [x]) => graph.add('Concat', [graph.sliceRows(x!, 4, 9, 'none'), graph.sliceRows(x!, 0, 4, 'all')], { axis: 0 }),
	},
	{ rule: 'Slice', what: 'of columns', inputs: [random([2, 5])], build: (graph, [x]) => graph.sliceAxis(x!, 1, 1, 4) },
	{ rule: 'Slice', what: 'of the last of four axes', inputs: [random([2, 1, 2, 4])], build: (graph, [x]) => graph.sliceAxis(x!, 3, 2, 4) },
	{ rule: 'ReduceSum', what: 'over the last axis', inputs: [random([2, 3])], build: (graph, [x]) => graph.reduce('ReduceSum', x!, [-1], true) },
	{ rule: 'ReduceSum', what: 'over all axes', inputs: [random([2, 3, 2])], build: (graph, [x]) => graph.reduce('ReduceSum', x!, [0, 1, 2], true) },
];

describe('gradient rules', () => {
	it('are all tested', () => {
		expect([...new Set(cases.map(({ rule }) => rule))].sort()).toEqual(Object.keys(gradientRules).sort());
	});

	it.each(cases.map((each) => [`${each.rule} ${each.what ?? ''}`, each] as const))('%s: equals differences', async (_, { rule, inputs, build }) => {
		// The operator's result goes through another one, so that the gradient that comes in depends on the inputs too.
		const add = build ?? op(rule as OperatorName);
		const { gradients, differences, nodes } = await compareGradients(inputs, (graph, values) => {
			const y = add(graph, values);
			return graph.add('Mul', [y, graph.add('Sigmoid', [y])]);
		});
		expect(nodes.map(({ operator }) => operator)).toContain(rule);
		for (const [index, { elementType }] of inputs.entries()) {
			if (elementType === 'int32') {
				expect(gradients[index]).toBeUndefined();
				continue;
			}
			const gradient = gradients[index]!;
			expect(gradient).toHaveLength(differences[index]!.length);
			for (const [element, difference] of differences[index]!.entries()) {
				const error = Math.abs(gradient[element]! - difference) / (1 + Math.abs(difference));
				expect(error, `input ${index}, element ${element}`).toBeLessThan(tolerance);
			}
			// A gradient of zeros would agree with a graph that does not depend on its input.
			expect(differences[index]!.some((difference) => Math.abs(difference) > 0.01)).toBe(true);
		}
	});
});

// The reverse pass: which values get a gradient, rows of tables, constants, and what it refuses.

import { describe, expect, it } from 'vitest';
import { addGradients } from '../../../../src/engine/autodiff/gradients';
import { GraphBuilder } from '../../../../src/engine/onnx/graphBuilder';
import { serializeModel } from '../../../../src/engine/onnx/modelProto';
import { float32Data, float32Tensor, int32Tensor, RuntimeSession, type RuntimeTensor } from '../../../../src/engine/runtime/session';
import { trainingGraph, type TrainingGraphOptions } from '../../../../src/engine/spert/trainingGraph';
import type { Value } from '../../../../src/engine/onnx/graph';
import { spread } from './differences';

async function run(graph: GraphBuilder, feeds: Record<string, RuntimeTensor>): Promise<Record<string, RuntimeTensor>> {
	const session = await RuntimeSession.create(serializeModel(graph.finish()), { threads: 1 });
	const outputs = await session.run(feeds);
	session.dispose();
	return outputs;
}

function sum(graph: GraphBuilder, x: Value): Value {
	return graph.reshape(graph.reduce('ReduceSum', x, x.shape.map((_, axis) => axis), true), []);
}

describe('addGradients', () => {
	it('gives the rows of a table that equal its dense gradient', async () => {
		const [rowCount, size] = [5, 3];
		const rows = [3, 0, 3, 3, 1, 0];
		const graph = new GraphBuilder('rows');
		const [dense, table] = [graph.input('dense', 'float32', [rowCount, size]), graph.input('table', 'float32', [rowCount, size])];
		const indices = graph.input('indices', 'int32', ['batch', 'sequence']);
		const loss = (x: Value): Value => {
			const gathered = graph.add('Gather', [x, indices], { axis: 0 });
			return sum(graph, graph.add('Mul', [gathered, graph.add('Exp', [gathered])]));
		};
		const gradients = addGradients(graph, graph.add('Add', [loss(dense), loss(table)]), [dense], [table]);
		graph.output('dense_gradient', gradients.dense.get('dense')!);
		const [use] = gradients.rows.get('table')!;
		expect(gradients.rows.get('table')).toHaveLength(1);
		expect(use!.rows.name).toBe('indices');
		expect(gradients.dense.has('table')).toBe(false);
		graph.output('updates', use!.updates);
		const values = float32Tensor(Float32Array.from(spread(rowCount * size)), [rowCount, size]);
		const outputs = await run(graph, { dense: values, table: values, indices: int32Tensor(Int32Array.from(rows), [2, 3]) });
		const updates = float32Data(outputs, 'updates');
		const added = new Float32Array(rowCount * size);
		for (const [place, row] of rows.entries()) {
			for (let column = 0; column < size; column++) {
				added[row * size + column]! += updates[place * size + column]!;
			}
		}
		float32Data(outputs, 'dense_gradient').forEach((value, index) => expect(value).toBeCloseTo(added[index]!, 5));
		expect(added.some((value) => Math.abs(value) > 0.1)).toBe(true);
	});

	it('lets no gradient through a detached value, and leaves the value itself alone', async () => {
		const graph = new GraphBuilder('detached');
		const x = graph.input('x', 'float32', [3]);
		const square = graph.add('Mul', [x, x]);
		// L = x² * constant(x²): the gradient is 2 x * x², not 4 x³.
		const { dense } = addGradients(graph, sum(graph, graph.add('Mul', [square, graph.detach(square)])), [x], []);
		graph.output('gradient', dense.get('x')!);
		const outputs = await run(graph, { x: float32Tensor(Float32Array.of(1, -2, 3), [3]) });
		expect([...float32Data(outputs, 'gradient')]).toEqual([2, -16, 54]);
	});

	it('gives nothing for a parameter that the loss does not depend on', () => {
		const graph = new GraphBuilder('unused');
		const [x, y, z] = ['x', 'y', 'z'].map((name) => graph.input(name, 'float32', [2])) as [Value, Value, Value];
		graph.add('Exp', [y]);
		const { dense } = addGradients(graph, sum(graph, graph.add('Mul', [x, z])), [x, y], []);
		expect([...dense.keys()]).toEqual(['x']);
	});

	it('adds the gradients of all uses', async () => {
		const graph = new GraphBuilder('uses');
		const x = graph.input('x', 'float32', [2]);
		const uses = [graph.add('Mul', [x, graph.scalar(2)]), graph.add('Mul', [x, graph.scalar(3)]), x];
		const loss = sum(graph, uses.reduce((total, use) => graph.add('Add', [total, use])));
		graph.output('gradient', addGradients(graph, loss, [x], []).dense.get('x')!);
		const outputs = await run(graph, { x: float32Tensor(Float32Array.of(1, 2), [2]) });
		expect([...float32Data(outputs, 'gradient')]).toEqual([6, 6]);
	});

	it('refuses operators without a rule, tables that are used otherwise, and forms that a rule is not written for', () => {
		const graph = new GraphBuilder('refused');
		const x = graph.input('x', 'float32', [2, 2]);
		const gradientOf = (y: Value, tables: readonly Value[] = []) => addGradients(graph, sum(graph, y), tables.length > 0 ? [] : [x], tables);
		expect(() => gradientOf(graph.add('Erf', [x]))).toThrow('There is no gradient rule for Erf.');
		expect(() => gradientOf(graph.add('Exp', [x]), [x])).toThrow('x is used by Exp, but the gradient of a table is given as rows.');
		expect(() => gradientOf(graph.add('Gemm', [x, x]))).toThrow('The gradient of Gemm is written for transB = 1.');
		expect(() => gradientOf(graph.add('Softmax', [x], { axis: 0 }))).toThrow('The gradient of Softmax is written for axis = -1.');
		expect(() => gradientOf(graph.reduce('ReduceSum', x, [0], false))).toThrow('The gradient of ReduceSum is written for keepdims = 1.');
		expect(() => gradientOf(graph.add('Concat', [x, x], { axis: -1 }))).toThrow('The gradient of Concat is written for an axis');
	});
});

describe('the training graph', () => {
	const options: TrainingGraphOptions = {
		config: {
			modelType: 'bert',
			hiddenSize: 8,
			layerCount: 2,
			headCount: 2,
			intermediateSize: 16,
			activation: 'gelu',
			layerNormEpsilon: 1e-12,
			vocabularySize: 20,
			positionCount: 16,
			tokenTypeCount: 2,
		},
		entityClassCount: 3,
		relationTypeCount: 2,
		sizeCount: 100,
		sizeEmbeddingSize: 4,
		longestSequence: 16,
		dropout: true,
		freezeEncoder: false,
	};

	it.each(['gelu', 'gelu_new', 'relu', 'silu'] as const)('has a gradient for every parameter with the activation %s', (activation) => {
		const { parameters, denseGradients, rowGradients } = trainingGraph({ ...options, config: { ...options.config, activation } });
		expect([...denseGradients.keys(), ...rowGradients.keys()].sort()).toEqual([...parameters.keys()].sort());
	});

	it('has gradients of the classifiers alone where the encoder is frozen, and then no gradient nodes for it', () => {
		const [frozen, full] = [trainingGraph({ ...options, freezeEncoder: true }), trainingGraph(options)];
		expect([...frozen.denseGradients.keys()].filter((name) => name.startsWith('bert.'))).toEqual([]);
		expect(frozen.denseGradients.size).toBe(5);
		expect(frozen.rowGradients.size).toBe(0);
		expect(frozen.graph.nodes.length).toBeLessThan(full.graph.nodes.length / 2);
	});
});

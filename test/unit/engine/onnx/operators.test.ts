// Every operator row, run by the runtime, against plain arithmetic written here.

import { describe, expect, it } from 'vitest';
import type { Attributes, Value } from '../../../../src/engine/onnx/graph';
import { GraphBuilder } from '../../../../src/engine/onnx/graphBuilder';
import { broadcastShapes, operators, type OperatorName } from '../../../../src/engine/onnx/operators';
import { floats, integers, runGraph, type SmallTensor } from './runGraph';

interface Case {
	readonly operator: OperatorName;
	readonly what?: string;
	readonly inputs: readonly SmallTensor[];
	readonly attributes?: Attributes;
	/** Where the operator takes what is no input of a graph. */
	readonly build?: (graph: GraphBuilder, inputs: readonly Value[]) => Value;
	readonly shape: readonly number[];
	readonly values: readonly number[];
}

const x = floats([2, 3], [-2, -0.5, 0, 0.25, 1, 3]);
const y = floats([2, 3], [1, -1, 0.5, 0.25, -4, 2]);

/** The error function by its Maclaurin series: exact enough for |x| below 4. */
function erf(value: number): number {
	let term = value;
	let sum = value;
	for (let n = 1; n < 100; n++) {
		term *= (-value * value) / n;
		sum += term / (2 * n + 1);
	}
	return (2 / Math.sqrt(Math.PI)) * sum;
}

function softmax(values: readonly number[]): number[] {
	const exponentials = values.map(Math.exp);
	const sum = exponentials.reduce((total, value) => total + value, 0);
	return exponentials.map((value) => value / sum);
}

function normalized(values: readonly number[], scale: readonly number[], bias: readonly number[], epsilon: number): number[] {
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
	return values.map((value, index) => ((value - mean) / Math.sqrt(variance + epsilon)) * scale[index]! + bias[index]!);
}

/** [rows, inner] times [inner, columns]. */
function product(a: readonly number[], b: readonly number[], inner: number, columns: number): number[] {
	return Array.from({ length: (a.length / inner) * columns }, (_, index) => {
		const [row, column] = [Math.floor(index / columns), index % columns];
		return Array.from({ length: inner }, (__, k) => a[row * inner + k]! * b[k * columns + column]!).reduce((sum, each) => sum + each, 0);
	});
}

const positive = floats([2, 2], [0.25, 1, 2, 9]);

function unary(operator: OperatorName, compute: (value: number) => number, input = x): Case[] {
	return [{ operator, inputs: [input], shape: input.shape, values: input.values.map(compute) }];
}

const b = floats([3, 2], [1, 2, -1, 0.5, 3, -2]);
const cases: readonly Case[] = [
	{ operator: 'Add', inputs: [x, y], shape: [2, 3], values: x.values.map((value, index) => value + y.values[index]!) },
	{
		operator: 'Add',
		what: 'broadcasting a row',
		inputs: [x, floats([3], [10, 20, 30])],
		shape: [2, 3],
		values: x.values.map((value, index) => value + [10, 20, 30][index % 3]!),
	},
	{
		operator: 'Add',
		what: 'broadcasting both ways',
		inputs: [floats([2, 1], [1, 2]), floats([1, 3], [10, 20, 30])],
		shape: [2, 3],
		values: [11, 21, 31, 12, 22, 32],
	},
	{ operator: 'Mul', inputs: [x, y], shape: [2, 3], values: x.values.map((value, index) => value * y.values[index]!) },
	{
		operator: 'Mul',
		what: 'by a column',
		inputs: [x, floats([2, 1], [0, 2])],
		shape: [2, 3],
		values: x.values.map((value, index) => value * (index < 3 ? 0 : 2)),
	},
	{ operator: 'Div', inputs: [y, x], shape: [2, 3], values: x.values.map((value, index) => y.values[index]! / value) },
	{ operator: 'Max', inputs: [x, y], shape: [2, 3], values: x.values.map((value, index) => Math.max(value, y.values[index]!)) },
	{ operator: 'Min', inputs: [x, y], shape: [2, 3], values: x.values.map((value, index) => Math.min(value, y.values[index]!)) },
	{ operator: 'Sub', inputs: [x, y], shape: [2, 3], values: x.values.map((value, index) => value - y.values[index]!) },
	{
		operator: 'GreaterOrEqual',
		inputs: [x, y],
		shape: [2, 3],
		values: x.values.map((value, index) => (value >= y.values[index]! ? 1 : 0)),
	},
	{ operator: 'Equal', inputs: [integers([3], [1, 2, 3]), integers([1], [2])], shape: [3], values: [0, 1, 0] },
	{
		operator: 'Where',
		inputs: [x, y, floats([3], [10, 20, 30])],
		build: (graph, [a, b, c]) => graph.add('Where', [graph.add('GreaterOrEqual', [a!, b!]), a!, c!]),
		shape: [2, 3],
		values: x.values.map((value, index) => (value >= y.values[index]! ? value : [10, 20, 30][index % 3]!)),
	},
	...unary('Neg', (value) => -value),
	...unary('Exp', Math.exp),
	...unary('Log', Math.log, positive),
	...unary('Erf', erf),
	...unary('Sqrt', Math.sqrt, positive),
	...unary('Reciprocal', (value) => 1 / value, positive),
	...unary('Softplus', (value) => Math.log(1 + Math.exp(value))),
	...unary('Tanh', Math.tanh),
	{ operator: 'Gelu', inputs: [x], shape: [2, 3], values: x.values.map((value) => 0.5 * value * (1 + erf(value / Math.SQRT2))) },
	{
		operator: 'Gelu',
		what: 'by tanh',
		inputs: [x],
		attributes: { approximate: 'tanh' },
		shape: [2, 3],
		values: x.values.map((value) => 0.5 * value * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (value + 0.044715 * value ** 3)))),
	},
	{ operator: 'Relu', inputs: [x], shape: [2, 3], values: x.values.map((value) => Math.max(0, value)) },
	{ operator: 'Sigmoid', inputs: [x], shape: [2, 3], values: x.values.map((value) => 1 / (1 + Math.exp(-value))) },
	{
		operator: 'Softmax',
		what: 'over the last axis',
		inputs: [x],
		attributes: { axis: -1 },
		shape: [2, 3],
		values: [...softmax(x.values.slice(0, 3)), ...softmax(x.values.slice(3))],
	},
	{
		operator: 'Softmax',
		what: 'with masked scores, which become exactly 0',
		inputs: [floats([1, 3], [1, -10000, 2])],
		attributes: { axis: -1 },
		shape: [1, 3],
		values: [softmax([1, 2])[0]!, 0, softmax([1, 2])[1]!],
	},
	{
		operator: 'LayerNormalization',
		inputs: [x, floats([3], [1, 2, -1]), floats([3], [0, 0.5, 1])],
		attributes: { axis: -1, epsilon: 0.01 },
		shape: [2, 3],
		values: [x.values.slice(0, 3), x.values.slice(3)].flatMap((row) => normalized(row, [1, 2, -1], [0, 0.5, 1], 0.01)),
	},
	{
		operator: 'LayerNormalization',
		what: 'without a bias',
		inputs: [x, floats([3], [1, 2, -1])],
		attributes: { axis: -1, epsilon: 0.01 },
		shape: [2, 3],
		values: [x.values.slice(0, 3), x.values.slice(3)].flatMap((row) => normalized(row, [1, 2, -1], [0, 0, 0], 0.01)),
	},
	{ operator: 'MatMul', inputs: [x, b], shape: [2, 2], values: product(x.values, b.values, 3, 2) },
	{
		operator: 'MatMul',
		what: 'of batches',
		inputs: [floats([2, 1, 3], x.values), floats([2, 3, 2], [...b.values, ...b.values.map((value) => -value)])],
		shape: [2, 1, 2],
		values: [...product(x.values.slice(0, 3), b.values, 3, 2), ...product(x.values.slice(3), b.values, 3, 2).map((value) => -value)],
	},
	{ operator: 'Gemm', inputs: [x, b], shape: [2, 2], values: product(x.values, b.values, 3, 2) },
	{
		operator: 'Gemm',
		what: 'with the second factor transposed and a bias',
		inputs: [x, floats([2, 3], [1, -1, 3, 2, 0.5, -2]), floats([2], [10, 20])],
		attributes: { transB: 1 },
		shape: [2, 2],
		values: product(x.values, b.values, 3, 2).map((value, index) => value + [10, 20][index % 2]!),
	},
	{
		operator: 'Gemm',
		what: 'with the first factor transposed',
		inputs: [floats([3, 2], [-2, 0.25, -0.5, 1, 0, 3]), b],
		attributes: { transA: 1 },
		shape: [2, 2],
		values: product(x.values, b.values, 3, 2),
	},
	{
		operator: 'Gather',
		inputs: [x, integers([3], [1, 0, 1])],
		attributes: { axis: 0 },
		shape: [3, 3],
		values: [...x.values.slice(3), ...x.values.slice(0, 3), ...x.values.slice(3)],
	},
	{
		operator: 'Gather',
		what: 'by a matrix of indices',
		inputs: [x, integers([2, 1], [1, 0])],
		attributes: { axis: 0 },
		shape: [2, 1, 3],
		values: [...x.values.slice(3), ...x.values.slice(0, 3)],
	},
	{ operator: 'Gather', what: 'no rows', inputs: [x, integers([0], [])], attributes: { axis: 0 }, shape: [0, 3], values: [] },
	{
		operator: 'GatherElements',
		inputs: [x, integers([2, 4], [2, 0, 0, 1, 1, 1, 2, 0])],
		attributes: { axis: 1 },
		shape: [2, 4],
		values: [0, -2, -2, -0.5, 1, 1, 3, 0.25],
	},
	{
		operator: 'GatherElements',
		what: 'along the first axis',
		inputs: [x, integers([1, 3], [1, 0, 1])],
		attributes: { axis: 0 },
		shape: [1, 3],
		values: [0.25, -0.5, 3],
	},
	{
		operator: 'Transpose',
		inputs: [floats([1, 2, 3], x.values)],
		attributes: { perm: [2, 0, 1] },
		shape: [3, 1, 2],
		values: [-2, 0.25, -0.5, 1, 0, 3],
	},
	{ operator: 'Shape', inputs: [x], shape: [2], values: [2, 3] },
	{
		operator: 'Concat',
		what: 'of rows',
		inputs: [x, floats([1, 3], [7, 8, 9])],
		attributes: { axis: 0 },
		shape: [3, 3],
		values: [...x.values, 7, 8, 9],
	},
	{
		operator: 'Concat',
		what: 'of columns',
		inputs: [x, floats([2, 1], [7, 8])],
		attributes: { axis: 1 },
		shape: [2, 4],
		values: [...x.values.slice(0, 3), 7, ...x.values.slice(3), 8],
	},
	...unary('Abs', Math.abs),
	{
		operator: 'QuantizeLinear',
		what: 'with a scale a row, limited to eight bits',
		inputs: [x, floats([2], [0.5, 0.02])],
		build: (graph, [data, scales]) => {
			const zeroPoints = graph.expandLike(graph.uint8(128), scales!);
			return graph.convert(graph.add('QuantizeLinear', [data!, scales!, zeroPoints], { axis: 0 }), 'float32');
		},
		shape: [2, 3],
		values: [124, 127, 128, 140, 178, 255],
	},
	{
		operator: 'MatMulIntegerToFloat',
		what: 'with a scale a column',
		inputs: [floats([2, 3], [1, 2, 3, 4, 5, 6])],
		build: (graph, [data]) => {
			const weight = graph.weight('weight', [3, 2], Int8Array.of(1, 2, -1, 1, 3, -2));
			const scales = graph.weight('scales', [2], Float32Array.of(0.5, 2));
			return graph.add('MatMulIntegerToFloat', [graph.convert(data!, 'uint8'), weight, graph.scalar(1), scales, graph.uint8(1)]);
		},
		shape: [2, 2],
		values: [2.5, -6, 7, 0],
	},
];

describe('operators', () => {
	it('has a case for every row', () => {
		expect([...new Set(cases.map(({ operator }) => operator))].sort()).toEqual(Object.keys(operators).sort());
	});

	it.each(cases.map((each) => [`${each.operator} ${each.what ?? ''}`, each] as const))(
		'%s: computes and infers what it should',
		async (_, { operator, inputs, attributes, build, shape, values }) => {
			const add = (graph: GraphBuilder, inputValues: readonly Value[]): Value => graph.add(operator, inputValues, attributes);
			const result = await runGraph(inputs, build ?? add);
			expect(result.shape).toEqual(shape);
			expect(result.inferred.shape).toEqual(shape);
			expect(result.inferred.elementType).toBe(result.elementType);
			expect(result.values).toHaveLength(values.length);
			result.values.forEach((value, index) => expect(value).toBeCloseTo(values[index]!, 5));
		},
	);

	it('gathers by 64-bit indices too', async () => {
		const result = await runGraph([x], (graph, [data]) => graph.add('Gather', [data!, graph.integers([1])], { axis: 0 }));
		expect(result.values).toEqual([0.25, 1, 3]);
	});
});

describe('operators whose shape the caller gives', () => {
	it('reshapes with one inferred dimension', async () => {
		const result = await runGraph([x], (graph, [value]) => graph.reshape(value!, ['rows', 2]));
		expect(result.shape).toEqual([3, 2]);
		expect(result.values).toEqual(x.values);
	});

	it('slices rows, clamping bounds beyond the ends', async () => {
		const last = await runGraph([x], (graph, [value]) => graph.sliceRows(value!, 1, Number.MAX_SAFE_INTEGER, 'rest'));
		expect(last.values).toEqual([0.25, 1, 3]);
		const none = await runGraph([x], (graph, [value]) => graph.sliceRows(value!, 5, Number.MAX_SAFE_INTEGER, 'rest'));
		expect(none.shape).toEqual([0, 3]);
		const all = await runGraph([x], (graph, [value]) => graph.sliceRows(value!, 0, 9, 'all'));
		expect(all.values).toEqual(x.values);
	});
});

describe('shape inference', () => {
	const graph = new GraphBuilder('errors');
	const matrix = graph.input('matrix', 'float32', ['n', 3]);
	const other = graph.input('other', 'float32', ['m', 3]);
	const wide = graph.input('wide', 'float32', [3, 4]);
	const indices = graph.input('indices', 'int32', ['k']);

	it('keeps names and meets them only with themselves or 1', () => {
		expect(broadcastShapes(['n', 3], [3])).toEqual(['n', 3]);
		expect(broadcastShapes(['n', 1], [1, 'm'])).toEqual(['n', 'm']);
		expect(broadcastShapes([], [2])).toEqual([2]);
		expect(() => broadcastShapes(['n', 3], ['m', 3])).toThrow('Shapes [n, 3] and [m, 3] do not broadcast.');
		expect(() => broadcastShapes(['n'], [3])).toThrow('do not broadcast');
	});

	it('names the operator and the sizes that do not fit', () => {
		expect(() => graph.add('Add', [matrix, other])).toThrow('do not broadcast');
		expect(() => graph.add('MatMul', [matrix, other])).toThrow('MatMul inner dimension: 3 is not m.');
		expect(() => graph.add('Gemm', [matrix, wide], { transB: 1 })).toThrow('Gemm inner dimension: 3 is not 4.');
		expect(() => graph.add('Gemm', [matrix, wide, matrix])).toThrow('do not broadcast');
		expect(() => graph.add('LayerNormalization', [wide, graph.scalar(1), graph.scalar(1)])).toThrow('has no axis -1');
		expect(() => graph.add('Transpose', [matrix], { perm: [0, 1, 2] })).toThrow('Transpose rank: 3 is not 2.');
		expect(() => graph.add('Gather', [matrix, indices], { axis: 1 })).toThrow('Gather axis: 1 is not 0.');
		expect(() => graph.add('GatherElements', [matrix, graph.int32Table('t', [1])], { axis: 1 })).toThrow('GatherElements axis 0');
	});

	it('refuses element types that do not fit', () => {
		expect(() => graph.add('Gather', [indices, matrix])).toThrow('matrix is float32, expected int32 or int64.');
		expect(() => graph.add('Add', [matrix, indices])).toThrow('indices is int32, expected float32.');
	});

	it('refuses missing inputs, unknown attributes and weights of another size', () => {
		expect(() => graph.add('Add', [matrix])).toThrow('Input 1 is missing.');
		expect(() => graph.add('Relu', [matrix], { axis: 1 })).toThrow('Relu has no attribute axis.');
		expect(() => graph.weight('w', [2, 2], new Float32Array(3))).toThrow('Weight w has 3 elements, its shape [2, 2] needs 4.');
		expect(() => graph.reshape(matrix, ['a', 'b'])).toThrow('only one dimension can be inferred');
	});

	it('gives a concatenation of unknown sizes a name for their sum', () => {
		expect(graph.add('Concat', [matrix, other], { axis: 0 }).shape).toEqual(['n+m', 3]);
		expect(graph.add('MatMul', [matrix, wide]).shape).toEqual(['n', 4]);
		expect(graph.add('Gather', [matrix, indices]).shape).toEqual(['k', 3]);
	});
});

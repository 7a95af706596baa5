// The gradient of each operator that our training graphs use: one row an operator, its formula beside it. With y = f(x) and
// a loss L, a rule turns dy = dL/dy into dx = dL/dx for each input. Rules build graph nodes; nothing is computed here.

import type { Node, Shape, Value } from '../onnx/graph';
import type { GraphBuilder } from '../onnx/graphBuilder';

/**
 * Gradients with respect to the inputs of a node, undefined for inputs that have none (indices, masks, shapes).
 * @param dy gradient with respect to the node's output
 * @param wants whether the gradient with respect to an input is needed at all
 */
export type GradientRule = (
	graph: GraphBuilder,
	node: Node,
	dy: Value,
	wants: (input: number) => boolean,
) => readonly (Value | undefined)[];

export const gradientRules: Readonly<Record<string, GradientRule>> = {
	// y = x  =>  dx = dy
	Identity: (_graph, _node, dy) => [dy],

	// y = a + b  =>  da = dy, db = dy, each summed over the axes along which it was broadcast
	Add: (graph, node, dy, wants) =>
		operands(node).map((x, index) => (wants(index) ? unbroadcast(graph, dy, x.shape) : undefined)),

	// y = a - b  =>  da = dy, db = -dy
	Sub: (graph, node, dy) => {
		const [a, b] = operands(node);
		return [unbroadcast(graph, dy, a.shape), unbroadcast(graph, graph.add('Neg', [dy]), b.shape)];
	},

	// y = a b  =>  da = dy b, db = dy a
	Mul: (graph, node, dy, wants) => {
		const [a, b] = operands(node);
		return [
			wants(0) ? unbroadcast(graph, graph.add('Mul', [dy, b]), a.shape) : undefined,
			wants(1) ? unbroadcast(graph, graph.add('Mul', [dy, a]), b.shape) : undefined,
		];
	},

	// y = max(a, b)  =>  da = dy where a >= b, db = dy elsewhere: a tie goes one way only
	Max: (graph, node, dy) => {
		const [a, b] = operands(node);
		const first = graph.add('GreaterOrEqual', [a, b]);
		const zero = graph.scalar(0);
		return [
			unbroadcast(graph, graph.add('Where', [first, dy, zero]), a.shape),
			unbroadcast(graph, graph.add('Where', [first, zero, dy]), b.shape),
		];
	},

	// y = exp(x)  =>  dx = dy y
	Exp: (graph, node, dy) => [graph.add('Mul', [dy, output(node)])],

	// y = log(x)  =>  dx = dy / x
	Log: (graph, node, dy) => [graph.add('Mul', [dy, graph.add('Reciprocal', [input(node, 0)])])],

	// y = log(1 + exp(x))  =>  dx = dy sigmoid(x)
	Softplus: (graph, node, dy) => [graph.add('Mul', [dy, graph.add('Sigmoid', [input(node, 0)])])],

	// y = tanh(x)  =>  dx = dy (1 - y²)
	Tanh: (graph, node, dy) => {
		const y = output(node);
		return [graph.add('Mul', [dy, graph.add('Sub', [graph.scalar(1), graph.add('Mul', [y, y])])])];
	},

	// y = sigmoid(x)  =>  dx = dy y (1 - y)
	Sigmoid: (graph, node, dy) => {
		const y = output(node);
		return [graph.add('Mul', [dy, graph.add('Mul', [y, graph.add('Sub', [graph.scalar(1), y])])])];
	},

	// y = max(x, 0)  =>  dx = dy where x > 0, that is where not 0 >= x
	Relu: (graph, node, dy) => {
		const zero = graph.scalar(0);
		return [graph.add('Where', [graph.add('GreaterOrEqual', [zero, input(node, 0)]), zero, dy])];
	},

	// exact:  y = x Phi(x)  =>  dx = dy (Phi(x) + x phi(x)), Phi and phi the normal distribution's function and density
	// tanh:   y = x (1 + t) / 2, t = tanh(u), u = c (x + k x³)  =>  dx = dy ((1 + t) / 2 + x (1 - t²) c (1 + 3 k x²) / 2)
	Gelu: (graph, node, dy) => {
		const x = input(node, 0);
		const derivative = node.attributes['approximate'] === 'tanh' ? geluTanhDerivative(graph, x) : geluDerivative(graph, x);
		return [graph.add('Mul', [dy, derivative])];
	},

	// y = softmax(x) along the last axis  =>  dx = y (dy - sum(dy y))
	Softmax: (graph, node, dy) => {
		if (node.attributes['axis'] !== -1) {
			throw new Error('The gradient of Softmax is written for axis = -1.');
		}
		const y = output(node);
		const sum = graph.reduce('ReduceSum', graph.add('Mul', [dy, y]), [-1], true);
		return [graph.add('Mul', [y, graph.add('Sub', [dy, sum])])];
	},

	// y = gamma n + beta, n = (x - mean) r, r = 1 / sqrt(variance + epsilon), over the last axis, beta optional  =>
	// with g = dy gamma: dx = r (g - mean(g) - n mean(g n)), dgamma = sum(dy n), dbeta = sum(dy), both over the rows
	LayerNormalization: (graph, node, dy, wants) => {
		const [x, gamma] = [input(node, 0), input(node, 1)];
		const beta = node.inputs[2];
		const centred = graph.add('Sub', [x, graph.reduce('ReduceMean', x, [-1], true)]);
		const variance = graph.reduce('ReduceMean', graph.add('Mul', [centred, centred]), [-1], true);
		const epsilon = graph.scalar(node.attributes['epsilon'] as number);
		const r = graph.add('Reciprocal', [graph.add('Sqrt', [graph.add('Add', [variance, epsilon])])]);
		const n = graph.add('Mul', [centred, r]);
		const g = graph.add('Mul', [dy, gamma]);
		const meanG = graph.reduce('ReduceMean', g, [-1], true);
		const meanGN = graph.reduce('ReduceMean', graph.add('Mul', [g, n]), [-1], true);
		const inner = graph.add('Sub', [graph.add('Sub', [g, meanG]), graph.add('Mul', [n, meanGN])]);
		return [
			graph.add('Mul', [inner, r]),
			wants(1) ? unbroadcast(graph, graph.add('Mul', [dy, n]), gamma.shape) : undefined,
			beta !== undefined && wants(2) ? unbroadcast(graph, dy, beta.shape) : undefined,
		];
	},

	// y = a b  =>  da = dy b', db = a' dy, for each matrix of the batch
	MatMul: (graph, node, dy, wants) => {
		const [a, b] = operands(node);
		return [
			wants(0) ? unbroadcast(graph, graph.add('MatMul', [dy, transposed(graph, b)]), a.shape) : undefined,
			wants(1) ? unbroadcast(graph, graph.add('MatMul', [transposed(graph, a), dy]), b.shape) : undefined,
		];
	},

	// y = x w' + c (transB)  =>  dx = dy w, dw = dy' x, dc = sum of dy over its rows
	Gemm: (graph, node, dy, wants) => {
		if (node.attributes['transB'] !== 1) {
			throw new Error('The gradient of Gemm is written for transB = 1.');
		}
		const [x, w] = [input(node, 0), input(node, 1)];
		const bias = node.inputs[2];
		return [
			wants(0) ? graph.add('Gemm', [dy, w], {}) : undefined,
			wants(1) ? graph.add('Gemm', [dy, x], { transA: 1 }) : undefined,
			bias === undefined || !wants(2) ? undefined : unbroadcast(graph, dy, bias.shape),
		];
	},

	// y = x[rows]  =>  dx = zeros with dy added at the rows
	Gather: (graph, node, dy) => {
		const [x, rows] = [input(node, 0), input(node, 1)];
		return [graph.scatterRows(x, rows, dy), undefined];
	},

	// y = the elements of x at indices along an axis  =>  dx = zeros with dy added at the indices
	GatherElements: (graph, node, dy) => {
		const [x, indices] = [input(node, 0), input(node, 1)];
		return [graph.scatterElements(x, indices, dy, node.attributes['axis'] as number), undefined];
	},

	// y = where(c, a, b)  =>  da = dy where c, db = dy elsewhere
	Where: (graph, node, dy, wants) => {
		const [condition, a, b] = [input(node, 0), input(node, 1), input(node, 2)];
		const zero = graph.scalar(0);
		return [
			undefined,
			wants(1) ? unbroadcast(graph, graph.add('Where', [condition, dy, zero]), a.shape) : undefined,
			wants(2) ? unbroadcast(graph, graph.add('Where', [condition, zero, dy]), b.shape) : undefined,
		];
	},

	// y = transpose(x, p)  =>  dx = transpose(dy, p⁻¹)
	Transpose: (graph, node, dy) => {
		const permutation = node.attributes['perm'] as readonly number[];
		return [graph.add('Transpose', [dy], { perm: permutation.map((_, axis) => permutation.indexOf(axis)) })];
	},

	// y = reshape(x)  =>  dx = dy in x's shape
	Reshape: (graph, node, dy) => {
		const x = input(node, 0);
		return [graph.reshapeBy(dy, graph.add('Shape', [x]), x.shape), undefined];
	},

	// y = concatenation of x1, x2, … along an axis  =>  dxi = the part of dy that came from xi
	Concat: (graph, node, dy) => {
		const axis = node.attributes['axis'] as number;
		if (axis < 0) {
			throw new Error('The gradient of Concat is written for an axis counted from the first.');
		}
		let start = graph.integers([0]);
		return node.inputs.map((x) => {
			const own = graph.integers([axis]);
			const size = graph.sliceBy(graph.add('Shape', [x]), own, graph.integers([axis + 1]), 0, 1);
			const end = graph.add('Add', [start, size]);
			const part = graph.sliceBy(dy, start, end, axis, x.shape[axis] ?? 0);
			start = end;
			return graph.withShape(part, x.shape);
		});
	},

	// y = places start .. end of x along an axis  =>  dx = dy with zeros for the places before and after
	Slice: (graph, node, dy) => {
		const [x, start, end] = [input(node, 0), input(node, 1), input(node, 2)];
		const [axis = 0] = graph.constantIntegers(input(node, 3));
		const places = graph.sliceBy(graph.add('Shape', [x]), graph.integers([axis]), graph.integers([axis + 1]), 0, 1);
		const before = graph.add('Min', [start, places]);
		const after = graph.add('Sub', [places, graph.add('Min', [end, places])]);
		const alongAxes = (pad: Value): Value[] => x.shape.map((_, other) => (other === axis ? pad : graph.integers([0])));
		const pads = graph.add('Concat', [...alongAxes(before), ...alongAxes(after)], { axis: 0 });
		return [graph.padBy(dy, pads, x.shape), undefined, undefined, undefined];
	},

	// y = sum of x over axes  =>  dx = dy repeated along them
	ReduceSum: (graph, node, dy) => {
		const x = input(node, 0);
		if (node.attributes['keepdims'] !== 1) {
			throw new Error('The gradient of ReduceSum is written for keepdims = 1.');
		}
		return [graph.expandLike(dy, x), undefined];
	},
};

/** Sums a gradient over the axes along which a value of `shape` was broadcast. */
export function unbroadcast(graph: GraphBuilder, gradient: Value, shape: Shape): Value {
	const extra = gradient.shape.length - shape.length;
	const leading = Array.from({ length: extra }, (_, axis) => axis);
	const summed = leading.length === 0 ? gradient : graph.reduce('ReduceSum', gradient, leading, false);
	const repeated = shape.flatMap((size, axis) => (size === 1 && summed.shape[axis] !== 1 ? [axis] : []));
	return repeated.length === 0 ? summed : graph.reduce('ReduceSum', summed, repeated, true);
}

function transposed(graph: GraphBuilder, x: Value): Value {
	const axes = x.shape.map((_, axis) => axis);
	const last = axes.length - 1;
	return graph.add('Transpose', [x], { perm: [...axes.slice(0, -2), last, last - 1] });
}

function geluDerivative(graph: GraphBuilder, x: Value): Value {
	const scaled = graph.add('Mul', [x, graph.scalar(Math.SQRT1_2)]);
	const cumulative = graph.add('Mul', [graph.add('Add', [graph.add('Erf', [scaled]), graph.scalar(1)]), graph.scalar(0.5)]);
	const exponent = graph.add('Mul', [graph.add('Mul', [x, x]), graph.scalar(-0.5)]);
	const density = graph.add('Mul', [graph.add('Exp', [exponent]), graph.scalar(1 / Math.sqrt(2 * Math.PI))]);
	return graph.add('Add', [cumulative, graph.add('Mul', [x, density])]);
}

function geluTanhDerivative(graph: GraphBuilder, x: Value): Value {
	const [c, k] = [Math.sqrt(2 / Math.PI), 0.044715];
	const square = graph.add('Mul', [x, x]);
	const cubic = graph.add('Mul', [graph.add('Add', [graph.add('Mul', [square, graph.scalar(k)]), graph.scalar(1)]), x]);
	const t = graph.add('Tanh', [graph.add('Mul', [cubic, graph.scalar(c)])]);
	const half = graph.add('Mul', [graph.add('Add', [t, graph.scalar(1)]), graph.scalar(0.5)]);
	const slope = graph.add('Add', [graph.add('Mul', [square, graph.scalar(3 * k)]), graph.scalar(1)]);
	const sech = graph.add('Sub', [graph.scalar(1), graph.add('Mul', [t, t])]);
	const bend = graph.add('Mul', [graph.add('Mul', [x, sech]), graph.add('Mul', [slope, graph.scalar(c / 2)])]);
	return graph.add('Add', [half, bend]);
}

function input(node: Node, index: number): Value {
	const value = node.inputs[index];
	if (value === undefined) {
		throw new Error(`${node.operator} has no input ${index}.`);
	}
	return value;
}

function operands(node: Node): readonly [Value, Value] {
	return [input(node, 0), input(node, 1)];
}

function output(node: Node): Value {
	const value = node.outputs[0];
	if (value === undefined) {
		throw new Error(`${node.operator} has no output.`);
	}
	return value;
}

// The ONNX operators that our graphs use: one row an operator under its ONNX name, with the types of its attributes and
// its shape inference (https://onnx.ai/onnx/operators, operator set 20). An operator without a row cannot be used.

import { formatShape, type Attributes, type Dimension, type ElementType, type Shape, type Value } from './graph';

export type AttributeType = 'int' | 'ints' | 'float' | 'string';

export interface OperatorSignature {
	readonly attributes: Readonly<Record<string, AttributeType>>;
	/** Element type and shape of each output. Throws where the inputs don't fit: a mistake in a graph, never a user's. */
	readonly infer: (inputs: readonly Value[], attributes: Attributes) => readonly TensorType[];
}

export interface TensorType {
	readonly elementType: ElementType;
	readonly shape: Shape;
}

/** NumPy broadcasting of two shapes, names included: a name meets itself or 1. */
export function broadcastShapes(a: Shape, b: Shape): Shape {
	const rank = Math.max(a.length, b.length);
	return Array.from({ length: rank }, (_, axis): Dimension => {
		const left = a[axis - rank + a.length] ?? 1;
		const right = b[axis - rank + b.length] ?? 1;
		if (left === right || right === 1) {
			return left;
		}
		if (left === 1) {
			return right;
		}
		throw new Error(`Shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast.`);
	});
}

function input(inputs: readonly Value[], index: number): Value {
	const value = inputs[index];
	if (value === undefined) {
		throw new Error(`Input ${index} is missing.`);
	}
	return value;
}

function dimension(shape: Shape, axis: number): Dimension {
	const size = shape.at(axis);
	if (size === undefined) {
		throw new Error(`Shape ${formatShape(shape)} has no axis ${axis}.`);
	}
	return size;
}

function expectEqual(left: Dimension, right: Dimension, what: string): void {
	if (left !== right) {
		throw new Error(`${what}: ${left} is not ${right}.`);
	}
}

function expectElementType(value: Value, ...allowed: ElementType[]): void {
	if (!allowed.includes(value.elementType)) {
		throw new Error(`${value.name} is ${value.elementType}, expected ${allowed.join(' or ')}.`);
	}
}

const elementwiseUnary: OperatorSignature = {
	attributes: {},
	infer: (inputs) => [{ elementType: input(inputs, 0).elementType, shape: input(inputs, 0).shape }],
};

const elementwiseBinary: OperatorSignature = {
	attributes: {},
	infer: (inputs) => {
		const [a, b] = [input(inputs, 0), input(inputs, 1)];
		expectElementType(b, a.elementType);
		return [{ elementType: a.elementType, shape: broadcastShapes(a.shape, b.shape) }];
	},
};

const comparison: OperatorSignature = {
	attributes: {},
	infer: (inputs, attributes) => elementwiseBinary.infer(inputs, attributes).map(({ shape }) => ({ elementType: 'bool', shape })),
};

export const operators = {
	Add: elementwiseBinary,
	Sub: elementwiseBinary,
	Mul: elementwiseBinary,
	Div: elementwiseBinary,
	Max: elementwiseBinary,
	Min: elementwiseBinary,
	GreaterOrEqual: comparison,
	Equal: comparison,
	Where: {
		attributes: {},
		infer: (inputs) => {
			const [condition, a, b] = [input(inputs, 0), input(inputs, 1), input(inputs, 2)];
			expectElementType(condition, 'bool');
			const shape = broadcastShapes(condition.shape, broadcastShapes(a.shape, b.shape));
			return [{ elementType: a.elementType, shape }];
		},
	},
	Abs: elementwiseUnary,
	Neg: elementwiseUnary,
	Exp: elementwiseUnary,
	Log: elementwiseUnary,
	Erf: elementwiseUnary,
	Sqrt: elementwiseUnary,
	Reciprocal: elementwiseUnary,
	Softplus: elementwiseUnary,
	Tanh: elementwiseUnary,
	Gelu: { ...elementwiseUnary, attributes: { approximate: 'string' } },
	Relu: elementwiseUnary,
	Sigmoid: elementwiseUnary,
	Softmax: { ...elementwiseUnary, attributes: { axis: 'int' } },
	LayerNormalization: {
		attributes: { axis: 'int', epsilon: 'float' },
		infer: (inputs) => {
			const [x, scale] = [input(inputs, 0), input(inputs, 1)];
			expectEqual(dimension(scale.shape, -1), dimension(x.shape, -1), 'LayerNormalization scale');
			if (inputs.length > 2) {
				expectEqual(dimension(input(inputs, 2).shape, -1), dimension(x.shape, -1), 'LayerNormalization bias');
			}
			return [{ elementType: x.elementType, shape: x.shape }];
		},
	},
	MatMul: {
		attributes: {},
		infer: (inputs) => {
			const [a, b] = [input(inputs, 0), input(inputs, 1)];
			expectEqual(dimension(a.shape, -1), dimension(b.shape, -2), 'MatMul inner dimension');
			const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
			return [{ elementType: a.elementType, shape: [...batch, dimension(a.shape, -2), dimension(b.shape, -1)] }];
		},
	},
	/** y = a b + c, with a transposed if transA and b if transB. */
	Gemm: {
		attributes: { transA: 'int', transB: 'int' },
		infer: (inputs, attributes) => {
			const [a, b] = [input(inputs, 0), input(inputs, 1)];
			const [aRows, aColumns] = attributes['transA'] === 1 ? [1, 0] : [0, 1];
			const [bRows, bColumns] = attributes['transB'] === 1 ? [1, 0] : [0, 1];
			expectEqual(dimension(a.shape, aColumns), dimension(b.shape, bRows), 'Gemm inner dimension');
			const shape = [dimension(a.shape, aRows), dimension(b.shape, bColumns)];
			if (inputs.length > 2) {
				broadcastShapes(shape, input(inputs, 2).shape);
			}
			return [{ elementType: a.elementType, shape }];
		},
	},
	/** x / scale + zero point, rounded and limited to uint8; scale and zero point have one element a row (axis 0). */
	QuantizeLinear: {
		attributes: { axis: 'int' },
		infer: (inputs, attributes) => {
			const [x, scale, zeroPoint] = [input(inputs, 0), input(inputs, 1), input(inputs, 2)];
			expectEqual(attributes['axis'] as number, 0, 'QuantizeLinear axis');
			expectElementType(zeroPoint, 'uint8');
			expectEqual(dimension(scale.shape, 0), dimension(x.shape, 0), 'QuantizeLinear scale');
			expectEqual(dimension(zeroPoint.shape, 0), dimension(x.shape, 0), 'QuantizeLinear zero point');
			return [{ elementType: 'uint8', shape: x.shape }];
		},
	},
	/** ONNX Runtime's own: (a - its zero point) (b - its zero point), times both scales. a uint8, b int8 with a scale a column. */
	MatMulIntegerToFloat: {
		attributes: {},
		infer: (inputs) => {
			const [a, b, , bScale] = [input(inputs, 0), input(inputs, 1), input(inputs, 2), input(inputs, 3)];
			expectElementType(a, 'uint8');
			expectElementType(b, 'int8');
			expectEqual(dimension(a.shape, -1), dimension(b.shape, -2), 'MatMulIntegerToFloat inner dimension');
			expectEqual(dimension(bScale.shape, -1), dimension(b.shape, -1), 'MatMulIntegerToFloat scale');
			return [{ elementType: 'float32', shape: [dimension(a.shape, 0), dimension(b.shape, 1)] }];
		},
	},
	/** Rows of the first axis only: `axis` 0 is all that embeddings and row lists need. */
	Gather: {
		attributes: { axis: 'int' },
		infer: (inputs, attributes) => {
			const [data, indices] = [input(inputs, 0), input(inputs, 1)];
			expectElementType(indices, 'int32', 'int64');
			expectEqual(attributes['axis'] === undefined ? 0 : (attributes['axis'] as number), 0, 'Gather axis');
			return [{ elementType: data.elementType, shape: [...indices.shape, ...data.shape.slice(1)] }];
		},
	},
	/** For each index, which replaces the place along `axis`, the element of data that has the same places along other axes. */
	GatherElements: {
		attributes: { axis: 'int' },
		infer: (inputs, attributes) => {
			const [data, indices] = [input(inputs, 0), input(inputs, 1)];
			expectElementType(indices, 'int32', 'int64');
			data.shape.forEach((size, axis) => {
				if (axis !== attributes['axis']) {
					expectEqual(dimension(indices.shape, axis), size, `GatherElements axis ${axis}`);
				}
			});
			return [{ elementType: data.elementType, shape: indices.shape }];
		},
	},
	Transpose: {
		attributes: { perm: 'ints' },
		infer: (inputs, attributes) => {
			const x = input(inputs, 0);
			const permutation = attributes['perm'] as readonly number[];
			expectEqual(permutation.length, x.shape.length, 'Transpose rank');
			return [{ elementType: x.elementType, shape: permutation.map((axis) => dimension(x.shape, axis)) }];
		},
	},
	Shape: {
		attributes: {},
		infer: (inputs) => [{ elementType: 'int64', shape: [input(inputs, 0).shape.length] }],
	},
	Concat: {
		attributes: { axis: 'int' },
		infer: (inputs, attributes) => {
			const first = input(inputs, 0);
			const axis = attributes['axis'] as number;
			const sizes = inputs.map((value) => dimension(value.shape, axis));
			const total = sizes.every((size) => typeof size === 'number')
				? sizes.reduce((sum: number, size) => sum + size, 0)
				: sizes.join('+');
			return [{ elementType: first.elementType, shape: first.shape.with(axis, total) }];
		},
	},
} as const satisfies Readonly<Record<string, OperatorSignature>>;

/** Attributes of the operators whose outputs' shapes the builder is told: they have no row above. */
export const toldOperators: Readonly<Record<string, Readonly<Record<string, AttributeType>>>> = {
	ReduceSum: { keepdims: 'int' },
	ReduceMean: { keepdims: 'int' },
	ReduceMax: { keepdims: 'int' },
	Cast: { to: 'int' },
	ScatterND: { reduction: 'string' },
	ScatterElements: { axis: 'int', reduction: 'string' },
};

/** Those of ONNX Runtime itself (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md). */
export const runtimeOperators: ReadonlySet<string> = new Set(['MatMulIntegerToFloat'] satisfies OperatorName[]);

export type OperatorName = keyof typeof operators;

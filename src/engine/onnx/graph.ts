// An ONNX graph in memory: typed values, nodes in topological order, inputs, outputs and initializers. Built by
// graphBuilder.ts, written by modelProto.ts; runs nothing.

export type ElementType = 'float32' | 'int32' | 'int64' | 'bool' | 'int8' | 'uint8' | 'float16';

/** The numbers by which ONNX knows the types. */
export const elementTypeCodes = {
	float32: 1,
	uint8: 2,
	int8: 3,
	int32: 6,
	int64: 7,
	bool: 9,
	float16: 10,
} as const satisfies Record<ElementType, number>;

/** A dimension: a size, or the name of a size known only when the graph runs. Equal names are equal sizes. */
export type Dimension = number | string;
export type Shape = readonly Dimension[];

/** One tensor that flows through a graph. */
export interface Value {
	readonly name: string;
	readonly elementType: ElementType;
	readonly shape: Shape;
}

export type Attribute = number | readonly number[] | string;
export type Attributes = Readonly<Record<string, Attribute>>;

export interface Node {
	readonly operator: string;
	readonly inputs: readonly Value[];
	readonly outputs: readonly Value[];
	readonly attributes: Attributes;
}

/** A constant of the graph: small ones inline, weights by reference to bytes that the session is given apart. */
export type Initializer =
	| { readonly kind: 'inline'; readonly value: Value; readonly bytes: Uint8Array }
	| { readonly kind: 'external'; readonly value: Value; readonly bytes: Uint8Array };

export interface Graph {
	readonly name: string;
	readonly inputs: readonly Value[];
	readonly outputs: readonly Value[];
	readonly nodes: readonly Node[];
	readonly initializers: readonly Initializer[];
}

export function formatShape(shape: Shape): string {
	return `[${shape.join(', ')}]`;
}

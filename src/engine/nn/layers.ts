// The layers that an encoder and the SpERT heads are made of. Each takes its weights from a ParameterSource under
// PyTorch's names, so that the same code serves graphs with weights inside (inference) and outside.

import type { Shape, Value } from '../onnx/graph';
import type { GraphBuilder } from '../onnx/graphBuilder';
import type { Packing } from './packing';

/** Gives the parameter of a name, as a weight or an input of the graph. */
export type ParameterSource = (name: string, shape: readonly number[]) => Value;

export interface LayerContext {
	readonly graph: GraphBuilder;
	readonly parameter: ParameterSource;
	/** Drops elements of x while training; absent for inference, where nothing is dropped. */
	readonly dropout?: Dropout;
	/** Changes what dense layers give; absent where they stay as they are. */
	readonly adapter?: Adapter;
	/** Builds layers in another way than here, where it has one; absent for layers in float32. */
	readonly substitutes?: LayerSubstitutes | undefined;
	/** Absent: batches are padded throughout. */
	readonly packing?: Packing;
}

/** Builds the layer of a name from weights of its own; undefined: as here. The arguments are those of linear and embedding. */
export interface LayerSubstitutes {
	linear(graph: GraphBuilder, name: string, x: Value, inputSize: number, outputSize: number): Value | undefined;
	embedding(graph: GraphBuilder, name: string, indices: Value, count: number, size: number): Value | undefined;
}

/** What stands for y = x W' + b of the dense layer `name`, given x [rows, inputSize] and y [rows, outputSize]: y itself, if nothing. */
export type Adapter = (name: string, x: Value, y: Value) => Value;

/** Multiplies x by a mask that the host draws; `name` tells the masks of a graph apart. */
export type Dropout = (name: string, kind: DropoutKind, x: Value) => Value;

/** Which probability applies: that of hidden states, of attention, of SpERT's classifiers, or of what adapters read. */
export type DropoutKind = 'hidden' | 'attention' | 'classifier' | 'adapter';

export function dropout(context: LayerContext, name: string, kind: DropoutKind, x: Value): Value {
	return context.dropout === undefined ? x : context.dropout(name, kind, x);
}

/**
 * y = x W' + b with W [outputSize, inputSize] as PyTorch stores it. x [rows, inputSize] gives [rows, outputSize].
 * @param hasBias without one, y = x W'
 */
export function linear(
	context: LayerContext,
	name: string,
	x: Value,
	inputSize: number,
	outputSize: number,
	hasBias = true,
): Value {
	const substitute = context.substitutes?.linear(context.graph, name, x, inputSize, outputSize);
	if (substitute !== undefined) {
		return substitute;
	}
	const weight = context.parameter(`${name}.weight`, [outputSize, inputSize]);
	const bias = hasBias ? [context.parameter(`${name}.bias`, [outputSize])] : [];
	const y = context.graph.add('Gemm', [x, weight, ...bias], { transB: 1 });
	return context.adapter?.(name, x, y) ?? y;
}

/** Normalizes the last axis (Ba et al. 2016), then scales it and, if `hasBias`, adds to it. */
export function layerNorm(context: LayerContext, name: string, x: Value, size: number, epsilon: number, hasBias = true): Value {
	const weight = context.parameter(`${name}.weight`, [size]);
	const bias = hasBias ? [context.parameter(`${name}.bias`, [size])] : [];
	return context.graph.add('LayerNormalization', [x, weight, ...bias], { axis: -1, epsilon });
}

/** Rows of an embedding table [count, size]; indices of any shape give [...indices, size]. */
export function embedding(context: LayerContext, name: string, indices: Value, count: number, size: number): Value {
	const substitute = context.substitutes?.embedding(context.graph, name, indices, count, size);
	return substitute ?? context.graph.add('Gather', [context.parameter(`${name}.weight`, [count, size]), indices], { axis: 0 });
}

/** Folds all axes but the last into one of the given name: [a, b, size] gives [rows, size]. */
export function asRows(graph: GraphBuilder, x: Value, rows: string): Value {
	const size = x.shape.at(-1);
	if (typeof size !== 'number') {
		throw new Error(`${x.name} has no fixed last axis.`);
	}
	return graph.reshape(x, [rows, size] satisfies Shape);
}

// Multi-head attention over flat rows (Vaswani et al. 2017): what the encoders' own kinds of attention share.

import type { Value } from '../onnx/graph';
import { dropout, type LayerContext } from './layers';
import { padded, unpadded } from './packing';

/** Turns rows [rows, hiddenSize] into heads, in the order of axes that the product they are for needs. */
export interface HeadLayout {
	/** Size of a head. */
	readonly size: number;
	/** [batch, heads, sequence, size], for queries and values. */
	split(rows: Value): Value;
	/** [batch, heads, size, sequence], for keys. */
	splitTransposed(rows: Value): Value;
}

/** One target shape serves every layer. */
export function headLayout(context: LayerContext, hiddenSize: number, headCount: number, inputIds: Value): HeadLayout {
	const { graph } = context;
	const size = hiddenSize / headCount;
	const target = graph.add('Concat', [graph.add('Shape', [inputIds]), graph.integers([headCount, size])], { axis: 0 });
	const shape = [...inputIds.shape, headCount, size];
	const transposed = (rows: Value, perm: readonly number[]): Value =>
		graph.add('Transpose', [graph.reshapeBy(padded(context, rows), target, shape)], { perm });
	return {
		size,
		split: (rows) => transposed(rows, [0, 2, 1, 3]),
		splitTransposed: (rows) => transposed(rows, [0, 2, 3, 1]),
	};
}

export interface AttentionScores {
	/** [batch, heads, sequence, size]. */
	readonly query: Value;
	/** [batch, heads, size, sequence]. */
	readonly key: Value;
	/** What the products of queries and keys are multiplied by; 1 / sqrt(size) in most encoders. */
	readonly scale: number;
	/** Added to the scaled products: what may be attended to, and positions. */
	readonly bias: Value;
}

/**
 * softmax(Q K' scale + bias) V, as rows [rows, hiddenSize].
 * @param name of the mask for dropout
 * @param value [batch, heads, sequence, size]
 */
export function attention(context: LayerContext, name: string, { query, key, scale, bias }: AttentionScores, value: Value): Value {
	const { graph } = context;
	const scores = graph.add('Mul', [graph.add('MatMul', [query, key]), graph.scalar(scale)]);
	const probabilities = graph.add('Softmax', [graph.add('Add', [scores, bias])], { axis: -1 });
	return mixValues(context, name, probabilities, value);
}

/** The values, weighed by probabilities [batch, heads, sequence, sequence]: rows [rows, hiddenSize]. */
function mixValues(context: LayerContext, name: string, probabilities: Value, value: Value): Value {
	const { graph } = context;
	const mixed = graph.add('MatMul', [dropout(context, name, 'attention', probabilities), value]);
	const [heads, size] = [value.shape[1], value.shape[3]];
	if (typeof heads !== 'number' || typeof size !== 'number') {
		throw new Error(`${value.name} has no fixed heads.`);
	}
	const places = graph.reshape(graph.add('Transpose', [mixed], { perm: [0, 2, 1, 3] }), ['rows', heads * size]);
	return unpadded(context, places);
}

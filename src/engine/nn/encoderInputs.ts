// What every encoder reads, whatever its architecture, and what it gives layer by layer.

import type { Value } from '../onnx/graph';
import type { GraphBuilder } from '../onnx/graphBuilder';

/** Inputs of the encoder for a batch of B sequences of T word pieces. Several sequences may lie packed in one. */
export interface EncoderInputs {
	/** int32 [batch, sequence]. */
	readonly inputIds: Value;
	/** int32 [batch, sequence], from 0 in each sequence; where an encoder counts from elsewhere is its own affair. */
	readonly positionIds: Value;
	/** int32 [batch, sequence]. */
	readonly tokenTypeIds: Value;
	/**
	 * float32 [batch, 1, 1 or sequence, sequence], added to the attention scores: 0 for a word piece that is attended to,
	 * maskedScore for others and for padding.
	 */
	readonly attentionBias: Value;
}

/** The inputs of a graph for padded batches, under the names that a Batch feeds. */
export function declareEncoderInputs(graph: GraphBuilder): EncoderInputs {
	const indices = (name: string): Value => graph.input(name, 'int32', ['batch', 'sequence']);
	return {
		inputIds: indices('input_ids'),
		positionIds: indices('position_ids'),
		tokenTypeIds: indices('token_type_ids'),
		attentionBias: graph.input('attention_bias', 'float32', ['batch', 1, 1, 'sequence']),
	};
}

/** What the reference adds to the scores of padding: enough for the softmax to give exactly 0 in float32. */
export const maskedScore = -10000;

/** An encoder in pieces, so that a graph can have some of its layers only. Values are [batch * sequence, hiddenSize]. */
export interface EncoderStages {
	/** What the first layer gets. */
	embeddings(): Value;
	/** Layers are numbered from 0. */
	layer(index: number, hidden: Value): Value;
	/** What comes after the last layer; absent where nothing does. */
	finish?(hidden: Value): Value;
}

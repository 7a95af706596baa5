// The BERT encoder (Devlin et al. 2019), equal to Hugging Face's BertModel without the pooler. Dropout only
// where the context brings it.

import type { Value } from '../onnx/graph';
import type { GraphBuilder } from '../onnx/graphBuilder';
import { asRows, dropout, embedding, layerNorm, linear, type LayerContext } from './layers';

/** The sizes of a BERT encoder, as in its config.json. */
export interface BertConfig {
	readonly hiddenSize: number;
	readonly layerCount: number;
	readonly headCount: number;
	readonly intermediateSize: number;
	/** gelu is the exact one (erf), gelu_new its approximation by tanh. */
	readonly activation: 'gelu' | 'gelu_new' | 'relu' | 'silu';
	readonly layerNormEpsilon: number;
	readonly vocabularySize: number;
	readonly positionCount: number;
	readonly tokenTypeCount: number;
}

/** Inputs of the encoder for a batch of B sequences of T word pieces. */
export interface EncoderInputs {
	/** int32 [batch, sequence]. */
	readonly inputIds: Value;
	/** int32 [batch, sequence]. */
	readonly positionIds: Value;
	/** int32 [batch, sequence]. */
	readonly tokenTypeIds: Value;
	/**
	 * float32 [batch, 1, 1 or sequence, sequence], added to the attention scores: 0 for a word piece that is attended to,
	 * maskedScore for others and for padding.
	 */
	readonly attentionBias: Value;
}

/** What the reference adds to the scores of padding: enough for the softmax to give exactly 0 in float32. */
export const maskedScore = -10000;

/** Which of an encoder's layers a graph has: all of them unless it says otherwise. */
export interface LayerRange {
	/** Layers below the first one, and the embeddings, are left out: `hidden` is what they give, [rows, hiddenSize]. */
	readonly above?: { readonly layers: number; readonly hidden: Value };
	/** Layers from this one on are left out. */
	readonly end?: number;
}

/** Last hidden state, one row a word piece: [batch * sequence, hiddenSize], rows named "rows". */
export function bertEncoder(context: LayerContext, config: BertConfig, inputs: EncoderInputs, range: LayerRange = {}): Value {
	const { above, end = config.layerCount } = range;
	let hidden = above?.hidden ?? bertEmbeddings(context, config, inputs);
	const heads = splitHeads(context.graph, config, inputs.inputIds);
	for (let layer = above?.layers ?? 0; layer < end; layer++) {
		hidden = bertLayer(context, config, `bert.encoder.layer.${layer}`, hidden, heads, inputs.attentionBias);
	}
	return hidden;
}

/** What the first layer gets: [rows, hiddenSize]. */
function bertEmbeddings(context: LayerContext, config: BertConfig, inputs: EncoderInputs): Value {
	const { graph } = context;
	const { hiddenSize } = config;
	const prefix = 'bert.embeddings';
	const words = embedding(context, `${prefix}.word_embeddings`, inputs.inputIds, config.vocabularySize, hiddenSize);
	const positions = embedding(context, `${prefix}.position_embeddings`, inputs.positionIds, config.positionCount, hiddenSize);
	const types = embedding(context, `${prefix}.token_type_embeddings`, inputs.tokenTypeIds, config.tokenTypeCount, hiddenSize);
	const summed = graph.add('Add', [graph.add('Add', [words, positions]), types]);
	const normalized = layerNorm(context, `${prefix}.LayerNorm`, asRows(graph, summed, 'rows'), hiddenSize, config.layerNormEpsilon);
	return dropout(context, prefix, 'hidden', normalized);
}

/** Turns rows [batch * sequence, hiddenSize] into [batch, sequence, heads, d]; the same target shape for every layer. */
type SplitHeads = (rows: Value) => Value;

function splitHeads(graph: GraphBuilder, config: BertConfig, inputIds: Value): SplitHeads {
	const headSize = config.hiddenSize / config.headCount;
	const target = graph.add('Concat', [graph.add('Shape', [inputIds]), graph.integers([config.headCount, headSize])], { axis: 0 });
	return (rows) => graph.reshapeBy(rows, target, [...inputIds.shape, config.headCount, headSize]);
}

function bertLayer(
	context: LayerContext,
	config: BertConfig,
	prefix: string,
	hidden: Value,
	heads: SplitHeads,
	attentionBias: Value,
): Value {
	const { graph } = context;
	const { hiddenSize, intermediateSize, layerNormEpsilon } = config;
	const attended = selfAttention(context, config, `${prefix}.attention.self`, hidden, heads, attentionBias);
	const projected = linear(context, `${prefix}.attention.output.dense`, attended, hiddenSize, hiddenSize);
	const attentionSum = graph.add('Add', [dropout(context, `${prefix}.attention.output`, 'hidden', projected), hidden]);
	const attention = layerNorm(context, `${prefix}.attention.output.LayerNorm`, attentionSum, hiddenSize, layerNormEpsilon);
	const inner = activation(context, config, linear(context, `${prefix}.intermediate.dense`, attention, hiddenSize, intermediateSize));
	const outer = linear(context, `${prefix}.output.dense`, inner, intermediateSize, hiddenSize);
	const sum = graph.add('Add', [dropout(context, `${prefix}.output`, 'hidden', outer), attention]);
	return layerNorm(context, `${prefix}.output.LayerNorm`, sum, hiddenSize, layerNormEpsilon);
}

/** Multi-head attention: softmax(Q K' / sqrt(d) + bias) V for each head of size d (Vaswani et al. 2017). */
function selfAttention(
	context: LayerContext,
	config: BertConfig,
	prefix: string,
	hidden: Value,
	heads: SplitHeads,
	attentionBias: Value,
): Value {
	const { graph } = context;
	const { hiddenSize, headCount } = config;
	const project = (name: string, perm: readonly number[]): Value =>
		graph.add('Transpose', [heads(linear(context, `${prefix}.${name}`, hidden, hiddenSize, hiddenSize))], { perm });
	const query = project('query', [0, 2, 1, 3]);
	const key = project('key', [0, 2, 3, 1]);
	const value = project('value', [0, 2, 1, 3]);
	const scale = graph.scalar(1 / Math.sqrt(hiddenSize / headCount));
	const scores = graph.add('Mul', [graph.add('MatMul', [query, key]), scale]);
	const probabilities = graph.add('Softmax', [graph.add('Add', [scores, attentionBias])], { axis: -1 });
	const mixed = graph.add('Transpose', [graph.add('MatMul', [dropout(context, prefix, 'attention', probabilities), value])], { perm: [0, 2, 1, 3] });
	return graph.reshape(mixed, ['rows', hiddenSize]);
}

function activation(context: LayerContext, config: BertConfig, x: Value): Value {
	switch (config.activation) {
		case 'gelu':
			return context.graph.add('Gelu', [x]);
		case 'gelu_new':
			return context.graph.add('Gelu', [x], { approximate: 'tanh' });
		case 'relu':
			return context.graph.add('Relu', [x]);
		case 'silu':
			return context.graph.add('Mul', [x, context.graph.add('Sigmoid', [x])]);
		default:
			return config.activation satisfies never;
	}
}

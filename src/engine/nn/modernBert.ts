// ModernBERT (Warner et al. 2024): rotary positions, normalization before each part of a layer, gated dense layers, and
// attention to near word pieces only in all layers but every third or so.

import type { Value } from '../onnx/graph';
import { activation } from './activation';
import { attention } from './attention';
import { maskedScore, type EncoderInputs, type EncoderStages } from './encoderInputs';
import { asRows, dropout, embedding, layerNorm, linear, type LayerContext } from './layers';
import { padded } from './packing';
import { distanceIndices, distanceTable } from './relativePositions';
import { rotate, rotation, type Rotation } from './rotary';
import type { TransformerSizes } from './transformerSizes';

export interface ModernBertConfig extends TransformerSizes {
	readonly modelType: 'modernbert';
	/** Layers 0, n, 2 n, … attend to the whole sequence. */
	readonly globalEvery: number;
	/** The other layers attend to word pieces at most half of this away. */
	readonly localWindow: number;
	/** Bases of the rotary angles in layers of either kind. */
	readonly globalBase: number;
	readonly localBase: number;
	readonly attentionBias: boolean;
	readonly feedForwardBias: boolean;
	readonly normBias: boolean;
}

/** What layers of one kind share. */
interface LayerKind {
	readonly rotation: Rotation;
	/** Added to the scores. */
	readonly bias: Value;
}

export function modernBertStages(context: LayerContext, config: ModernBertConfig, inputs: EncoderInputs): EncoderStages {
	const { graph } = context;
	const { hiddenSize, layerNormEpsilon, normBias } = config;
	const norm = (name: string, x: Value): Value => layerNorm(context, `model.${name}`, x, hiddenSize, layerNormEpsilon, normBias);
	const kinds = new Map<'global' | 'local', LayerKind>();
	const kindOf = (index: number): LayerKind => {
		const name = index % config.globalEvery === 0 ? 'global' : 'local';
		const kind = kinds.get(name) ?? layerKind(context, config, inputs, name);
		kinds.set(name, kind);
		return kind;
	};
	return {
		embeddings() {
			const words = embedding(context, 'model.embeddings.tok_embeddings', inputs.inputIds, config.vocabularySize, hiddenSize);
			return dropout(context, 'model.embeddings', 'hidden', norm('embeddings.norm', asRows(graph, words, 'rows')));
		},
		layer(index, hidden) {
			const layer = `layers.${index}`;
			// What the first layer reads is normalized already.
			const read = index === 0 ? hidden : norm(`${layer}.attn_norm`, hidden);
			const attended = graph.add('Add', [hidden, selfAttention(context, config, `model.${layer}.attn`, read, inputs, kindOf(index))]);
			return graph.add('Add', [attended, feedForward(context, config, `model.${layer}.mlp`, norm(`${layer}.mlp_norm`, attended))]);
		},
		finish: (hidden) => norm('final_norm', hidden),
	};
}

function layerKind(context: LayerContext, config: ModernBertConfig, inputs: EncoderInputs, kind: 'global' | 'local'): LayerKind {
	const { graph } = context;
	const { positionIds, attentionBias } = inputs;
	const { positionCount: count, hiddenSize, headCount, localWindow } = config;
	const isLocal = kind === 'local';
	const base = isLocal ? config.localBase : config.globalBase;
	return {
		rotation: rotation(graph, `model.${kind}`, positionIds, { base, size: hiddenSize / headCount, count }),
		bias: isLocal ? graph.add('Add', [attentionBias, windowBias(context, positionIds, count, localWindow)]) : attentionBias,
	};
}

/** 0 for word pieces at most half of the window apart, maskedScore for others: [batch, 1, sequence, sequence]. */
function windowBias({ graph }: LayerContext, positionIds: Value, count: number, window: number): Value {
	const reach = Math.floor(window / 2);
	const table = Float32Array.from(distanceTable(count, (distance) => (Math.abs(distance) <= reach ? 0 : maskedScore)));
	const biases = graph.weight('model.local.window', [table.length], table);
	return graph.unsqueeze(graph.add('Gather', [biases, distanceIndices(graph, positionIds, count)], { axis: 0 }), 1);
}

function selfAttention(
	context: LayerContext,
	config: ModernBertConfig,
	name: string,
	hidden: Value,
	{ inputIds }: EncoderInputs,
	{ rotation: angles, bias }: LayerKind,
): Value {
	const { graph } = context;
	const { hiddenSize, headCount, attentionBias: hasBias } = config;
	const size = hiddenSize / headCount;
	const [batch = 'batch', sequence = 'sequence'] = inputIds.shape;
	const together = linear(context, `${name}.Wqkv`, hidden, hiddenSize, 3 * hiddenSize, hasBias);
	const target = graph.add('Concat', [graph.add('Shape', [inputIds]), graph.integers([3, headCount, size])], { axis: 0 });
	const split = graph.reshapeBy(padded(context, together), target, [batch, sequence, 3, headCount, size]);
	const heads = graph.add('Transpose', [split], { perm: [2, 0, 3, 1, 4] });
	const turned = rotate(graph, graph.sliceAxis(heads, 0, 0, 2), angles);
	const part = (x: Value, index: number): Value =>
		graph.reshapeBy(graph.sliceAxis(x, 0, index, index + 1), headsTarget(context, inputIds, headCount, size), [batch, headCount, sequence, size]);
	const key = graph.add('Transpose', [part(turned, 1)], { perm: [0, 1, 3, 2] });
	const scores = { query: part(turned, 0), key, scale: 1 / Math.sqrt(size), bias };
	const mixed = attention(context, name, scores, part(heads, 2));
	return dropout(context, `${name}.output`, 'attention', linear(context, `${name}.Wo`, mixed, hiddenSize, hiddenSize, hasBias));
}

function headsTarget({ graph }: LayerContext, inputIds: Value, headCount: number, size: number): Value {
	const shape = graph.add('Shape', [inputIds]);
	const [batch, sequence] = [graph.sliceAxis(shape, 0, 0, 1), graph.sliceAxis(shape, 0, 1, 2)];
	return graph.add('Concat', [batch, graph.integers([headCount]), sequence, graph.integers([size])], { axis: 0 });
}

/** W2 (act(a) b) with [a; b] = W1 x (Shazeer 2020). */
function feedForward(context: LayerContext, config: ModernBertConfig, name: string, x: Value): Value {
	const { graph } = context;
	const { hiddenSize, intermediateSize, feedForwardBias: hasBias } = config;
	const both = linear(context, `${name}.Wi`, x, hiddenSize, 2 * intermediateSize, hasBias);
	const [inner, gate] = [graph.sliceAxis(both, 1, 0, intermediateSize), graph.sliceAxis(both, 1, intermediateSize, 2 * intermediateSize)];
	const gated = graph.add('Mul', [activation(graph, config.activation, inner), gate]);
	return linear(context, `${name}.Wo`, dropout(context, name, 'hidden', gated), intermediateSize, hiddenSize, hasBias);
}

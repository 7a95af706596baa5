// A transformer layer as BERT made it (Devlin et al. 2019): attention, then two dense layers, each added to what it read and
// normalized after that. Encoders differ in the attention and in the weights' names.

import type { Value } from '../onnx/graph';
import { activation } from './activation';
import { dropout, layerNorm, linear, type LayerContext } from './layers';
import type { TransformerSizes } from './transformerSizes';

/** Names of a layer's weights, without ".weight" and ".bias". */
export interface PostNormNames {
	readonly attentionOutput: string;
	readonly attentionNorm: string;
	readonly intermediate: string;
	readonly output: string;
	readonly outputNorm: string;
	/** Of the mask for dropout after attention; absent where there is none. */
	readonly attentionMask?: string;
	readonly outputMask: string;
}

/** The names that BERT and most of its descendants give them. */
export function bertLayerNames(layer: string): PostNormNames {
	return {
		attentionOutput: `${layer}.attention.output.dense`,
		attentionNorm: `${layer}.attention.output.LayerNorm`,
		intermediate: `${layer}.intermediate.dense`,
		output: `${layer}.output.dense`,
		outputNorm: `${layer}.output.LayerNorm`,
		attentionMask: `${layer}.attention.output`,
		outputMask: `${layer}.output`,
	};
}

/**
 * What a layer gives, [rows, hiddenSize].
 * @param hidden what it reads
 * @param attended the attention's mix of values, before it is projected
 */
export function postNormLayer(
	context: LayerContext,
	sizes: TransformerSizes,
	names: PostNormNames,
	hidden: Value,
	attended: Value,
): Value {
	const { graph } = context;
	const { hiddenSize, intermediateSize, layerNormEpsilon } = sizes;
	const projected = linear(context, names.attentionOutput, attended, hiddenSize, hiddenSize);
	const { attentionMask } = names;
	const dropped = attentionMask === undefined ? projected : dropout(context, attentionMask, 'hidden', projected);
	const attentionSum = graph.add('Add', [dropped, hidden]);
	const middle = layerNorm(context, names.attentionNorm, attentionSum, hiddenSize, layerNormEpsilon);
	const inner = activation(graph, sizes.activation, linear(context, names.intermediate, middle, hiddenSize, intermediateSize));
	const outer = linear(context, names.output, inner, intermediateSize, hiddenSize);
	const sum = graph.add('Add', [dropout(context, names.outputMask, 'hidden', outer), middle]);
	return layerNorm(context, names.outputNorm, sum, hiddenSize, layerNormEpsilon);
}

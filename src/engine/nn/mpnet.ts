// MPNet (Song et al. 2020): a BERT whose layers add one learned bias for the distance of two word pieces to the scores.

import type { Value } from '../onnx/graph';
import { attention, headLayout } from './attention';
import type { EncoderInputs, EncoderStages } from './encoderInputs';
import { asRows, dropout, embedding, layerNorm, linear, type LayerContext } from './layers';
import { bertLayerNames, postNormLayer } from './postNormLayer';
import { distanceIndices, distanceTable } from './relativePositions';
import type { TransformerSizes } from './transformerSizes';

export interface MpnetConfig extends TransformerSizes {
	readonly modelType: 'mpnet';
	/** Rows of the table of biases: at least as many as there are buckets of distances. */
	readonly bucketCount: number;
}

/** Positions start after that of the padding, which is 1 whatever the config says. */
export const mpnetFirstPosition = 2;

export function mpnetStages(context: LayerContext, config: MpnetConfig, inputs: EncoderInputs): EncoderStages {
	const { graph } = context;
	const { hiddenSize, headCount } = config;
	const heads = headLayout(context, hiddenSize, headCount, inputs.inputIds);
	let bias: Value | undefined;
	return {
		embeddings: () => mpnetEmbeddings(context, config, inputs),
		layer(index, hidden) {
			// One for all layers, and none where a graph has no layer.
			bias ??= graph.add('Add', [positionBias(context, config, inputs.positionIds), inputs.attentionBias]);
			const layer = `mpnet.encoder.layer.${index}`;
			const name = `${layer}.attention.attn`;
			const project = (part: string): Value => linear(context, `${name}.${part}`, hidden, hiddenSize, hiddenSize);
			const scores = {
				query: heads.split(project('q')),
				key: heads.splitTransposed(project('k')),
				scale: 1 / Math.sqrt(heads.size),
				bias,
			};
			const attended = attention(context, name, scores, heads.split(project('v')));
			const names = {
				...bertLayerNames(layer),
				attentionOutput: `${name}.o`,
				attentionNorm: `${layer}.attention.LayerNorm`,
			};
			return postNormLayer(context, config, names, hidden, attended);
		},
	};
}

function mpnetEmbeddings(context: LayerContext, config: MpnetConfig, inputs: EncoderInputs): Value {
	const { graph } = context;
	const { hiddenSize } = config;
	const prefix = 'mpnet.embeddings';
	const rows = graph.add('Add', [inputs.positionIds, graph.int32(mpnetFirstPosition)]);
	const words = embedding(context, `${prefix}.word_embeddings`, inputs.inputIds, config.vocabularySize, hiddenSize);
	const positions = embedding(context, `${prefix}.position_embeddings`, rows, config.positionCount, hiddenSize);
	const summed = asRows(graph, graph.add('Add', [words, positions]), 'rows');
	return dropout(context, prefix, 'hidden', layerNorm(context, `${prefix}.LayerNorm`, summed, hiddenSize, config.layerNormEpsilon));
}

/** [batch, heads, sequence, sequence], the same for all layers. */
function positionBias(context: LayerContext, config: MpnetConfig, positionIds: Value): Value {
	const { graph } = context;
	const { positionCount, bucketCount, headCount } = config;
	const buckets = graph.int32Table('mpnet.distance_buckets', distanceTable(positionCount, (distance) => mpnetBucket(-distance)));
	const perPair = graph.add('Gather', [buckets, distanceIndices(graph, positionIds, positionCount)], { axis: 0 });
	const biases = embedding(context, 'mpnet.encoder.relative_attention_bias', perPair, bucketCount, headCount);
	return graph.add('Transpose', [biases], { perm: [0, 3, 1, 2] });
}

/** Buckets of distances, whatever rows the table has. */
export const mpnetBucketCount = 32;
/** Distance at and beyond which all share a bucket. */
const furthestDistance = 128;

/**
 * The row of the table of biases for a key that lies `ahead` word pieces after the query (Raffel et al. 2020): half of the
 * rows for each direction, of these half for distances one by one, the others ever wider.
 */
export function mpnetBucket(ahead: number): number {
	const half = mpnetBucketCount / 2;
	const direction = ahead > 0 ? half : 0;
	const distance = Math.abs(ahead);
	const exact = half / 2;
	if (distance < exact) {
		return direction + distance;
	}
	// In single precision, as the encoder was trained: at the edge of a bucket the last bit decides.
	const { fround } = Math;
	const ratio = fround(fround(Math.log(fround(distance / exact))) / fround(Math.log(furthestDistance / exact)));
	return direction + Math.min(half - 1, exact + Math.trunc(fround(ratio * (half - exact))));
}

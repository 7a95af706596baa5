// DeBERTa version 2 and 3 (He et al. 2021): a BERT whose attention adds, to the products of contents, those of contents with
// embeddings of the distance between two word pieces.

import type { Value } from '../onnx/graph';
import type { Activation } from './activation';
import { attention, headLayout, type HeadLayout } from './attention';
import { debertaConvolution } from './debertaConvolution';
import type { EncoderInputs, EncoderStages } from './encoderInputs';
import { asRows, dropout, embedding, layerNorm, linear, type LayerContext } from './layers';
import { bertLayerNames, postNormLayer } from './postNormLayer';
import { distanceIndices, distanceTable } from './relativePositions';
import type { TransformerSizes } from './transformerSizes';

export interface DebertaConfig extends TransformerSizes {
	readonly modelType: 'deberta-v2';
	/** Width of the embedding tables; where it is not hiddenSize, a dense layer without bias brings them there. */
	readonly embeddingSize: number;
	/** 0: the encoder has none. */
	readonly tokenTypeCount: number;
	/** Whether the embeddings have positions of their own besides. */
	readonly absolutePositions: boolean;
	/** Whether a query's content meets the key's position, and a key's content the query's. */
	readonly contentToPosition: boolean;
	readonly positionToContent: boolean;
	/** undefined: distances play no part. */
	readonly distances: DebertaDistances | undefined;
	/** After the first layer. */
	readonly convolution: { readonly width: number; readonly activation: Activation } | undefined;
}

export interface DebertaDistances {
	/** In each direction: near distances have a bucket each, others share ever wider ones. undefined: each has its own. */
	readonly bucketCount: number | undefined;
	/** The distance for which the last bucket stands; without buckets, those beyond count as it. */
	readonly furthest: number;
	/** Whether positions are projected by the weights of contents. */
	readonly sharesProjections: boolean;
	readonly normalized: boolean;
}

export function debertaStages(context: LayerContext, config: DebertaConfig, inputs: EncoderInputs): EncoderStages {
	const { graph } = context;
	const { hiddenSize, headCount, convolution } = config;
	const heads = headLayout(context, hiddenSize, headCount, inputs.inputIds);
	let shared: SharedDistances | undefined;
	return {
		embeddings: () => debertaEmbeddings(context, config, inputs),
		layer(index, hidden) {
			const layer = `deberta.encoder.layer.${index}`;
			const name = `${layer}.attention.self`;
			const project = (part: string): Value => linear(context, `${name}.${part}_proj`, hidden, hiddenSize, hiddenSize);
			const query = heads.split(project('query'));
			const key = heads.splitTransposed(project('key'));
			const scale = 1 / Math.sqrt(heads.size * (1 + Number(config.contentToPosition) + Number(config.positionToContent)));
			let bias = inputs.attentionBias;
			if (config.distances !== undefined) {
				shared ??= sharedDistances(context, config, config.distances, inputs.positionIds);
				const scores = distanceScores(context, config, config.distances, name, { query, key, heads, shared });
				bias = scores === undefined ? bias : graph.add('Add', [graph.add('Mul', [scores, graph.scalar(scale)]), bias]);
			}
			const attended = attention(context, name, { query, key, scale, bias }, heads.split(project('value')));
			const output = postNormLayer(context, config, bertLayerNames(layer), hidden, attended);
			return index === 0 && convolution !== undefined
				? debertaConvolution(context, { ...config, ...convolution }, hidden, output, inputs)
				: output;
		},
	};
}

function debertaEmbeddings(context: LayerContext, config: DebertaConfig, inputs: EncoderInputs): Value {
	const { graph } = context;
	const { hiddenSize, embeddingSize, tokenTypeCount } = config;
	const prefix = 'deberta.embeddings';
	let sum = embedding(context, `${prefix}.word_embeddings`, inputs.inputIds, config.vocabularySize, embeddingSize);
	if (config.absolutePositions) {
		const positions = embedding(context, `${prefix}.position_embeddings`, inputs.positionIds, config.positionCount, embeddingSize);
		sum = graph.add('Add', [sum, positions]);
	}
	if (tokenTypeCount > 0) {
		const types = embedding(context, `${prefix}.token_type_embeddings`, inputs.tokenTypeIds, tokenTypeCount, embeddingSize);
		sum = graph.add('Add', [sum, types]);
	}
	const rows = asRows(graph, sum, 'rows');
	const wide = embeddingSize === hiddenSize ? rows : linear(context, `${prefix}.embed_proj`, rows, embeddingSize, hiddenSize, false);
	return dropout(context, prefix, 'hidden', layerNorm(context, `${prefix}.LayerNorm`, wide, hiddenSize, config.layerNormEpsilon));
}

/** What all layers share of distances. */
interface SharedDistances {
	/** [rows, hiddenSize]. */
	readonly embeddings: Value;
	readonly rows: number;
	/** Which row is for a query and a key: int32 [batch, heads, sequence, sequence]. */
	readonly indices: Value;
}

function sharedDistances(context: LayerContext, config: DebertaConfig, distances: DebertaDistances, positionIds: Value): SharedDistances {
	const { graph } = context;
	const { hiddenSize, headCount, positionCount } = config;
	const reach = distances.bucketCount ?? distances.furthest;
	const rows = 2 * reach;
	const table = context.parameter('deberta.encoder.rel_embeddings.weight', [rows, hiddenSize]);
	const rowOf = (distance: number): number => Math.min(rows - 1, Math.max(0, debertaBucket(distance, distances) + reach));
	const rowTable = graph.int32Table('deberta.distance_rows', distanceTable(positionCount, rowOf));
	const perPair = graph.add('Gather', [rowTable, distanceIndices(graph, positionIds, positionCount)], { axis: 0 });
	return {
		embeddings: distances.normalized
			? layerNorm(context, 'deberta.encoder.LayerNorm', table, hiddenSize, config.layerNormEpsilon)
			: table,
		rows,
		indices: graph.expand(graph.unsqueeze(perPair, 1), [1, headCount, 1, 1]),
	};
}

interface LayerHeads {
	/** [batch, heads, sequence, size]. */
	readonly query: Value;
	/** [batch, heads, size, sequence]. */
	readonly key: Value;
	readonly heads: HeadLayout;
	readonly shared: SharedDistances;
}

/** Products of contents and positions, not yet scaled: [batch, heads, sequence, sequence]; undefined if there are none. */
function distanceScores(
	context: LayerContext,
	config: DebertaConfig,
	{ sharesProjections }: DebertaDistances,
	name: string,
	{ query, key, heads, shared }: LayerHeads,
): Value | undefined {
	const { graph } = context;
	const { hiddenSize, headCount } = config;
	const embeddings = dropout(context, `${name}.distances`, 'hidden', shared.embeddings);
	const project = (part: 'query' | 'key', perm: readonly number[]): Value => {
		const projection = `${name}.${sharesProjections ? '' : 'pos_'}${part}_proj`;
		const rows = linear(context, projection, embeddings, hiddenSize, hiddenSize);
		return graph.add('Transpose', [graph.reshape(rows, [shared.rows, headCount, heads.size])], { perm });
	};
	const terms: Value[] = [];
	if (config.contentToPosition) {
		const products = graph.add('MatMul', [query, project('key', [1, 2, 0])]);
		terms.push(graph.add('GatherElements', [products, shared.indices], { axis: 3 }));
	}
	if (config.positionToContent) {
		const products = graph.add('MatMul', [project('query', [1, 0, 2]), key]);
		terms.push(graph.add('GatherElements', [products, shared.indices], { axis: 2 }));
	}
	const [first, second] = terms;
	return first === undefined || second === undefined ? first : graph.add('Add', [first, second]);
}

/**
 * The bucket of a distance: itself up to half of the buckets, then logarithmically ever wider ones, until the last half bucket
 * stands for the furthest distance. Negative for negative distances.
 */
export function debertaBucket(distance: number, { bucketCount, furthest }: Pick<DebertaDistances, 'bucketCount' | 'furthest'>): number {
	if (bucketCount === undefined) {
		return distance;
	}
	const middle = Math.floor(bucketCount / 2);
	const far = Math.abs(distance);
	if (far <= middle) {
		return distance;
	}
	// In single precision, as the encoder was trained: at the edge of a bucket the last bit decides.
	const { fround } = Math;
	const widest = fround(Math.log(fround((furthest - 1) / middle)));
	const ratio = fround(fround(Math.log(fround(far / middle))) / widest);
	return Math.sign(distance) * (Math.ceil(fround(ratio * (middle - 1))) + middle);
}

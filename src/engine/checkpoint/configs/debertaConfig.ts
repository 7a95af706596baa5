// The config.json of DeBERTa version 2 and 3, which have one model type.

import * as z from 'zod/mini';
import type { DebertaConfig, DebertaDistances } from '../../nn/deberta';
import { configInvalid, unsupportedArchitecture } from '../errors';
import * as fields from './configFields';
import type { ConfigFormat } from './configFields';

// -1 and null say "none" in some fields.
const optionalSize = z.nullish(z.int().check(z.gte(-1), z.lte(1 << 20)));
const schema = z.object({
	hidden_size: fields.hiddenSize,
	num_hidden_layers: fields.layerCount,
	num_attention_heads: fields.headCount,
	intermediate_size: fields.intermediateSize,
	vocab_size: fields.vocabularySize,
	hidden_act: z._default(z.string(), 'gelu'),
	layer_norm_eps: z._default(fields.epsilon, 1e-7),
	max_position_embeddings: z._default(fields.size(1 << 16), 512),
	type_vocab_size: z._default(fields.tokenTypeCount, 0),
	embedding_size: z.optional(fields.hiddenSize),
	attention_head_size: z.optional(fields.hiddenSize),
	relative_attention: z._default(z.boolean(), false),
	max_relative_positions: optionalSize,
	position_buckets: optionalSize,
	position_biased_input: z._default(z.boolean(), true),
	pos_att_type: z.nullish(z.union([z.string(), z.array(z.string())])),
	share_att_key: z._default(z.boolean(), false),
	norm_rel_ebd: z._default(z.string(), 'none'),
	conv_kernel_size: z.nullish(z.int().check(z.gte(0), z.lte(63))),
	conv_act: z._default(z.string(), 'tanh'),
	conv_groups: z._default(z.int(), 1),
	pad_token_id: fields.tokenId,
	initializer_range: fields.initializerRange,
	hidden_dropout_prob: z._default(fields.probability, 0.1),
	attention_probs_dropout_prob: z._default(fields.probability, 0.1),
});

type Fields = z.infer<typeof schema>;

export const debertaFormat: ConfigFormat<DebertaConfig> = {
	parse(json, path) {
		const config = fields.parseFields(schema, json, path);
		fields.requireDivision(config.hidden_size, config.num_attention_heads, path);
		if ((config.attention_head_size ?? config.hidden_size / config.num_attention_heads) * config.num_attention_heads !== config.hidden_size) {
			throw unsupportedArchitecture(path, 'the attention heads together are not as wide as the hidden states');
		}
		const kinds = kindsOf(config);
		return {
			modelType: 'deberta-v2',
			hiddenSize: config.hidden_size,
			layerCount: config.num_hidden_layers,
			headCount: config.num_attention_heads,
			intermediateSize: config.intermediate_size,
			activation: fields.parseActivation(config.hidden_act, path),
			layerNormEpsilon: config.layer_norm_eps,
			positionCount: config.max_position_embeddings,
			vocabularySize: config.vocab_size,
			embeddingSize: config.embedding_size ?? config.hidden_size,
			tokenTypeCount: config.type_vocab_size,
			absolutePositions: config.position_biased_input,
			contentToPosition: kinds.includes('c2p'),
			positionToContent: kinds.includes('p2c'),
			distances: config.relative_attention ? distancesOf(config, path) : undefined,
			convolution: convolutionOf(config, path),
			padTokenId: config.pad_token_id ?? 0,
			initializerRange: config.initializer_range,
			hiddenDropout: config.hidden_dropout_prob,
			attentionDropout: config.attention_probs_dropout_prob,
		};
	},
	format: (config) => ({
		attention_probs_dropout_prob: config.attentionDropout,
		conv_act: config.convolution?.activation,
		conv_kernel_size: config.convolution?.width,
		embedding_size: config.embeddingSize,
		hidden_act: config.activation,
		hidden_dropout_prob: config.hiddenDropout,
		hidden_size: config.hiddenSize,
		intermediate_size: config.intermediateSize,
		layer_norm_eps: config.layerNormEpsilon,
		max_position_embeddings: config.positionCount,
		max_relative_positions: config.distances?.furthest,
		norm_rel_ebd: config.distances?.normalized === true ? 'layer_norm' : 'none',
		num_attention_heads: config.headCount,
		num_hidden_layers: config.layerCount,
		pos_att_type: [...(config.contentToPosition ? ['c2p'] : []), ...(config.positionToContent ? ['p2c'] : [])],
		position_biased_input: config.absolutePositions,
		position_buckets: config.distances?.bucketCount,
		relative_attention: config.distances !== undefined,
		share_att_key: config.distances?.sharesProjections,
		type_vocab_size: config.tokenTypeCount,
	}),
};

function kindsOf({ pos_att_type: kinds }: Fields): readonly string[] {
	const list = typeof kinds === 'string' ? kinds.split('|') : (kinds ?? []);
	return list.map((kind) => kind.trim().toLowerCase());
}

function distancesOf(config: Fields, path: string): DebertaDistances {
	const { max_relative_positions: furthest, position_buckets: buckets } = config;
	const bucketCount = buckets === undefined || buckets === null || buckets < 1 ? undefined : buckets;
	const reach = furthest === undefined || furthest === null || furthest < 1 ? config.max_position_embeddings : furthest;
	if (bucketCount !== undefined && (bucketCount < 4 || reach <= bucketCount / 2 + 1)) {
		throw configInvalid(path, `"position_buckets" is ${bucketCount} for distances of up to ${reach}`);
	}
	return {
		bucketCount,
		furthest: reach,
		sharesProjections: config.share_att_key,
		normalized: config.norm_rel_ebd.toLowerCase().split('|').map((part) => part.trim()).includes('layer_norm'),
	};
}

function convolutionOf(config: Fields, path: string): DebertaConfig['convolution'] {
	const { conv_kernel_size: width } = config;
	if (width === undefined || width === null || width === 0) {
		return undefined;
	}
	if (width % 2 === 0 || config.conv_groups !== 1) {
		throw unsupportedArchitecture(path, 'its convolution has groups or an even width');
	}
	return { width, activation: fields.parseActivation(config.conv_act, path) };
}

// The config.json of ModernBERT.

import * as z from 'zod/mini';
import type { ModernBertConfig } from '../../nn/modernBert';
import { configInvalid, unsupportedArchitecture } from '../errors';
import * as fields from './configFields';
import type { ConfigFormat } from './configFields';

const base = z.number().check(z.gt(1), z.lte(1e12));
/** How version 5 of transformers writes the bases; other kinds than the default scale the angles. */
const rotation = z.object({ rope_type: z._default(z.literal('default'), 'default'), rope_theta: base });
const schema = z.object({
	hidden_size: fields.hiddenSize,
	num_hidden_layers: fields.layerCount,
	num_attention_heads: fields.headCount,
	intermediate_size: fields.intermediateSize,
	vocab_size: fields.vocabularySize,
	hidden_activation: z._default(z.string(), 'gelu'),
	max_position_embeddings: z._default(fields.size(1 << 16), 8192),
	norm_eps: z._default(fields.epsilon, 1e-5),
	norm_bias: z._default(z.boolean(), false),
	attention_bias: z._default(z.boolean(), false),
	mlp_bias: z._default(z.boolean(), false),
	global_attn_every_n_layers: z._default(fields.layerCount, 3),
	local_attention: z._default(fields.positionCount, 128),
	global_rope_theta: z._default(base, 160_000),
	local_rope_theta: z._default(z.nullable(base), 10_000),
	rope_parameters: z.nullish(z.object({ full_attention: rotation, sliding_attention: rotation })),
	pad_token_id: fields.tokenId,
	initializer_range: fields.initializerRange,
	embedding_dropout: z._default(fields.probability, 0),
	mlp_dropout: z._default(fields.probability, 0),
	attention_dropout: z._default(fields.probability, 0),
});

export const modernBertFormat: ConfigFormat<ModernBertConfig> = {
	parse(json, path) {
		const config = fields.parseFields(schema, json, path);
		fields.requireDivision(config.hidden_size, config.num_attention_heads, path);
		if ((config.hidden_size / config.num_attention_heads) % 2 !== 0) {
			throw configInvalid(path, 'the size of an attention head is odd');
		}
		if (config.embedding_dropout !== config.mlp_dropout) {
			throw unsupportedArchitecture(path, '"embedding_dropout" differs from "mlp_dropout"');
		}
		return {
			modelType: 'modernbert',
			hiddenSize: config.hidden_size,
			layerCount: config.num_hidden_layers,
			headCount: config.num_attention_heads,
			intermediateSize: config.intermediate_size,
			activation: fields.parseActivation(config.hidden_activation, path),
			layerNormEpsilon: config.norm_eps,
			positionCount: config.max_position_embeddings,
			vocabularySize: config.vocab_size,
			globalEvery: config.global_attn_every_n_layers,
			localWindow: config.local_attention,
			globalBase: config.rope_parameters?.full_attention.rope_theta ?? config.global_rope_theta,
			localBase: config.rope_parameters?.sliding_attention.rope_theta ?? config.local_rope_theta ?? config.global_rope_theta,
			attentionBias: config.attention_bias,
			feedForwardBias: config.mlp_bias,
			normBias: config.norm_bias,
			padTokenId: config.pad_token_id ?? 0,
			initializerRange: config.initializer_range,
			hiddenDropout: config.mlp_dropout,
			attentionDropout: config.attention_dropout,
		};
	},
	format: (config) => ({
		attention_bias: config.attentionBias,
		attention_dropout: config.attentionDropout,
		embedding_dropout: config.hiddenDropout,
		global_attn_every_n_layers: config.globalEvery,
		global_rope_theta: config.globalBase,
		hidden_activation: config.activation,
		hidden_size: config.hiddenSize,
		intermediate_size: config.intermediateSize,
		local_attention: config.localWindow,
		local_rope_theta: config.localBase,
		max_position_embeddings: config.positionCount,
		mlp_bias: config.feedForwardBias,
		mlp_dropout: config.hiddenDropout,
		norm_bias: config.normBias,
		norm_eps: config.layerNormEpsilon,
		num_attention_heads: config.headCount,
		num_hidden_layers: config.layerCount,
	}),
};

// The config.json of DistilBERT, which has names of its own for everything.

import * as z from 'zod/mini';
import type { DistilBertConfig } from '../../nn/distilBert';
import * as fields from './configFields';
import type { ConfigFormat } from './configFields';

const schema = z.object({
	dim: z._default(fields.hiddenSize, 768),
	n_layers: z._default(fields.layerCount, 6),
	n_heads: z._default(fields.headCount, 12),
	hidden_dim: z._default(fields.intermediateSize, 3072),
	vocab_size: fields.vocabularySize,
	activation: z._default(z.string(), 'gelu'),
	max_position_embeddings: z._default(fields.positionCount, 512),
	pad_token_id: fields.tokenId,
	initializer_range: fields.initializerRange,
	dropout: z._default(fields.probability, 0.1),
	attention_dropout: z._default(fields.probability, 0.1),
});

/** Written into the architecture: no config says it. */
const layerNormEpsilon = 1e-12;

export const distilBertFormat: ConfigFormat<DistilBertConfig> = {
	parse(json, path) {
		const config = fields.parseFields(schema, json, path);
		fields.requireDivision(config.dim, config.n_heads, path);
		return {
			modelType: 'distilbert',
			hiddenSize: config.dim,
			layerCount: config.n_layers,
			headCount: config.n_heads,
			intermediateSize: config.hidden_dim,
			activation: fields.parseActivation(config.activation, path),
			layerNormEpsilon,
			positionCount: config.max_position_embeddings,
			vocabularySize: config.vocab_size,
			padTokenId: config.pad_token_id ?? 0,
			initializerRange: config.initializer_range,
			hiddenDropout: config.dropout,
			attentionDropout: config.attention_dropout,
		};
	},
	format: (config) => ({
		activation: config.activation,
		attention_dropout: config.attentionDropout,
		dim: config.hiddenSize,
		dropout: config.hiddenDropout,
		hidden_dim: config.intermediateSize,
		max_position_embeddings: config.positionCount,
		n_heads: config.headCount,
		n_layers: config.layerCount,
		sinusoidal_pos_embds: false,
	}),
};

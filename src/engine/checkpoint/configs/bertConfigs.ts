// The config.json of BERT and of those of its descendants that kept its field names: RoBERTa, XLM-RoBERTa, ELECTRA, MPNet.

import * as z from 'zod/mini';
import type { BertConfig } from '../../nn/bert';
import type { ElectraConfig } from '../../nn/electra';
import { mpnetBucketCount, mpnetFirstPosition, type MpnetConfig } from '../../nn/mpnet';
import type { RobertaConfig } from '../../nn/roberta';
import type { TransformerSizes } from '../../nn/transformerSizes';
import { configInvalid, unsupportedArchitecture } from '../errors';
import * as fields from './configFields';
import type { ConfigFormat, EncoderSettings, EncoderSettingsAnd } from './configFields';

const sizeFields = {
	hidden_size: fields.hiddenSize,
	num_hidden_layers: fields.layerCount,
	num_attention_heads: fields.headCount,
	intermediate_size: fields.intermediateSize,
	vocab_size: fields.vocabularySize,
	// The rest has the defaults of Hugging Face's own classes, which old files rely on.
	hidden_act: z._default(z.string(), 'gelu'),
	layer_norm_eps: z._default(fields.epsilon, 1e-12),
	max_position_embeddings: z._default(fields.positionCount, 512),
	pad_token_id: fields.tokenId,
	initializer_range: fields.initializerRange,
	hidden_dropout_prob: z._default(fields.probability, 0.1),
	attention_probs_dropout_prob: z._default(fields.probability, 0.1),
};
const sizeSchema = z.object(sizeFields);
const bertSchema = z.object({ ...sizeFields, type_vocab_size: z._default(fields.tokenTypeCount.check(z.positive()), 2) });

type Sizes = TransformerSizes & EncoderSettings;

/** The fields of one schema, as all of these architectures read them. */
function sizesOf(config: z.infer<typeof sizeSchema>, path: string, padTokenId: number): Sizes {
	fields.requireDivision(config.hidden_size, config.num_attention_heads, path);
	return {
		hiddenSize: config.hidden_size,
		layerCount: config.num_hidden_layers,
		headCount: config.num_attention_heads,
		intermediateSize: config.intermediate_size,
		activation: fields.parseActivation(config.hidden_act, path),
		layerNormEpsilon: config.layer_norm_eps,
		positionCount: config.max_position_embeddings,
		vocabularySize: config.vocab_size,
		padTokenId: config.pad_token_id ?? padTokenId,
		initializerRange: config.initializer_range,
		hiddenDropout: config.hidden_dropout_prob,
		attentionDropout: config.attention_probs_dropout_prob,
	};
}

function formatSizes(config: Sizes): Readonly<Record<string, unknown>> {
	return {
		attention_probs_dropout_prob: config.attentionDropout,
		hidden_act: config.activation,
		hidden_dropout_prob: config.hiddenDropout,
		hidden_size: config.hiddenSize,
		intermediate_size: config.intermediateSize,
		layer_norm_eps: config.layerNormEpsilon,
		max_position_embeddings: config.positionCount,
		num_attention_heads: config.headCount,
		num_hidden_layers: config.layerCount,
	};
}

/** Positions are a table of rows in all of these; what else the field can say is refused. */
function requireAbsolutePositions(json: unknown, path: string): void {
	const { position_embedding_type: type } = fields.parseFields(z.object({ position_embedding_type: z.nullish(z.string()) }), json, path);
	if (type !== undefined && type !== null && type !== 'absolute') {
		throw unsupportedArchitecture(path, `the model has "${type}" position embeddings`);
	}
}

const withTokenTypes = (config: Sizes & { readonly tokenTypeCount: number }): Readonly<Record<string, unknown>> => ({
	...formatSizes(config),
	position_embedding_type: 'absolute',
	type_vocab_size: config.tokenTypeCount,
});

export const bertFormat: ConfigFormat<BertConfig> = {
	parse(json, path) {
		requireAbsolutePositions(json, path);
		const config = fields.parseFields(bertSchema, json, path);
		return { modelType: 'bert', ...sizesOf(config, path, 0), tokenTypeCount: config.type_vocab_size };
	},
	format: withTokenTypes,
};

export const robertaFormat = (modelType: RobertaConfig['modelType']): ConfigFormat<RobertaConfig> => ({
	parse(json, path) {
		requireAbsolutePositions(json, path);
		const config = fields.parseFields(bertSchema, json, path);
		const sizes = sizesOf(config, path, 1);
		requirePositions(sizes.positionCount, sizes.padTokenId + 1, path);
		return { modelType, ...sizes, tokenTypeCount: config.type_vocab_size };
	},
	format: withTokenTypes,
});

export const electraFormat: ConfigFormat<ElectraConfig> = {
	parse(json, path) {
		requireAbsolutePositions(json, path);
		const config = fields.parseFields(z.extend(bertSchema, { embedding_size: z._default(fields.hiddenSize, 128) }), json, path);
		return {
			modelType: 'electra',
			...sizesOf(config, path, 0),
			tokenTypeCount: config.type_vocab_size,
			embeddingSize: config.embedding_size,
		};
	},
	format: (config) => ({ ...withTokenTypes(config), embedding_size: config.embeddingSize }),
};

const mpnetSchema = z.extend(sizeSchema, {
	relative_attention_num_buckets: z._default(fields.size(1 << 16), mpnetBucketCount),
});

export const mpnetFormat: ConfigFormat<MpnetConfig> = {
	parse(json, path): EncoderSettingsAnd<MpnetConfig> {
		const config = fields.parseFields(mpnetSchema, json, path);
		const sizes = sizesOf(config, path, 1);
		requirePositions(sizes.positionCount, mpnetFirstPosition, path);
		if (config.relative_attention_num_buckets < mpnetBucketCount) {
			throw configInvalid(path, `"relative_attention_num_buckets" is less than ${mpnetBucketCount}`);
		}
		return { modelType: 'mpnet', ...sizes, bucketCount: config.relative_attention_num_buckets };
	},
	format: (config) => ({ ...formatSizes(config), relative_attention_num_buckets: config.bucketCount }),
};

/** Room for [CLS], [SEP] and a word piece between them, after the positions that are never used. */
function requirePositions(count: number, first: number, path: string): void {
	if (count < first + 3) {
		throw configInvalid(path, `"max_position_embeddings" is ${count}, and the first ${first} are not used`);
	}
}

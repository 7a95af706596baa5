// A model's config.json as Hugging Face and the reference write it: the sizes and constants of a BERT encoder, validated.

import * as z from 'zod/mini';
import { type BertConfig } from '../nn/bert';
import { configInvalid, unsupportedArchitecture } from './errors';
import { readJsonFile } from './jsonFile';

/**
 * The encoder's sizes, and more. headCount divides hiddenSize; positionCount counts [CLS] and [SEP]; a vocabulary may have
 * fewer pieces than vocabularySize, the rows of the embedding table.
 */
export interface ModelConfig extends BertConfig {
	readonly padTokenId: number;
	/** Standard deviation with which new weights are drawn. */
	readonly initializerRange: number;
	readonly hiddenDropout: number;
	readonly attentionDropout: number;
	/** What the file calls the architecture: "SpERT", "BertForMaskedLM"; "bert" where it says nothing. */
	readonly architecture: string;
	/** undefined for an encoder, and for SpERT models older than version 1.1. */
	readonly spertVersion: string | undefined;
}

const largestConfig = 1 << 20;

// Above every published BERT, so that a damaged number is named here instead of ending in a huge allocation.
const size = (most: number) => z.int().check(z.positive(), z.lte(most));
const probability = z.number().check(z.gte(0), z.lt(1));
const schema = z.object({
	hidden_size: size(1 << 16),
	num_hidden_layers: size(1 << 10),
	num_attention_heads: size(1 << 10),
	intermediate_size: size(1 << 18),
	vocab_size: size(1 << 22),
	// The rest has the defaults of Hugging Face's BertConfig, which old files rely on.
	hidden_act: z._default(z.string(), 'gelu'),
	layer_norm_eps: z._default(z.number().check(z.gt(0), z.lt(1)), 1e-12),
	max_position_embeddings: z._default(size(1 << 20), 512),
	type_vocab_size: z._default(size(1 << 10), 2),
	pad_token_id: z.nullish(z.int().check(z.gte(0))),
	initializer_range: z._default(z.number().check(z.gte(0)), 0.02),
	hidden_dropout_prob: z._default(probability, 0.1),
	attention_probs_dropout_prob: z._default(probability, 0.1),
	architectures: z.nullish(z.array(z.string())),
	spert_version: z.nullish(z.string()),
});
const kindSchema = z.object({
	model_type: z.optional(z.string()),
	position_embedding_type: z.optional(z.string()),
	is_decoder: z.optional(z.boolean()),
});

const activations: ReadonlyMap<string, BertConfig['activation']> = new Map([
	['gelu', 'gelu'],
	['gelu_new', 'gelu_new'],
	['gelu_pytorch_tanh', 'gelu_new'],
	['relu', 'relu'],
	['silu', 'silu'],
	['swish', 'silu'],
]);

/**
 * Reads a config.json.
 * Errors: checkpoint.configInvalid, checkpoint.unsupportedArchitecture, and those of reading the file.
 */
export async function readConfig(path: string): Promise<ModelConfig> {
	return parseConfig(await readJsonFile(path, largestConfig), path);
}

/** `path` is for errors. Errors: checkpoint.configInvalid, checkpoint.unsupportedArchitecture. */
export function parseConfig(json: unknown, path: string): ModelConfig {
	requireBert(json, path);
	const parsed = schema.safeParse(json);
	if (!parsed.success) {
		const issue = parsed.error.issues[0];
		throw configInvalid(path, `"${issue?.path.join('.') ?? ''}" is missing or wrong (${issue?.message ?? 'invalid'})`);
	}
	const config = parsed.data;
	const activation = activations.get(config.hidden_act);
	if (activation === undefined) {
		throw unsupportedArchitecture(path, `the activation function "${config.hidden_act}" is not supported`);
	}
	if (config.hidden_size % config.num_attention_heads !== 0) {
		throw configInvalid(path, `${config.num_attention_heads} attention heads do not divide ${config.hidden_size} hidden units`);
	}
	return {
		hiddenSize: config.hidden_size,
		layerCount: config.num_hidden_layers,
		headCount: config.num_attention_heads,
		intermediateSize: config.intermediate_size,
		activation,
		layerNormEpsilon: config.layer_norm_eps,
		positionCount: config.max_position_embeddings,
		tokenTypeCount: config.type_vocab_size,
		vocabularySize: config.vocab_size,
		padTokenId: config.pad_token_id ?? 0,
		initializerRange: config.initializer_range,
		hiddenDropout: config.hidden_dropout_prob,
		attentionDropout: config.attention_probs_dropout_prob,
		architecture: config.architectures?.[0] ?? 'bert',
		spertVersion: config.spert_version ?? undefined,
	};
}

/** Says what a foreign model is before its missing sizes could be complained of. */
function requireBert(json: unknown, path: string): void {
	const kind = kindSchema.safeParse(json);
	if (!kind.success) {
		throw configInvalid(path, 'it is no JSON object with the settings of a model');
	}
	const { model_type = 'bert', position_embedding_type = 'absolute', is_decoder = false } = kind.data;
	if (model_type !== 'bert') {
		throw unsupportedArchitecture(path, `the model is of the type "${model_type}", not "bert"`);
	}
	if (position_embedding_type !== 'absolute') {
		throw unsupportedArchitecture(path, `the model has "${position_embedding_type}" position embeddings`);
	}
	if (is_decoder) {
		throw unsupportedArchitecture(path, 'the model is a decoder');
	}
}

/** The content of a config.json from which readConfig, Hugging Face and the reference read the same model. */
export function formatConfig(config: ModelConfig): string {
	const json = {
		architectures: [config.architecture],
		attention_probs_dropout_prob: config.attentionDropout,
		hidden_act: config.activation,
		hidden_dropout_prob: config.hiddenDropout,
		hidden_size: config.hiddenSize,
		initializer_range: config.initializerRange,
		intermediate_size: config.intermediateSize,
		layer_norm_eps: config.layerNormEpsilon,
		max_position_embeddings: config.positionCount,
		model_type: 'bert',
		num_attention_heads: config.headCount,
		num_hidden_layers: config.layerCount,
		pad_token_id: config.padTokenId,
		position_embedding_type: 'absolute',
		spert_version: config.spertVersion,
		type_vocab_size: config.tokenTypeCount,
		vocab_size: config.vocabularySize,
	};
	return `${JSON.stringify(json, undefined, 2)}\n`;
}

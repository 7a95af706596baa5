// A model's config.json as Hugging Face and the reference write it: which encoder, its sizes and constants, validated.

import * as z from 'zod/mini';
import type { EncoderConfig } from '../nn/encoder';
import { bertFormat, electraFormat, mpnetFormat, robertaFormat } from './configs/bertConfigs';
import type { ConfigFormat, EncoderSettings } from './configs/configFields';
import { distilBertFormat } from './configs/distilBertConfig';
import { debertaFormat } from './configs/debertaConfig';
import { modernBertFormat } from './configs/modernBertConfig';
import type { HeadDesign } from '../spert/headDesign';
import { configInvalid, unsupportedArchitecture } from './errors';
import { formatThresholds, parseThresholds } from './configs/thresholds';
import { formatHeads, parseHeads } from './headConfig';
import { readJsonFile } from './jsonFile';
import type { RelationThresholds } from '../spert/relationThresholds';

/** The encoder's sizes, and more. */
export type ModelConfig = EncoderConfig & EncoderSettings & ModelIdentity;

interface ModelIdentity {
	/** What the file calls the architecture: "SpERT", "BertForMaskedLM"; the model type where it says nothing. */
	readonly architecture: string;
	/** undefined for an encoder, and for SpERT models older than version 1.1. */
	readonly spertVersion: string | undefined;
	/** Of a model that was calibrated; undefined: the reference's. */
	readonly thresholds?: RelationThresholds | undefined;
	/** How SpERT's classifiers are built; absent: as the reference's. */
	readonly heads?: HeadDesign;
}

/** In bytes. */
export const largestConfig = 1 << 20;

type ModelType = EncoderConfig['modelType'];
/** The member of the union that has a model type. */
type ConfigOf<Type extends ModelType, Config extends EncoderConfig = EncoderConfig> = Config extends unknown
	? Type extends Config['modelType']
		? Config
		: never
	: never;

const formats: { readonly [Type in ModelType]: ConfigFormat<ConfigOf<Type>> } = {
	bert: bertFormat,
	roberta: robertaFormat('roberta'),
	'xlm-roberta': robertaFormat('xlm-roberta'),
	electra: electraFormat,
	distilbert: distilBertFormat,
	mpnet: mpnetFormat,
	'deberta-v2': debertaFormat,
	modernbert: modernBertFormat,
};

const identitySchema = z.object({
	model_type: z._default(z.string(), 'bert'),
	is_decoder: z._default(z.boolean(), false),
	architectures: z.nullish(z.array(z.string())),
	spert_version: z.nullish(z.string()),
	spert_heads: z.nullish(z.unknown()),
});

/**
 * Reads a config.json.
 * Errors: checkpoint.configInvalid, checkpoint.unsupportedArchitecture, checkpoint.unsupportedHeads, and those of reading the file.
 */
export async function readConfig(path: string): Promise<ModelConfig> {
	return parseConfig(await readJsonFile(path, largestConfig), path);
}

/** `path` is for errors. Errors: checkpoint.configInvalid, checkpoint.unsupportedArchitecture, checkpoint.unsupportedHeads. */
export function parseConfig(json: unknown, path: string): ModelConfig {
	const parsed = identitySchema.safeParse(json);
	if (!parsed.success) {
		throw configInvalid(path, 'it is no JSON object with the settings of a model');
	}
	// Says what a foreign model is before its missing sizes could be complained of.
	const { model_type: modelType, is_decoder: isDecoder, architectures, spert_version, spert_heads: heads } = parsed.data;
	if (!isModelType(modelType)) {
		throw unsupportedArchitecture(path, `the model is of the type "${modelType}", which is not among ${Object.keys(formats).join(', ')}`);
	}
	if (isDecoder) {
		throw unsupportedArchitecture(path, 'the model is a decoder');
	}
	return {
		...formats[modelType].parse(json, path),
		architecture: architectures?.[0] ?? modelType,
		spertVersion: spert_version ?? undefined,
		thresholds: parseThresholds(json, path),
		...(heads === undefined || heads === null ? {} : { heads: parseHeads(heads, path) }),
	};
}

function isModelType(name: string): name is ModelType {
	return Object.hasOwn(formats, name);
}

/** The content of a config.json from which readConfig, Hugging Face and the reference read the same model. */
export function formatConfig(config: ModelConfig): string {
	const json: Record<string, unknown> = {
		...formatEncoder(config),
		architectures: [config.architecture],
		initializer_range: config.initializerRange,
		model_type: config.modelType,
		pad_token_id: config.padTokenId,
		spert_heads: config.heads && formatHeads(config.heads),
		spert_version: config.spertVersion,
		...formatThresholds(config.thresholds),
		vocab_size: config.vocabularySize,
	};
	const sorted = Object.fromEntries(Object.entries(json).sort(([left], [right]) => (left < right ? -1 : 1)));
	return `${JSON.stringify(sorted, undefined, 2)}\n`;
}

function formatEncoder<Type extends ModelType>(config: ConfigOf<Type> & EncoderSettings): Readonly<Record<string, unknown>> {
	const format: ConfigFormat<ConfigOf<Type>> = formats[config.modelType as Type];
	return format.format(config);
}

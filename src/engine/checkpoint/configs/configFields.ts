// What the readers of config.json share: fields with their bounds, and the settings that every architecture has.

import * as z from 'zod/mini';
import type { Activation } from '../../nn/activation';
import type { EncoderConfig } from '../../nn/encoder';
import { configInvalid, unsupportedArchitecture } from '../errors';

/** What a model's config says besides the encoder's sizes. */
export interface EncoderSettings {
	readonly padTokenId: number;
	/** Standard deviation with which new weights are drawn. */
	readonly initializerRange: number;
	readonly hiddenDropout: number;
	readonly attentionDropout: number;
}

export type EncoderSettingsAnd<Config extends EncoderConfig> = Config & EncoderSettings;

/** How the config.json of an architecture is read and written. */
export interface ConfigFormat<Config extends EncoderConfig> {
	/** Errors: checkpoint.configInvalid, checkpoint.unsupportedArchitecture. */
	readonly parse: (json: unknown, path: string) => EncoderSettingsAnd<Config>;
	/** The fields of the architecture, under the names that Hugging Face gives them. */
	readonly format: (config: EncoderSettingsAnd<Config>) => Readonly<Record<string, unknown>>;
}

/** Above every published encoder, so that a damaged number is named here instead of ending in a huge allocation. */
export const size = (most: number) => z.int().check(z.positive(), z.lte(most));
export const hiddenSize = size(1 << 16);
export const layerCount = size(1 << 10);
export const headCount = size(1 << 10);
export const intermediateSize = size(1 << 18);
export const vocabularySize = size(1 << 22);
export const positionCount = size(1 << 20);
export const tokenTypeCount = z.int().check(z.gte(0), z.lte(1 << 10));
export const probability = z.number().check(z.gte(0), z.lt(1));
export const epsilon = z.number().check(z.gt(0), z.lt(1));
export const tokenId = z.nullish(z.int().check(z.gte(0)));
export const initializerRange = z._default(z.number().check(z.gte(0)), 0.02);

/** Errors: checkpoint.configInvalid, naming the field. */
export function parseFields<Schema extends z.ZodMiniType>(schema: Schema, json: unknown, path: string): z.infer<Schema> {
	const parsed = schema.safeParse(json);
	if (!parsed.success) {
		const issue = parsed.error.issues[0];
		throw configInvalid(path, `"${issue?.path.join('.') ?? ''}" is missing or wrong (${issue?.message ?? 'invalid'})`);
	}
	return parsed.data;
}

const activations: ReadonlyMap<string, Activation> = new Map([
	['gelu', 'gelu'],
	['gelu_new', 'gelu_new'],
	['gelu_pytorch_tanh', 'gelu_new'],
	['relu', 'relu'],
	['silu', 'silu'],
	['swish', 'silu'],
	['tanh', 'tanh'],
]);

/** Errors: checkpoint.unsupportedArchitecture. */
export function parseActivation(name: string, path: string): Activation {
	const activation = activations.get(name);
	if (activation === undefined) {
		throw unsupportedArchitecture(path, `the activation function "${name}" is not supported`);
	}
	return activation;
}

/** Errors: checkpoint.configInvalid. */
export function requireDivision(hidden: number, heads: number, path: string): void {
	if (hidden % heads !== 0) {
		throw configInvalid(path, `${heads} attention heads do not divide ${hidden} hidden units`);
	}
}

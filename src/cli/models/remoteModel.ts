// A model on a server: which of its files are needed, where each is, and how it can be checked.

import { tokenizerSource, tokenizerSourceNames } from '../../engine/tokenizer/tokenizerFolder';
import { fileMissing } from './errors';

/** How to tell that a file came as it should. */
export type FileCheck =
	| { readonly kind: 'sha256'; readonly hex: string }
	/** SHA-1 over git's header and the content: how the hub names files that are not large. */
	| { readonly kind: 'gitBlob'; readonly hex: string }
	| { readonly kind: 'none' };

export interface RemoteFile {
	readonly name: string;
	readonly url: string;
	/** In bytes; undefined where the server does not tell. */
	readonly size: number | undefined;
	readonly check: FileCheck;
}

export interface RemoteModel {
	/** A repository of the hub, or the URL of a folder. */
	readonly from: string;
	readonly revision: string | undefined;
	readonly licence: string | undefined;
	/** Small ones first, the weights last. */
	readonly files: readonly RemoteFile[];
	/** Sent with each request. */
	readonly headers: Readonly<Record<string, string>>;
}

/** Besides weights: what a model folder may have, by the only names that are ever written. */
const described = ['config.json'] as const;
const tokenizers = [
	'vocab.txt',
	'tokenizer.json',
	'tokenizer_config.json',
	'special_tokens_map.json',
	'added_tokens.json',
	'vocab.json',
	'merges.txt',
	'spm.model',
] as const;
const others = ['types.json', 'results.json', 'README.md', 'LICENSE'] as const;

/** In the order in which they are preferred. */
const weights = [
	{ whole: 'model.safetensors', index: 'model.safetensors.index.json', shard: /^model-\d{5}-of-\d{5}\.safetensors$/ },
	{ whole: 'pytorch_model.bin', index: 'pytorch_model.bin.index.json', shard: /^pytorch_model-\d{5}-of-\d{5}\.bin$/ },
] as const;

/** What is asked for where a server does not list its files. */
export const usualFiles: readonly string[] = [...described, ...tokenizers, ...others, ...weights.map(({ whole }) => whole)];

export function isWeights(name: string): boolean {
	return weights.some(({ whole, shard }) => name === whole || shard.test(name));
}

/**
 * The files of a model among those of a folder: config, vocabulary, types, card, and the weights once, safetensors if they
 * are there. Errors: models.fileMissing.
 */
export function neededFiles<T extends { readonly name: string }>(where: string, present: readonly T[]): readonly T[] {
	const byName = new Map(present.map((file) => [file.name, file]));
	const named = (names: readonly string[]): T[] => names.flatMap((name) => byName.get(name) ?? []);
	const vocabulary = named(tokenizers);
	const ofWeights = weights
		.map(({ whole, index, shard }) => {
			const shards = present.filter(({ name }) => shard.test(name));
			return byName.has(whole) ? named([whole]) : byName.has(index) && shards.length > 0 ? [...named([index]), ...shards] : [];
		})
		.find((files) => files.length > 0);
	if (!byName.has('config.json')) {
		throw fileMissing(where, 'config.json');
	}
	if (tokenizerSource(new Set(byName.keys())) === undefined) {
		throw fileMissing(where, tokenizerSourceNames);
	}
	if (ofWeights === undefined) {
		throw fileMissing(where, 'model.safetensors or pytorch_model.bin');
	}
	return [...named(described), ...vocabulary, ...named(others), ...ofWeights];
}

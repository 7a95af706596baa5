// The word pieces and special tokens of a WordPiece model as its folder states them: vocab.txt or tokenizer.json, and the
// settings in tokenizer_config.json. Does not tokenize.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { readJsonFile, readTextFile } from '../checkpoint/jsonFile';
import { readTokenizerSettings, specialTokensOf, type SpecialTokens, type TokenizerSettings } from './tokenizerSettings';
import { tokenizerUnsupported, vocabularyMalformed, vocabularyMissing } from './errors';

export interface Vocabulary {
	/** The file it was read from. */
	readonly path: string;
	/** The identifier of each piece. Of equal lines in vocab.txt the last counts. */
	readonly ids: ReadonlyMap<string, number>;
	/** One more than the highest identifier. */
	readonly size: number;
	readonly specialTokens: SpecialTokens;
	/** What the folder says about lower-casing; undefined if nothing. */
	readonly lowercase: boolean | undefined;
}

const largestVocabulary = 1 << 26;
const mostPieces = 1 << 22;

/**
 * Reads the vocabulary of a folder; vocab.txt is preferred, as the reference reads no other.
 * Errors: tokenizer.vocabularyMissing, tokenizer.vocabularyMalformed, tokenizer.unsupported, and those of reading files
 * (checkpoint.fileUnreadable, …).
 */
export async function readVocabulary(folder: string): Promise<Vocabulary> {
	const present = new Set(await readdir(folder).catch(() => []));
	const settings = await readTokenizerSettings(folder, present);
	if (present.has('vocab.txt')) {
		const path = join(folder, 'vocab.txt');
		const ids = parseVocabularyText(await readTextFile(path, largestVocabulary));
		return { path, ...checked(path, ids, settings), lowercase: settings.lowercase };
	}
	if (present.has('tokenizer.json')) {
		const path = join(folder, 'tokenizer.json');
		const { ids, lowercase } = parseTokenizerJson(path, await readJsonFile(path, largestVocabulary));
		return { path, ...checked(path, ids, settings), lowercase: settings.lowercase ?? lowercase };
	}
	throw vocabularyMissing(folder);
}

/**
 * Whether the folder's tokenizer is of word pieces; a description that names no kind is. Errors: those of reading files.
 * @param present names of the folder's files
 */
export async function hasWordPieces(folder: string, present: ReadonlySet<string>): Promise<boolean> {
	if (present.has('vocab.txt') || !present.has('tokenizer.json')) {
		return present.has('vocab.txt');
	}
	const json = await readJsonFile(join(folder, 'tokenizer.json'), largestVocabulary);
	const kind = z.object({ model: z.object({ type: z._default(z.string(), 'WordPiece') }) }).safeParse(json);
	return !kind.success || kind.data.model.type === 'WordPiece';
}

/** One piece a line, numbered from 0; line ends as Python reads them. */
export function parseVocabularyText(text: string): Map<string, number> {
	const lines = text.split(/\r\n|\r|\n/);
	if (lines.at(-1) === '') {
		lines.pop();
	}
	return new Map(lines.map((piece, id) => [piece, id]));
}

const tokenizerSchema = z.object({
	model: z.object({ type: z._default(z.string(), 'WordPiece'), vocab: z.optional(z.unknown()) }),
	added_tokens: z._default(z.array(z.object({ id: z.number(), content: z.string() })), []),
	normalizer: z.nullish(z.object({ lowercase: z.optional(z.boolean()) })),
});
const pieceIdSchema = z.int().check(z.gte(0), z.lt(mostPieces));

function parseTokenizerJson(path: string, json: unknown): { ids: Map<string, number>; lowercase: boolean | undefined } {
	const parsed = tokenizerSchema.safeParse(json);
	if (!parsed.success) {
		throw vocabularyMalformed(path, 'it is no tokenizer description');
	}
	const { model, added_tokens, normalizer } = parsed.data;
	if (model.type !== 'WordPiece') {
		throw tokenizerUnsupported(path, model.type);
	}
	const ids = new Map<string, number>();
	const pieces = typeof model.vocab === 'object' && model.vocab !== null ? Object.entries(model.vocab) : [];
	for (const [piece, id] of [...pieces, ...added_tokens.map(({ content, id }) => [content, id] as const)]) {
		const valid = pieceIdSchema.safeParse(id);
		if (!valid.success) {
			throw vocabularyMalformed(path, `the piece "${piece.slice(0, 100)}" has no number`);
		}
		ids.set(piece, valid.data);
	}
	return { ids, lowercase: normalizer?.lowercase };
}

function checked(
	path: string,
	ids: ReadonlyMap<string, number>,
	settings: TokenizerSettings,
): Pick<Vocabulary, 'ids' | 'size' | 'specialTokens'> {
	const specialTokens = specialTokensOf(settings, (token) => ids.has(token));
	const { unknown, separator, classification } = specialTokens;
	for (const token of [unknown, separator, classification]) {
		if (!ids.has(token)) {
			throw vocabularyMalformed(path, `it has no ${token}`);
		}
	}
	let highest = 0;
	for (const id of ids.values()) {
		highest = Math.max(highest, id);
	}
	if (highest >= mostPieces) {
		throw vocabularyMalformed(path, `it has ${highest + 1} pieces`);
	}
	return { ids, size: highest + 1, specialTokens };
}

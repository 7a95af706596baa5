// Makes the tokenizer of a model folder.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readJsonFile } from '../checkpoint/jsonFile';
import { readByteLevelPairs } from './byteLevelPairs';
import { createDefinedTokenizer } from './definedTokenizer';
import { onlySentencePiece, vocabularyMissing, vocabularyTooLarge } from './errors';
import { readSentencePiece } from './sentencePiece';
import type { Tokenizer } from './tokenizer';
import { parseDefinition } from './tokenizerDefinition';
import { tokenizerSource, type TokenizerSource } from './tokenizerFolder';
import { readTokenizerSettings, specialTokensOf, type TokenizerSettings } from './tokenizerSettings';
import { hasWordPieces, readVocabulary, type Vocabulary } from './vocabulary';
import { createWordPieceTokenizer } from './wordPiece';

export interface TokenizerOptions {
	/** undefined: as the folder says, or else as its pieces suggest. */
	readonly lowercase: boolean | undefined;
	/** Rows of the model's embedding table, where known: a larger vocabulary is refused. */
	readonly embeddingRows?: number | undefined;
}

const largestDefinition = 1 << 26;

/**
 * Loads the tokenizer of `folder` from vocab.txt, tokenizer.json, vocab.json and merges.txt, or spm.model.
 * Errors: tokenizer.vocabularyMissing, vocabularyMalformed, vocabularyTooLarge, unsupported, and those of reading files.
 */
export async function loadTokenizer(folder: string, options: TokenizerOptions): Promise<Tokenizer> {
	const present = new Set(await readdir(folder).catch(() => []));
	const source = tokenizerSource(present);
	if (source === undefined) {
		throw present.has('sentencepiece.bpe.model') ? onlySentencePiece(folder) : vocabularyMissing(folder);
	}
	const path = join(folder, source);
	const tokenizer =
		source === 'vocab.txt' || (await hasWordPieces(folder, present))
			? await loadWordPiece(folder, options)
			: await loadDefined(folder, path, source, await readTokenizerSettings(folder, present), options);
	const { embeddingRows } = options;
	if (embeddingRows !== undefined && tokenizer.vocabularySize > embeddingRows) {
		throw vocabularyTooLarge(path, tokenizer.vocabularySize, embeddingRows);
	}
	return tokenizer;
}

async function loadDefined(
	folder: string,
	path: string,
	source: Exclude<TokenizerSource, 'vocab.txt'>,
	settings: TokenizerSettings,
	options: TokenizerOptions,
): Promise<Tokenizer> {
	const lowercase = options.lowercase ?? settings.lowercase ?? false;
	const { mask, ...others } = specialTokensOf(settings, () => false);
	switch (source) {
		case 'tokenizer.json': {
			const json = await readJsonFile(path, largestDefinition);
			return createDefinedTokenizer(path, parseDefinition(path, json), settings, lowercase);
		}
		case 'vocab.json': {
			const special = [...Object.values(others), mask, '<s>', '<pad>', '</s>', '<unk>', '<mask>'];
			const json = await readByteLevelPairs(folder, [...new Set(special)]);
			return createDefinedTokenizer(path, parseDefinition(path, json), settings, lowercase);
		}
		case 'spm.model': {
			const json = await readSentencePiece(path, { lowercase, maskToken: mask });
			return createDefinedTokenizer(path, parseDefinition(path, json), settings, lowercase);
		}
		default:
			return source satisfies never;
	}
}

async function loadWordPiece(folder: string, options: TokenizerOptions): Promise<Tokenizer> {
	const vocabulary = await readVocabulary(folder);
	const lowercase = options.lowercase ?? vocabulary.lowercase ?? !hasUppercasePieces(vocabulary);
	return createWordPieceTokenizer(vocabulary, lowercase);
}

/** A vocabulary without one capital letter, placeholders such as [unused1] and [CLS] aside, is of an uncased model. */
function hasUppercasePieces(vocabulary: Vocabulary): boolean {
	for (const piece of vocabulary.ids.keys()) {
		if (piece !== piece.toLowerCase() && !/^\[.*\]$/.test(piece)) {
			return true;
		}
	}
	return false;
}

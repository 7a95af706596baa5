// Byte-level byte pairs in the two files in which GPT-2 and RoBERTa were published: vocab.json and merges.txt.

import { join } from 'node:path';
import * as z from 'zod/mini';
import { readJsonFile, readTextFile } from '../checkpoint/jsonFile';
import { vocabularyMalformed } from './errors';

const largestVocabulary = 1 << 26;
const vocabularySchema = z.record(z.string(), z.int());

/**
 * The same as tokenizer.json would say it. Errors: tokenizer.vocabularyMalformed, and those of reading files.
 * @param specialTokens texts that are never taken apart
 */
export async function readByteLevelPairs(folder: string, specialTokens: readonly string[]): Promise<unknown> {
	const path = join(folder, 'vocab.json');
	const vocabulary = vocabularySchema.safeParse(await readJsonFile(path, largestVocabulary));
	if (!vocabulary.success) {
		throw vocabularyMalformed(path, 'it is no list of pieces with numbers');
	}
	const pieces = new Map(Object.entries(vocabulary.data));
	const lines = (await readTextFile(join(folder, 'merges.txt'), largestVocabulary)).split(/\r?\n/);
	const merges = lines.filter((line) => line !== '' && !line.startsWith('#version'));
	const isSpecial = (token: string): boolean => pieces.has(token);
	return {
		added_tokens: specialTokens.filter(isSpecial).map((content) => ({ id: pieces.get(content), content, special: true })),
		normalizer: null,
		pre_tokenizer: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
		decoder: { type: 'ByteLevel' },
		model: { type: 'BPE', vocab: vocabulary.data, merges, continuing_subword_prefix: '', end_of_word_suffix: '' },
	};
}

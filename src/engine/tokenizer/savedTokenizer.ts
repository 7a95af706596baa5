// A folder's tokenizer as files for a model that was trained with it, from which loadTokenizer and Hugging Face's tools make
// the same one.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { readJsonFile, readTextFile } from '../checkpoint/jsonFile';
import { tokenizerFileNames } from './tokenizerFolder';
import { hasWordPieces, readVocabulary, type Vocabulary } from './vocabulary';

/** Contents by file name. */
export type TokenizerFiles = ReadonlyMap<string, string | Uint8Array>;

export interface SavedTokenizerOptions {
	/** Whether the model was trained on lower-cased tokens. */
	readonly lowercase: boolean;
	/** Word pieces that the model reads at once. */
	readonly longestSequence: number;
}

const largestText = 1 << 26;
const settingsName = 'tokenizer_config.json';

/** Errors: as loadTokenizer. */
export async function savedTokenizer(folder: string, options: SavedTokenizerOptions): Promise<TokenizerFiles> {
	const present = new Set(await readdir(folder));
	if (await hasWordPieces(folder, present)) {
		const vocabulary = await readVocabulary(folder);
		const pieces = present.has('vocab.txt') ? await readTextFile(join(folder, 'vocab.txt'), largestText) : vocabularyText(vocabulary);
		return new Map([
			['vocab.txt', pieces],
			[settingsName, formatJson(wordPieceSettings(vocabulary, options))],
		]);
	}
	const copied = [...tokenizerFileNames, 'special_tokens_map.json'].filter((name) => name !== settingsName && present.has(name));
	const files = await Promise.all(copied.map(async (name) => [name, await readFile(join(folder, name))] as const));
	const isByteLevel = files.some(([name, content]) => name === 'vocab.json' || (name === 'tokenizer.json' && content.includes('"ByteLevel"')));
	const settings = z.record(z.string(), z.unknown()).safeParse(present.has(settingsName) ? await readJsonFile(join(folder, settingsName), largestText) : {});
	const changed = { do_lower_case: options.lowercase, ...(isByteLevel ? { add_prefix_space: true } : {}) };
	return new Map<string, string | Uint8Array>([...files, [settingsName, formatJson({ ...settings.data, ...changed })]]);
}

/** One piece a line, by number. A number that no piece has is unused. */
function vocabularyText({ ids, size }: Vocabulary): string {
	const pieces = Array.from({ length: size }, (_, id) => `[unused-${id}]`);
	for (const [piece, id] of ids) {
		pieces[id] = piece;
	}
	return `${pieces.join('\n')}\n`;
}

function wordPieceSettings({ specialTokens }: Vocabulary, { lowercase, longestSequence }: SavedTokenizerOptions): object {
	return {
		cls_token: specialTokens.classification,
		do_lower_case: lowercase,
		mask_token: specialTokens.mask,
		model_max_length: longestSequence,
		pad_token: specialTokens.pad,
		sep_token: specialTokens.separator,
		tokenizer_class: specialTokens.classification === '<s>' ? 'MPNetTokenizer' : 'BertTokenizer',
		unk_token: specialTokens.unknown,
	};
}

function formatJson(json: object): string {
	return `${JSON.stringify(json, undefined, 2)}\n`;
}

// Copies the files of a tokenizer beside a model that is written again.

import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { tokenizerFileNames } from '../tokenizer/tokenizerFolder';

/** What a tokenizer is made of, and what Hugging Face's tools look for besides. */
const copied = [...tokenizerFileNames, 'special_tokens_map.json', 'added_tokens.json'];

/** Errors: those of the file system. */
export async function copyTokenizer(from: string, to: string): Promise<void> {
	const present = new Set(await readdir(from));
	for (const name of copied.filter((file) => present.has(file))) {
		await copyFile(join(from, name), join(to, name));
	}
}

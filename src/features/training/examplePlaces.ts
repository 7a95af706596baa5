// Where the documents of an examples page stand: in which dataset, and where in its text.

import { isAbsolute, join } from 'node:path';
import { readFile, stat } from 'node:fs/promises';
import * as z from 'zod/mini';
import { datasetNotFound } from './errors';

const argsSchema = z.object({ dataset_path: z.optional(z.string()), valid_path: z.optional(z.string()) });

/**
 * The dataset that a run was evaluated on, by the args.json beside the page.
 * @param bases folders that its relative paths may start at, the likeliest first
 * @returns its absolute path. Errors: run.datasetNotFound, those of reading the file.
 */
export async function datasetOf(runFolder: string, bases: readonly string[]): Promise<string> {
	const args = argsSchema.parse(JSON.parse(await readFile(join(runFolder, 'args.json'), 'utf8')));
	const path = args.dataset_path ?? args.valid_path ?? '';
	const candidates = isAbsolute(path) ? [path] : bases.map((base) => join(base, path));
	for (const candidate of candidates) {
		const isFile = await stat(candidate).then((found) => found.isFile()).catch(() => false);
		if (isFile) {
			return candidate;
		}
	}
	throw datasetNotFound(path);
}

/**
 * The UTF-16 offset of an item of the list that a JSON text is; undefined if it has fewer. Only brackets and strings are
 * looked at: datasets may be large, and what follows the item may be broken.
 */
export function offsetOfItem(text: string, index: number): number | undefined {
	const tokens = /"(?:[^"\\]|\\[^])*"|[[\]{},]|[^\s"[\]{},]+/g;
	let depth = 0;
	let item = 0;
	for (const { 0: token, index: offset } of text.matchAll(tokens)) {
		const isClosing = token === ']' || token === '}';
		if (depth === 1 && item === index && !isClosing && token !== ',') {
			return offset;
		}
		if (depth === 1 && token === ',') {
			item++;
		}
		depth += token === '[' || token === '{' ? 1 : isClosing ? -1 : 0;
		if (depth === 0 && isClosing) {
			return undefined;
		}
	}
	return undefined;
}

// Reads a document from disk: UTF-8 text of a reasonable size, or a clear error.

import { readFile, stat } from 'node:fs/promises';
import { fileTooLarge, fileUnreadable, notText } from './errors';

const megabyte = 1024 * 1024;

/** In megabytes. Far above any paper; what is larger is no document. */
const largestDocument = 64;

/** Without a byte order mark, as editors show it. Errors: cli.fileUnreadable, cli.fileTooLarge, cli.notText. */
export async function readTextFile(path: string): Promise<string> {
	const bytes = await readBounded(path);
	try {
		const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
		if (!text.includes('\u0000')) {
			return text;
		}
	} catch (failure) {
		if (!(failure instanceof TypeError)) {
			throw failure;
		}
	}
	throw notText(path);
}

async function readBounded(path: string): Promise<Uint8Array> {
	const { size } = await stat(path).catch((failure: unknown) => {
		throw fileUnreadable(path, failure);
	});
	if (size > largestDocument * megabyte) {
		throw fileTooLarge(path, Math.round(size / megabyte), largestDocument);
	}
	return await readFile(path).catch((failure: unknown) => {
		throw fileUnreadable(path, failure);
	});
}

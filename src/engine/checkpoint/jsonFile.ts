// Reads one of a model folder's small text or JSON files, with errors that say what is the matter with the file.

import { withByteFile } from './byteFile';
import { lfsPointer, malformed, tooLarge, truncated } from './errors';

/**
 * The text of a UTF-8 file of at most `limit` bytes, without a byte order mark.
 * Errors: checkpoint.fileUnreadable, truncated (empty), tooLarge, lfsPointer, malformed (not UTF-8).
 */
export async function readTextFile(path: string, limit: number): Promise<string> {
	const bytes = await withByteFile(path, async (file) => {
		if (file.size > limit) {
			throw tooLarge(path, `it has ${file.size} bytes, more than the ${limit} that are read`);
		}
		return await file.read(0, file.size);
	});
	if (bytes.length === 0) {
		throw truncated(path, 'it is empty');
	}
	let text: string;
	try {
		text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		throw malformed(path, 'it is not UTF-8 text');
	}
	if (text.startsWith('version https://git-lfs')) {
		throw lfsPointer(path);
	}
	return text;
}

/** Errors: as readTextFile, and checkpoint.malformed if it is not JSON. */
export async function readJsonFile(path: string, limit: number): Promise<unknown> {
	const text = await readTextFile(path, limit);
	try {
		return JSON.parse(text);
	} catch (failure) {
		throw malformed(path, `it is not valid JSON (${failure instanceof Error ? failure.message : String(failure)})`);
	}
}

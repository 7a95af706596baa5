// Replaces a file with one that is written piece by piece, and only when it is whole. For files too large to be one buffer.

import { randomBytes } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Lets `write` fill a temporary file beside `path`, flushes it to the disk and renames it over `path`.
 * Errors: those of the file system (ENOSPC, EACCES, …) and of `write`, after the temporary file has been removed.
 */
export async function replaceFile(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
	const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
	try {
		const file = await open(temporary, 'wx');
		try {
			await write(file);
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(temporary, path);
	} catch (failure) {
		await rm(temporary, { force: true });
		throw failure;
	}
}

// Replaces files as a whole: a reader sees the old content or the new, never half of either, whatever is killed when.

import { randomBytes } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes `data` over `path`.
 * Errors: those of the file system (ENOSPC, EACCES, EROFS, …), after the temporary file has been removed.
 */
export async function writeFileAtomically(path: string, data: string | Uint8Array): Promise<void> {
	await replaceFile(path, (file) => file.writeFile(data));
}

/**
 * Lets `write` fill a temporary file beside `path`, flushes it to the disk and renames it over `path`: for files that are
 * too large to be one buffer.
 * Errors: those of the file system and of `write`, after the temporary file has been removed.
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

// Replaces files as a whole: a reader sees the old content or the new, never half of either, whatever is killed when.

import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes `data` to a temporary file beside `path`, flushes it to the disk and renames it over `path`.
 * Errors: those of the file system (ENOSPC, EACCES, EROFS, …), after the temporary file has been removed.
 */
export async function writeFileAtomically(path: string, data: string | Uint8Array): Promise<void> {
	const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
	try {
		const file = await open(temporary, 'wx');
		try {
			await file.writeFile(data);
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

// Reads a text file of bounded size.

import { open } from 'node:fs/promises';
import { fileTooLarge, fileUnreadable, notUtf8 } from './errors';

/**
 * The text of the UTF-8 file at `path`, without a byte order mark.
 * Errors: data.fileUnreadable, data.fileTooLarge (more than `limit` bytes), data.notUtf8.
 */
export async function readBoundedText(path: string, limit: number): Promise<string> {
	const bytes = await readBoundedBytes(path, limit);
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		throw notUtf8(path);
	}
}

async function readBoundedBytes(path: string, limit: number): Promise<Uint8Array> {
	let file;
	try {
		file = await open(path, 'r');
	} catch (failure) {
		throw fileUnreadable(path, failure);
	}
	try {
		const status = await file.stat();
		if (!status.isFile()) {
			throw fileUnreadable(path, new Error('it is not a file'));
		}
		if (status.size > limit) {
			throw fileTooLarge(path, status.size, limit);
		}
		return await file.readFile().catch((failure: unknown) => {
			throw fileUnreadable(path, failure);
		});
	} finally {
		await file.close();
	}
}

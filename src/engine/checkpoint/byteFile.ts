// Bounded random access to one file. Knows no format; says "truncated" where a format asks for more than there is.

import { open, stat, type FileHandle } from 'node:fs/promises';
import { fileUnreadable, truncated } from './errors';

/** Node's limit for one read call. */
const largestRead = 1 << 30;

/** An open file. Its owner closes it. */
export class ByteFile {
	readonly path: string;
	/** In bytes, when it was opened. */
	readonly size: number;
	readonly #handle: FileHandle;

	private constructor(path: string, size: number, handle: FileHandle) {
		this.path = path;
		this.size = size;
		this.#handle = handle;
	}

	/** Errors: checkpoint.fileUnreadable. */
	static async open(path: string): Promise<ByteFile> {
		try {
			// Asked first, because opening a pipe would wait for a writer.
			if (!(await stat(path)).isFile()) {
				throw new Error('it is not a file');
			}
			const handle = await open(path, 'r');
			try {
				return new ByteFile(path, (await handle.stat()).size, handle);
			} catch (failure) {
				await handle.close();
				throw failure;
			}
		} catch (failure) {
			throw fileUnreadable(path, failure);
		}
	}

	/**
	 * The `length` bytes at `offset`, in memory of their own. Nothing is allocated for bytes beyond the file's end.
	 * Errors: checkpoint.truncated, checkpoint.fileUnreadable.
	 */
	async read(offset: number, length: number): Promise<Uint8Array> {
		if (offset < 0 || length < 0 || offset + length > this.size) {
			throw truncated(this.path, `it has ${this.size} bytes, and ${length} are expected at byte ${offset}`);
		}
		const bytes = new Uint8Array(length);
		let filled = 0;
		while (filled < length) {
			const { bytesRead } = await this.#handle
				.read(bytes, filled, Math.min(length - filled, largestRead), offset + filled)
				.catch((failure: unknown) => {
					throw fileUnreadable(this.path, failure);
				});
			if (bytesRead === 0) {
				throw truncated(this.path, 'it became shorter while it was read');
			}
			filled += bytesRead;
		}
		return bytes;
	}

	async close(): Promise<void> {
		await this.#handle.close();
	}
}

/** Opens `path`, hands it to `use` and closes it, whatever happens. */
export async function withByteFile<T>(path: string, use: (file: ByteFile) => Promise<T>): Promise<T> {
	const file = await ByteFile.open(path);
	try {
		return await use(file);
	} finally {
		await file.close();
	}
}

// What has been downloaded so far, in a file beside the target, and what a later attempt must know to go on with it. The
// target itself appears only as a whole.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { throwIfCancelled, type CancellationToken } from '../../base/cancellation';
import { notWritable } from './errors';

/** Which file on which server the part is of. */
export interface PartOrigin {
	readonly url: string;
	/** Its strong ETag, or else its date of modification, to be sent as If-Range; null where the server tells neither. */
	readonly validator: string | null;
	/** Of the whole file, in bytes; null where the server does not tell. */
	readonly total: number | null;
}

export interface Resumable {
	readonly bytes: number;
	readonly origin: PartOrigin;
}

/** Errors of all methods: fetch.notWritable. */
export class PartFile {
	readonly #target: string;
	readonly #path: string;
	/** Written before the first byte of the part, so that no part is ever taken for another file's. */
	readonly #originPath: string;

	constructor(target: string) {
		this.#target = target;
		this.#path = `${target}.part`;
		this.#originPath = `${target}.part.json`;
	}

	/** What is there of this URL; undefined where there is nothing, or nothing that can be trusted. */
	resumable(url: string): Promise<Resumable | undefined> {
		return this.#guarded(async () => {
			const [bytes, written] = await Promise.all([
				unlessMissing(stat(this.#path).then(({ size }) => size)),
				unlessMissing(readFile(this.#originPath, 'utf8')),
			]);
			const origin = written === undefined ? undefined : parseOrigin(written);
			return bytes === undefined || bytes === 0 || origin?.url !== url ? undefined : { bytes, origin };
		});
	}

	/** Opens an empty part. The caller closes the file. */
	start(origin: PartOrigin): Promise<FileHandle> {
		return this.#guarded(async () => {
			await rm(this.#path, { force: true });
			await writeFile(this.#originPath, JSON.stringify(origin));
			return open(this.#path, 'wx');
		});
	}

	/** Opens the part at its end. The caller closes the file. */
	goOn(): Promise<FileHandle> {
		return this.#guarded(() => open(this.#path, 'a'));
	}

	write(file: FileHandle, bytes: Uint8Array): Promise<void> {
		return this.#guarded(async () => {
			await file.appendFile(bytes);
		});
	}

	/** Hexadecimal SHA-256 of what is there. */
	sha256(cancellation: CancellationToken): Promise<string> {
		return this.#guarded(() => sha256Of(this.#path, cancellation));
	}

	/** Makes the part, complete by now, the target. */
	complete(): Promise<void> {
		return this.#guarded(async () => {
			const file = await open(this.#path, 'r+');
			try {
				await file.sync();
			} finally {
				await file.close();
			}
			await rename(this.#path, this.#target);
			await rm(this.#originPath, { force: true });
		});
	}

	discard(): Promise<void> {
		return this.#guarded(async () => {
			await rm(this.#path, { force: true });
			await rm(this.#originPath, { force: true });
		});
	}

	async #guarded<T>(work: () => Promise<T>): Promise<T> {
		try {
			return await work();
		} catch (failure) {
			throw isSystemFailure(failure) ? notWritable(this.#target, failure) : failure;
		}
	}
}

/** Hexadecimal. Errors: those of the file system, CancelledError. */
export async function sha256Of(path: string, cancellation: CancellationToken): Promise<string> {
	const hash = createHash('sha256');
	for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
		throwIfCancelled(cancellation);
		hash.update(chunk as Buffer);
	}
	return hash.digest('hex');
}

/** Undefined where the file is damaged: then the part beside it is of no use. */
function parseOrigin(text: string): PartOrigin | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (typeof value !== 'object' || value === null) {
		return undefined;
	}
	const { url, validator, total } = value as Partial<Record<keyof PartOrigin, unknown>>;
	const isOrigin =
		typeof url === 'string' &&
		(validator === null || typeof validator === 'string') &&
		(total === null || (typeof total === 'number' && Number.isSafeInteger(total) && total >= 0));
	return isOrigin ? { url, validator, total } : undefined;
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
	try {
		return await work;
	} catch (failure) {
		if (isSystemFailure(failure) && failure.code === 'ENOENT') {
			return undefined;
		}
		throw failure;
	}
}

function isSystemFailure(failure: unknown): failure is NodeJS.ErrnoException {
	return failure instanceof Error && 'syscall' in failure;
}

// A file of keyed records that only grows: whole records are appended in one write each, several processes may append at
// the same time, and whatever was torn or damaged is passed over. It knows nothing of what the records hold.

import { readSync } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Disposable } from '../../base/disposable';
import { replaceFile } from '../../base/node/atomicFile';

/** Length of a key, in characters up to U+00FF: a byte each in the file. */
export const keyLength = 16;

export interface FileRecord {
	readonly key: string;
	readonly payload: Uint8Array;
}

// A record, little endian: mark (4), length of the payload (4), CRC-32 of key and payload (4), key (16), payload.
const mark = Buffer.from('SpR1', 'latin1');
const headerSize = 12 + keyLength;
const chunkSize = 1 << 20;

interface Place {
	readonly at: number;
	/** Of the payload. */
	readonly length: number;
}

export class RecordFile implements Disposable {
	readonly #path: string;
	readonly #largest: number;
	#handle: FileHandle;
	#isWritable: boolean;
	readonly #places = new Map<string, Place>();
	/** Up to here the file's records are known. */
	#scanned = 0;
	#liveBytes = 0;
	#scan: Promise<void> = Promise.resolve();

	private constructor(path: string, largest: number, handle: FileHandle, isWritable: boolean) {
		this.#path = path;
		this.#largest = largest;
		this.#handle = handle;
		this.#isWritable = isWritable;
	}

	/**
	 * Opens a file, or creates it, and looks through its records. One that may not be written is opened for reading.
	 * @param largest payload in bytes: what claims to be larger is damaged
	 * Errors: those of the file system.
	 */
	static async open(path: string, largest: number): Promise<RecordFile> {
		const file = await openToAppend(path, largest);
		await file.refresh();
		return file;

		async function openToAppend(from: string, limit: number): Promise<RecordFile> {
			try {
				return new RecordFile(from, limit, await open(from, 'a+'), true);
			} catch (failure) {
				const reading = await open(from, 'r').catch(() => undefined);
				if (reading === undefined) {
					throw failure;
				}
				return new RecordFile(from, limit, reading, false);
			}
		}
	}

	get isWritable(): boolean {
		return this.#isWritable;
	}

	/** Bytes of the file, as far as it is known. */
	get size(): number {
		return this.#scanned;
	}

	/** Bytes of records that were replaced or are damaged: what compacting would free. */
	get waste(): number {
		return this.#scanned - this.#liveBytes;
	}

	/** Those that were written first come first. */
	get keys(): IterableIterator<string> {
		return this.#places.keys();
	}

	/** The newest payload of a key; undefined where there is none, or where it was damaged since. */
	get(key: string): Buffer | undefined {
		const place = this.#places.get(key);
		if (place === undefined) {
			return undefined;
		}
		const bytes = Buffer.allocUnsafe(headerSize + place.length);
		const found = readSync(this.#handle.fd, bytes, 0, bytes.length, place.at) === bytes.length ? recordAt(bytes, 0, this.#largest) : undefined;
		if (found?.kind === 'whole' && found.key === key) {
			return bytes.subarray(headerSize);
		}
		this.#forget(key);
		return undefined;
	}

	/** Appends records in one write and sees what others have appended. Errors: those of the file system. */
	async append(records: readonly FileRecord[]): Promise<void> {
		await this.#reopenIfReplaced();
		await this.#handle.appendFile(Buffer.concat(records.flatMap(({ key, payload }) => [header(key, payload), payload])));
		await this.refresh();
	}

	/** Sees what was appended since, by whomever. Errors: those of the file system. */
	async refresh(): Promise<void> {
		this.#scan = this.#scan.then(
			() => this.#scanOn(),
			() => this.#scanOn(),
		);
		await this.#scan;
	}

	/**
	 * Replaces the file by one that holds these records alone, and whatever is appended meanwhile. Another process goes on
	 * with the new file at its next append. Errors: those of the file system.
	 */
	async compact(keep: Iterable<string>): Promise<void> {
		await this.#reopenIfReplaced();
		await this.refresh();
		const kept = [...keep];
		const before = new Set(this.#places.keys());
		await replaceFile(this.#path, async (file) => {
			const write = async (keys: readonly string[]): Promise<void> => {
				for (let start = 0; start < keys.length; start += 256) {
					const records = keys.slice(start, start + 256).flatMap((key) => {
						const payload = this.get(key);
						return payload === undefined ? [] : [header(key, payload), payload];
					});
					await file.write(Buffer.concat(records));
				}
			};
			await write(kept);
			await this.refresh();
			await write([...this.#places.keys()].filter((key) => !before.has(key)));
		});
		await this.#reopenIfReplaced();
	}

	dispose(): void {
		// Nothing is left to be written: closing tells nothing that matters.
		this.#handle.close().catch(() => {});
	}

	async #reopenIfReplaced(): Promise<void> {
		const [own, current] = await Promise.all([this.#handle.stat(), stat(this.#path).catch(() => undefined)]);
		if (own.ino === current?.ino && own.dev === current.dev) {
			return;
		}
		const old = this.#handle;
		// A scan that is under way reads the old file.
		await this.#scan.catch(() => undefined);
		this.#handle = await open(this.#path, 'a+');
		this.#isWritable = true;
		this.#startAnew();
		await old.close();
		await this.refresh();
	}

	async #scanOn(): Promise<void> {
		const { size } = await this.#handle.stat();
		if (size < this.#scanned) {
			this.#startAnew();
		}
		let rest: Buffer = Buffer.alloc(0);
		for (let isLast = size === this.#scanned; !isLast; ) {
			const from = this.#scanned + rest.length;
			const chunk = Buffer.allocUnsafe(Math.min(chunkSize, size - from));
			const { bytesRead } = await this.#handle.read(chunk, 0, chunk.length, from);
			isLast = bytesRead === 0 || from + bytesRead >= size;
			const bytes = rest.length === 0 ? chunk.subarray(0, bytesRead) : Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
			const seen = this.#take(bytes, isLast);
			this.#scanned += seen;
			rest = bytes.subarray(seen);
		}
	}

	#startAnew(): void {
		this.#places.clear();
		this.#scanned = 0;
		this.#liveBytes = 0;
	}

	/**
	 * Notes the records in `bytes`, which follow what was scanned.
	 * @param isLast nothing follows them
	 * @returns how many bytes were seen through; the rest may be the beginning of a record
	 */
	#take(bytes: Buffer, isLast: boolean): number {
		let at = 0;
		while (at + headerSize <= bytes.length) {
			const record = recordAt(bytes, at, this.#largest);
			switch (record.kind) {
				case 'whole':
					this.#note(record.key, { at: this.#scanned + at, length: record.length });
					at += headerSize + record.length;
					break;
				case 'incomplete': {
					// Still being written, or torn for ever: that shows when a whole record follows.
					const next = isLast ? nextWhole(bytes, at + 1, this.#largest) : undefined;
					if (next === undefined) {
						return at;
					}
					at = next;
					break;
				}
				case 'none': {
					const next = bytes.indexOf(mark, at + 1);
					at = next === -1 ? bytes.length - (mark.length - 1) : next;
					break;
				}
				default:
					record satisfies never;
			}
		}
		return at;
	}

	#note(key: string, place: Place): void {
		this.#forget(key);
		this.#places.set(key, place);
		this.#liveBytes += headerSize + place.length;
	}

	#forget(key: string): void {
		const place = this.#places.get(key);
		if (place !== undefined) {
			this.#places.delete(key);
			this.#liveBytes -= headerSize + place.length;
		}
	}
}

type Found =
	| { readonly kind: 'whole'; readonly key: string; readonly length: number }
	/** It begins like a record, but ends later than the bytes. */
	| { readonly kind: 'incomplete' }
	| { readonly kind: 'none' };

function recordAt(bytes: Buffer, at: number, largest: number): Found {
	if (bytes.compare(mark, 0, mark.length, at, at + mark.length) !== 0) {
		return { kind: 'none' };
	}
	const length = bytes.readUInt32LE(at + 4);
	if (length > largest) {
		return { kind: 'none' };
	}
	const end = at + headerSize + length;
	if (end > bytes.length) {
		return { kind: 'incomplete' };
	}
	const isIntact = crc32(bytes.subarray(at + 12, end)) === bytes.readUInt32LE(at + 8);
	return isIntact ? { kind: 'whole', key: bytes.toString('latin1', at + 12, at + headerSize), length } : { kind: 'none' };
}

function nextWhole(bytes: Buffer, from: number, largest: number): number | undefined {
	for (let at = bytes.indexOf(mark, from); at !== -1 && at + headerSize <= bytes.length; at = bytes.indexOf(mark, at + 1)) {
		if (recordAt(bytes, at, largest).kind === 'whole') {
			return at;
		}
	}
	return undefined;
}

function header(key: string, payload: Uint8Array): Buffer {
	const bytes = Buffer.allocUnsafe(headerSize);
	mark.copy(bytes);
	bytes.writeUInt32LE(payload.length, 4);
	bytes.write(key, 12, 'latin1');
	bytes.writeUInt32LE(crc32(payload, crc32(bytes.subarray(12))), 8);
	return bytes;
}

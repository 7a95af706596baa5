// Reads shards line by line, and single lines again by their place, without ever holding more than a line.

import { closeSync, openSync, readSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { noShards, shardMalformed, shardUnreadable } from '../errors';

export interface ShardLine {
	/** Of the file, in bytes. */
	readonly offset: number;
	readonly length: number;
	/** From 1. */
	readonly number: number;
	readonly text: string;
}

/** In bytes: no document's results are longer. */
const longestLine = 256 << 20;
const readSize = 1 << 20;
const lineFeed = 0x0a;

/**
 * The files that are meant: of a folder the shards that a collection wrote, or else all `.jsonl` files in it.
 * Errors: graph.shardUnreadable, graph.noShards.
 */
export function shardFiles(paths: readonly string[]): string[] {
	return paths.flatMap((path) => {
		try {
			if (!statSync(path).isDirectory()) {
				return [path];
			}
			const files = readdirSync(path).filter((file) => file.endsWith('.jsonl')).sort();
			const shards = files.filter((file) => file.startsWith('shard-'));
			const wanted = shards.length > 0 ? shards : files;
			if (wanted.length === 0) {
				throw noShards(path);
			}
			return wanted.map((file) => join(path, file));
		} catch (failure) {
			throw isSystemError(failure) ? shardUnreadable(path, failure) : failure;
		}
	});
}

export class ShardFile {
	readonly path: string;
	readonly #file: number;

	/** Errors: graph.shardUnreadable. */
	constructor(path: string) {
		this.path = path;
		try {
			this.#file = openSync(path, 'r');
		} catch (failure) {
			throw shardUnreadable(path, failure);
		}
	}

	/** Lines that are not empty. Errors: graph.shardUnreadable, graph.shardMalformed. */
	*lines(): Generator<ShardLine, undefined> {
		let pending: Buffer[] = [];
		let pendingLength = 0;
		let offset = 0;
		let number = 0;
		const lineOf = (bytes: Buffer): ShardLine | undefined => {
			const line = { offset, length: bytes.length, number: ++number, text: bytes.toString('utf8') };
			offset += bytes.length + 1;
			return line.text.trim() === '' ? undefined : line;
		};
		for (let position = 0; ; ) {
			const block = this.#read(position, readSize);
			if (block.length === 0) {
				break;
			}
			position += block.length;
			let at = 0;
			for (let end = block.indexOf(lineFeed); end >= 0; end = block.indexOf(lineFeed, at)) {
				const last = block.subarray(at, end);
				const line = lineOf(pending.length === 0 ? last : Buffer.concat([...pending, last]));
				pending = [];
				pendingLength = 0;
				at = end + 1;
				if (line !== undefined) {
					yield line;
				}
			}
			pending.push(block.subarray(at));
			pendingLength += block.length - at;
			if (pendingLength > longestLine) {
				throw shardMalformed(`${this.path}, line ${number + 1}`, `is longer than ${longestLine >> 20} MB`);
			}
		}
		const line = pendingLength === 0 ? undefined : lineOf(Buffer.concat(pending));
		if (line !== undefined) {
			yield line;
		}
	}

	/** The line at a place that `lines` gave. Errors: graph.shardUnreadable. */
	line(offset: number, length: number): string {
		const parts: Buffer[] = [];
		for (let done = 0; done < length; ) {
			const part = this.#read(offset + done, length - done);
			if (part.length === 0) {
				break;
			}
			parts.push(part);
			done += part.length;
		}
		return Buffer.concat(parts).toString('utf8');
	}

	close(): void {
		closeSync(this.#file);
	}

	#read(position: number, size: number): Buffer {
		const buffer = Buffer.allocUnsafe(size);
		try {
			return buffer.subarray(0, readSync(this.#file, buffer, 0, size, position));
		} catch (failure) {
			throw shardUnreadable(this.path, failure);
		}
	}
}

function isSystemError(failure: unknown): boolean {
	return failure instanceof Error && 'syscall' in failure;
}

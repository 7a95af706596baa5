// Takes single files out of a zip archive, a piece at a time, so that libraries of hundreds of megabytes need no memory. Only what
// such an archive needs: deflated or stored entries, no zip64. What the archive is was checked before, by its checksum.

import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

export interface ZipFile {
	readonly method: number;
	readonly compressedSize: number;
	readonly size: number;
	/** Of its local header. */
	readonly offset: number;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endLength = 22;

/** Entries by name. Errors: Error where it is no such archive; those of the file system. */
export async function readZip(path: string): Promise<ReadonlyMap<string, ZipFile>> {
	const file = await open(path);
	try {
		const { size } = await file.stat();
		const tail = await read(Math.max(0, size - endLength - 0xffff), Math.min(size, endLength + 0xffff));
		let end = tail.length - endLength;
		while (end >= 0 && tail.readUInt32LE(end) !== endSignature) {
			end--;
		}
		if (end < 0) {
			throw new Error('it is no zip archive');
		}
		const directory = await read(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
		const entries = new Map<string, ZipFile>();
		for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === entrySignature; ) {
			const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field)) as [number, number, number];
			entries.set(directory.toString('utf8', at + 46, at + 46 + nameLength), {
				method: directory.readUInt16LE(at + 10),
				compressedSize: directory.readUInt32LE(at + 20),
				size: directory.readUInt32LE(at + 24),
				offset: directory.readUInt32LE(at + 42),
			});
			at += 46 + nameLength + extraLength + commentLength;
		}
		return entries;

		async function read(offset: number, length: number): Promise<Buffer> {
			const buffer = Buffer.alloc(length);
			const { bytesRead } = await file.read(buffer, 0, length, offset);
			if (bytesRead < length) {
				throw new Error('it is cut off');
			}
			return buffer;
		}
	} finally {
		await file.close();
	}
}

/** Writes an entry to a file that is not there yet. Errors: Error where it cannot be unpacked; those of the file system. */
export async function unpack(archive: string, entry: ZipFile, target: string): Promise<void> {
	const file = await open(archive);
	const header = Buffer.alloc(30);
	try {
		await file.read(header, 0, header.length, entry.offset);
	} finally {
		await file.close();
	}
	if (header.readUInt32LE(0) !== localSignature || (entry.method !== 0 && entry.method !== 8)) {
		throw new Error('an entry is packed in a way that is not known');
	}
	const start = entry.offset + header.length + header.readUInt16LE(26) + header.readUInt16LE(28);
	const packed = createReadStream(archive, { start, end: start + entry.compressedSize - 1 });
	let bytes = 0;
	const counted = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
		for await (const chunk of chunks) {
			bytes += chunk.length;
			if (bytes > entry.size) {
				throw new Error('an entry is larger than the archive says');
			}
			yield chunk;
		}
	};
	await pipeline(packed, entry.method === 8 ? createInflateRaw() : new PassThrough(), counted, createWriteStream(target, { flags: 'wx' }));
	if (bytes !== entry.size) {
		throw new Error('an entry is smaller than the archive says');
	}
}

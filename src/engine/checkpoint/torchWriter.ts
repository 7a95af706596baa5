// Writes a pytorch_model.bin in the zip format of torch.save (since version 1.6), one tensor in memory at a time, and puts
// it in its place only when it is whole.
// Formats: https://github.com/pytorch/pytorch/blob/main/torch/serialization.py, zip's APPNOTE 6.3

import { crc32 } from 'node:zlib';
import type { FileHandle } from 'node:fs/promises';
import { pickleStateDict } from './pickleWriter';
import { replaceFile } from '../../base/node/atomicFile';
import { tensorBytes, type WritableTensor } from './safetensorsWriter';

/**
 * Writes a state dict that torch.load reads, also with weights_only, in the map's order.
 * Errors: those of the file system (ENOSPC, EACCES, …), after the temporary file has been removed.
 */
export async function writeTorchCheckpoint(path: string, tensors: ReadonlyMap<string, WritableTensor>): Promise<void> {
	const pickled = new Map(
		[...tensors].map(([name, { dtype, shape }], index) => [name, { key: String(index), dtype, shape }] as const),
	);
	await replaceFile(path, async (file) => {
		const archive = new ZipFileWriter(file);
		await archive.add('archive/data.pkl', pickleStateDict(pickled));
		await archive.add('archive/byteorder', Buffer.from('little'));
		let key = 0;
		for (const [name, tensor] of tensors) {
			await archive.add(`archive/data/${key++}`, await tensorBytes(name, tensor));
		}
		await archive.add('archive/version', Buffer.from('3\n'));
		await archive.end();
	});
}

/** torch maps storages into memory, so their data begins at multiples of this. */
const alignment = 64;
const localHeaderLength = 30;
/** 2.0: what stored entries need. */
const zipVersion = 20;
/** The first of January 1980, as small as zip's dates get. */
const date = 0x21;

/** Stored entries only; no zip64, so at most 4 GiB: that is a thousand million parameters. */
class ZipFileWriter {
	readonly #file: FileHandle;
	readonly #directory: Buffer[] = [];
	#offset = 0;
	#count = 0;

	constructor(file: FileHandle) {
		this.#file = file;
	}

	async add(name: string, data: Uint8Array): Promise<void> {
		const nameBytes = Buffer.from(name);
		const fields = entryFields(nameBytes, data);
		const start = this.#offset;
		const padding = paddingField(start + localHeaderLength + nameBytes.length);
		const local = Buffer.alloc(localHeaderLength);
		local.writeUInt32LE(0x04034b50, 0);
		local.writeUInt16LE(zipVersion, 4);
		local.set(fields, 6);
		local.writeUInt16LE(padding.length, 28);
		await this.#write(local, nameBytes, padding, data);
		const entry = Buffer.alloc(46);
		entry.writeUInt32LE(0x02014b50, 0);
		entry.writeUInt16LE(zipVersion, 4);
		entry.writeUInt16LE(zipVersion, 6);
		entry.set(fields, 8);
		// Refuses what lies beyond 4 GiB.
		entry.writeUInt32LE(start, 42);
		this.#directory.push(entry, nameBytes);
		this.#count++;
	}

	async end(): Promise<void> {
		const offset = this.#offset;
		const directory = Buffer.concat(this.#directory);
		const end = Buffer.alloc(22);
		end.writeUInt32LE(0x06054b50, 0);
		end.writeUInt16LE(this.#count, 8);
		end.writeUInt16LE(this.#count, 10);
		end.writeUInt32LE(directory.length, 12);
		end.writeUInt32LE(offset, 16);
		await this.#write(directory, end);
	}

	async #write(...parts: readonly Uint8Array[]): Promise<void> {
		for (const part of parts) {
			await this.#file.writeFile(part);
			this.#offset += part.byteLength;
		}
	}
}

/** What a local header and an entry of the directory share, from the flags to the length of the name. */
function entryFields(name: Uint8Array, data: Uint8Array): Buffer {
	const fields = Buffer.alloc(22);
	fields.writeUInt16LE(date, 6);
	fields.writeUInt32LE(crc32(data), 8);
	fields.writeUInt32LE(data.byteLength, 12);
	fields.writeUInt32LE(data.byteLength, 16);
	fields.writeUInt16LE(name.length, 20);
	return fields;
}

/** An extra field as torch's own ("FB", then Z), after which the data is aligned. */
function paddingField(start: number): Buffer {
	const length = alignment - (start % alignment);
	const field = Buffer.alloc(length < 4 ? length + alignment : length, 'Z');
	field.write('FB');
	field.writeUInt16LE(field.length - 4, 2);
	return field;
}

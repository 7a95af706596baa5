// Builds pickles, zip archives and torch checkpoints by hand, sound and hostile ones. No tests in here.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { UserError } from '../../../../src/base/userError';

/** Bytes of a pickle from instructions: texts are taken as latin1, arrays as bytes. */
export function bytes(...parts: (string | number | readonly number[] | Uint8Array)[]): Uint8Array {
	return Buffer.concat(
		parts.map((part) =>
			typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(typeof part === 'number' ? [part] : part),
		),
	);
}

export function uint32(value: number): Uint8Array {
	const buffer = Buffer.alloc(4);
	buffer.writeUInt32LE(value);
	return buffer;
}

export function uint64(value: number): Uint8Array {
	const buffer = Buffer.alloc(8);
	buffer.writeBigUInt64LE(BigInt(value));
	return buffer;
}

export const text = (value: string): Uint8Array => bytes('X', uint32(value.length), value);
export const integer = (value: number): Uint8Array => bytes('J', uint32(value));
export const global = (module: string, name: string): Uint8Array => bytes('c', module, '\n', name, '\n');
export const pickle = (...parts: Parameters<typeof bytes>): Uint8Array => bytes([0x80, 2], ...parts, '.');
export const tuple = (...items: Uint8Array[]): Uint8Array => bytes('(', ...items, 't');
export const dict = (...keysAndValues: Uint8Array[]): Uint8Array => bytes('}(', ...keysAndValues, 'u');

/** A call of torch's _rebuild_tensor_v2 on a storage of `length` float32 values. */
export function tensor(key: string, length: number, shape: number[], strides: number[], offset = 0): Uint8Array {
	const storage = tuple(text('storage'), global('torch', 'FloatStorage'), text(key), text('cpu'), integer(length));
	const sizes = (values: number[]): Uint8Array => tuple(...values.map(integer));
	return bytes(
		global('torch._utils', '_rebuild_tensor_v2'),
		tuple(bytes(storage, 'Q'), integer(offset), sizes(shape), sizes(strides), bytes([0x89]), dict()),
		'R',
	);
}

export interface ZipItem {
	readonly name: string;
	readonly data: Uint8Array;
	/** Said in both headers in place of the truth. */
	readonly declared?: { readonly size?: number; readonly storedSize?: number; readonly method?: number; readonly crc?: number };
}

/** A zip archive of stored entries, as torch.save lays it out. */
export function zip(items: readonly ZipItem[]): Uint8Array {
	const locals: Uint8Array[] = [];
	const central: Uint8Array[] = [];
	let offset = 0;
	for (const { name, data, declared = {} } of items) {
		const { size = data.length, storedSize = size, method = 0, crc = crc32(data) } = declared;
		const common = bytes([0, 0, method, 0, 0, 0, 0, 0], uint32(crc), uint32(storedSize), uint32(size), [name.length, 0]);
		const local = bytes('PK\x03\x04', [0, 0], common, [0, 0], name, data);
		locals.push(local);
		central.push(bytes('PK\x01\x02', [0, 0, 0, 0], common, new Array<number>(12).fill(0), uint32(offset), name));
		offset += local.length;
	}
	const directory = bytes(...central);
	const count = [items.length & 0xff, items.length >> 8];
	return bytes(...locals, directory, 'PK\x05\x06', [0, 0, 0, 0], count, count, uint32(directory.length), uint32(offset), [0, 0]);
}

export function floats(...values: number[]): Uint8Array {
	return new Uint8Array(Float32Array.from(values).buffer);
}

/** A zip checkpoint with this data.pkl and these storages. */
export function torchZip(data: Uint8Array, storages: Readonly<Record<string, Uint8Array>> = {}): Uint8Array {
	return zip([
		{ name: 'archive/data.pkl', data },
		...Object.entries(storages).map(([key, storage]) => ({ name: `archive/data/${key}`, data: storage })),
		{ name: 'archive/version', data: bytes('3\n') },
	]);
}

const magic = bytes([0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]);

/** A checkpoint in the format before 1.6 with this object's pickle and these storages of float32 values. */
export function torchLegacy(root: Uint8Array, storages: Readonly<Record<string, Uint8Array>> = {}): Uint8Array {
	const keys = pickle(']', '(', ...Object.keys(storages).map(text), 'e');
	const data = Object.values(storages).map((storage) => bytes(uint64(storage.length / 4), storage));
	return bytes(pickle(magic), pickle('M', [0xe9, 0x03]), pickle(dict()), root, keys, ...data);
}

/** A safetensors file with this header, padded by nothing. */
export function safetensors(header: unknown, data: Uint8Array): Uint8Array {
	const json = bytes(typeof header === 'string' ? header : JSON.stringify(header));
	return bytes(uint64(json.length), json, data);
}

/** Writes files into a folder of their own for the time of `use`. */
export async function withFolder<T>(
	files: Readonly<Record<string, string | Uint8Array>>,
	use: (folder: string) => Promise<T>,
): Promise<T> {
	const folder = await mkdtemp(join(tmpdir(), 'checkpoint-'));
	try {
		for (const [name, content] of Object.entries(files)) {
			await writeFile(join(folder, name), content);
		}
		return await use(folder);
	} finally {
		await rm(folder, { recursive: true });
	}
}

/** The code of the UserError with which `work` fails; throws if it fails otherwise or not at all. */
export async function failureCode(work: Promise<unknown>): Promise<string> {
	const outcome = await work.then(
		() => 'nothing failed',
		(failure: unknown) => failure,
	);
	if (outcome instanceof UserError) {
		return outcome.code;
	}
	throw outcome instanceof Error ? outcome : new Error(String(outcome));
}

// The header of the safetensors format: reading it into a tensor directory, and laying it out for writing.
// Format: https://github.com/huggingface/safetensors#format

import * as z from 'zod/mini';
import { type ByteFile } from './byteFile';
import { malformed, tooLarge, truncated, unsupportedTensor } from './errors';
import { tensorRecord, type TensorDirectory, type TensorRecord } from './tensorDirectory';
import { bytesPerElement, elementCount, type DType } from './tensorMap';

const dtypeOfCode: ReadonlyMap<string, DType> = new Map([
	['F32', 'float32'],
	['F16', 'float16'],
	['BF16', 'bfloat16'],
	['F64', 'float64'],
	['I64', 'int64'],
	['I32', 'int32'],
	['I16', 'int16'],
	['I8', 'int8'],
	['U8', 'uint8'],
	['BOOL', 'bool'],
]);
const codeOfDtype: ReadonlyMap<DType, string> = new Map([...dtypeOfCode].map(([code, dtype]) => [dtype, code]));

/** A thousand times the header of a BERT; the format itself allows 100 MB. */
const largestHeader = 25_000_000;

const longestName = 1000;
const lengthBytes = 8;
const entrySchema = z.object({
	dtype: z.string(),
	shape: z.array(z.number()),
	data_offsets: z.tuple([z.number(), z.number()]),
});

/**
 * Reads where each tensor lies; the data itself is not touched.
 * Errors: checkpoint.truncated, checkpoint.malformed, checkpoint.tooLarge, checkpoint.unsupportedTensor.
 */
export async function readSafetensorsDirectory(file: ByteFile): Promise<TensorDirectory> {
	const { header, dataStart } = await readHeader(file);
	const directory = new Map<string, TensorRecord>();
	for (const [name, value] of Object.entries(header)) {
		if (name !== '__metadata__') {
			directory.set(name, readEntry(file, dataStart, name, value));
		}
	}
	requireSeamless(file.path, directory, dataStart, file.size);
	return directory;
}

/** The texts that a file carries beside its tensors. Errors: as readSafetensorsDirectory. */
export async function readSafetensorsMetadata(file: ByteFile): Promise<Readonly<Record<string, string>>> {
	const { header } = await readHeader(file);
	const metadata = z.record(z.string(), z.string()).safeParse('__metadata__' in header ? header.__metadata__ : {});
	if (!metadata.success) {
		throw malformed(file.path, "the header's metadata is not a list of texts");
	}
	return metadata.data;
}

async function readHeader(file: ByteFile): Promise<{ readonly header: object; readonly dataStart: number }> {
	const { path } = file;
	const prefix = await file.read(0, lengthBytes);
	const headerLength = Number(new DataView(prefix.buffer).getBigUint64(0, true));
	if (headerLength > file.size - lengthBytes) {
		throw truncated(path, `its header should have ${headerLength} bytes, and the whole file has ${file.size}`);
	}
	if (headerLength > largestHeader) {
		throw tooLarge(path, `its header has ${headerLength} bytes`);
	}
	const header = parseHeader(path, await file.read(lengthBytes, headerLength));
	return { header, dataStart: lengthBytes + headerLength };
}

function parseHeader(path: string, bytes: Uint8Array): object {
	let header: unknown;
	try {
		header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
	} catch {
		throw malformed(path, 'its header is not JSON');
	}
	if (typeof header !== 'object' || header === null || Array.isArray(header)) {
		throw malformed(path, 'its header is not a JSON object');
	}
	return header;
}

function readEntry(file: ByteFile, dataStart: number, name: string, value: unknown): TensorRecord {
	if (name.length > longestName) {
		throw tooLarge(file.path, `it has a tensor's name of ${name.length} characters`);
	}
	const entry = entrySchema.safeParse(value);
	if (!entry.success) {
		throw malformed(file.path, `the header's entry "${name}" is not a tensor`);
	}
	const { dtype: code, shape, data_offsets } = entry.data;
	const dtype = dtypeOfCode.get(code);
	if (dtype === undefined) {
		throw unsupportedTensor(file.path, name, `has the element type ${code}, which is not supported`);
	}
	const [begin, end] = data_offsets;
	if (!Number.isSafeInteger(begin) || !Number.isSafeInteger(end) || begin < 0 || end < begin) {
		throw malformed(file.path, `the tensor "${name}" has impossible offsets`);
	}
	if (elementCount(shape) * bytesPerElement[dtype] !== end - begin) {
		throw malformed(file.path, `the tensor "${name}" has ${end - begin} bytes, which its shape does not fit`);
	}
	const storage = { path: file.path, offset: dataStart + begin, byteLength: end - begin, crc32: undefined };
	return tensorRecord(name, { dtype, shape, strides: undefined, storageOffset: 0, storage });
}

/** The format allows neither gaps nor overlaps, and nothing after the last tensor: a check of the file's whole length. */
function requireSeamless(path: string, directory: TensorDirectory, dataStart: number, fileSize: number): void {
	const storages = [...directory.values()].map(({ storage }) => storage);
	storages.sort((left, right) => left.offset - right.offset || left.byteLength - right.byteLength);
	let end = dataStart;
	for (const { offset, byteLength } of storages) {
		if (offset !== end) {
			throw malformed(path, 'its tensors overlap or leave gaps');
		}
		end += byteLength;
	}
	if (end > fileSize) {
		throw truncated(path, `it should have ${end} bytes, and has ${fileSize}`);
	}
	if (end < fileSize) {
		throw malformed(path, `it has ${fileSize - end} bytes more than its tensors`);
	}
}

/** Type and shape, without the data. */
export interface TensorShape {
	readonly dtype: DType;
	readonly shape: readonly number[];
}

/**
 * The first bytes of a safetensors file: length, header, padding to 8 bytes. The tensors' bytes follow in the map's order.
 * The map's order is the caller's; larger element types first keeps every tensor aligned.
 */
export function safetensorsPrefix(
	tensors: ReadonlyMap<string, TensorShape>,
	metadata: Readonly<Record<string, string>>,
): Uint8Array {
	const entries: [string, unknown][] = [['__metadata__', metadata]];
	let offset = 0;
	for (const [name, { dtype, shape }] of tensors) {
		const end = offset + elementCount(shape) * bytesPerElement[dtype];
		entries.push([name, { dtype: codeOfDtype.get(dtype), shape, data_offsets: [offset, end] }]);
		offset = end;
	}
	const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
	const padded = Math.ceil(header.length / 8) * 8;
	const prefix = new Uint8Array(lengthBytes + padded).fill(0x20);
	new DataView(prefix.buffer).setBigUint64(0, BigInt(padded), true);
	prefix.set(header, lengthBytes);
	return prefix;
}

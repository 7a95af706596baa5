// What every checkpoint format is read into first: where each tensor lies in which file. Then the bytes themselves, each
// storage read once and only if a tensor of it is asked for.

import { crc32 } from 'node:zlib';
import { withByteFile, type ByteFile } from './byteFile';
import { malformed, tooLarge } from './errors';
import { bytesPerElement, elementCount, type DType, type StoredTensor } from './tensorMap';

/** A run of elements in a file; several tensors may be views of one. */
export interface StorageRecord {
	readonly path: string;
	/** In bytes from the file's start. */
	readonly offset: number;
	readonly byteLength: number;
	/** The stored checksum; undefined where the format has none. */
	readonly crc32: number | undefined;
}

export interface TensorRecord {
	readonly dtype: DType;
	readonly shape: readonly number[];
	/** Elements from one index to the next, per dimension; undefined for row-major order without gaps. */
	readonly strides: readonly number[] | undefined;
	/** The first element, counted in elements from the storage's start. */
	readonly storageOffset: number;
	readonly storage: StorageRecord;
}

export type TensorDirectory = ReadonlyMap<string, TensorRecord>;

/** More dimensions than any tensor of a model; torch itself stops at 64. */
const mostDimensions = 64;

/**
 * Makes a record after checking that every element lies inside the storage.
 * Errors: checkpoint.malformed, naming `name`.
 */
export function tensorRecord(name: string, record: TensorRecord): TensorRecord {
	const { dtype, shape, strides, storageOffset, storage } = record;
	const { path } = storage;
	const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
	if (shape.length > mostDimensions || !shape.every(isCount) || !isCount(elementCount(shape))) {
		throw malformed(path, `the tensor "${name}" has an impossible shape`);
	}
	if (!isCount(storageOffset) || (strides !== undefined && (strides.length !== shape.length || !strides.every(isCount)))) {
		throw malformed(path, `the tensor "${name}" has an impossible layout`);
	}
	const elements = elementCount(shape);
	const last =
		strides === undefined
			? elements - 1
			: shape.reduce((sum, dimension, axis) => sum + (dimension - 1) * (strides[axis] ?? 0), 0);
	const end = elements === 0 ? storageOffset : storageOffset + last + 1;
	if (!isCount(end) || end * bytesPerElement[dtype] > storage.byteLength) {
		throw malformed(path, `the tensor "${name}" reaches beyond its data`);
	}
	if (strides === undefined || isRowMajor(shape, strides)) {
		return { ...record, strides: undefined };
	}
	return record;
}

/** Whether strides say what row-major order without gaps says. */
function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
	let expected = 1;
	for (let axis = shape.length - 1; axis >= 0; axis--) {
		const dimension = shape[axis] ?? 1;
		if (dimension !== 1 && strides[axis] !== expected) {
			return false;
		}
		expected *= dimension;
	}
	return true;
}

/**
 * Reads the tensors of a directory into memory. Views in row-major order share their storage's memory, others are copied.
 * Errors: checkpoint.truncated, checkpoint.malformed (a checksum fails), checkpoint.tooLarge (copies of expanded tensors
 * far larger than the files), checkpoint.fileUnreadable.
 */
export async function readTensors(directory: TensorDirectory): Promise<ReadonlyMap<string, StoredTensor>> {
	const byPath = groupByPath(directory);
	const tensors = new Map<string, StoredTensor>();
	for (const [path, entries] of byPath) {
		await withByteFile(path, async (file) => {
			const storages = new Map<StorageRecord, Uint8Array>();
			let copyable = 4 * file.size + (1 << 20);
			for (const [name, record] of entries) {
				let storage = storages.get(record.storage);
				if (storage === undefined) {
					storage = await readStorage(file, name, record.storage);
					storages.set(record.storage, storage);
				}
				const bytes = elementCount(record.shape) * bytesPerElement[record.dtype];
				copyable -= record.strides === undefined ? 0 : bytes;
				if (copyable < 0) {
					throw tooLarge(path, `its tensors, "${name}" among them, would unfold to far more memory than the file has`);
				}
				tensors.set(name, storedTensor(record, storage));
			}
		});
	}
	return new Map([...directory.keys()].map((name) => [name, tensors.get(name)!]));
}

function groupByPath(directory: TensorDirectory): Map<string, [string, TensorRecord][]> {
	const groups = new Map<string, [string, TensorRecord][]>();
	for (const [name, record] of directory) {
		const { path } = record.storage;
		const group = groups.get(path) ?? [];
		group.push([name, record]);
		groups.set(path, group);
	}
	return groups;
}

async function readStorage(file: ByteFile, name: string, storage: StorageRecord): Promise<Uint8Array> {
	const bytes = await file.read(storage.offset, storage.byteLength);
	if (storage.crc32 !== undefined && crc32(bytes) !== storage.crc32) {
		throw malformed(file.path, `the checksum of the tensor "${name}" is wrong`);
	}
	return bytes;
}

function storedTensor(record: TensorRecord, storage: Uint8Array): StoredTensor {
	const { dtype, shape, strides, storageOffset } = record;
	const size = bytesPerElement[dtype];
	const start = storageOffset * size;
	if (strides === undefined) {
		return { dtype, shape, bytes: storage.subarray(start, start + elementCount(shape) * size) };
	}
	return { dtype, shape, bytes: gather(storage, start, shape, strides, size) };
}

/** Copies a strided view into row-major order, one element after another. */
function gather(
	storage: Uint8Array,
	start: number,
	shape: readonly number[],
	strides: readonly number[],
	size: number,
): Uint8Array {
	const elements = elementCount(shape);
	const bytes = new Uint8Array(elements * size);
	const index = new Array<number>(shape.length).fill(0);
	let from = start;
	for (let element = 0; element < elements; element++) {
		for (let byte = 0; byte < size; byte++) {
			bytes[element * size + byte] = storage[from + byte]!;
		}
		for (let axis = shape.length - 1; axis >= 0; axis--) {
			const step = (strides[axis] ?? 0) * size;
			index[axis] = (index[axis] ?? 0) + 1;
			from += step;
			if (index[axis]! < shape[axis]!) {
				break;
			}
			from -= step * shape[axis]!;
			index[axis] = 0;
		}
	}
	return bytes;
}

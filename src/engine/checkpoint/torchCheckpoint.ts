// Files of torch.save, the zip format and the one before version 1.6, read into a tensor directory.
// Formats: https://github.com/pytorch/pytorch/blob/main/torch/serialization.py

import { type ByteFile } from './byteFile';
import { malformed, tooLarge, truncated, unknownFormat } from './errors';
import { PickleDict, PickleList, type PickleValue, type StorageReference } from './pickleValues';
import { tensorRecord, type StorageRecord, type TensorDirectory } from './tensorDirectory';
import { bytesPerElement } from './tensorMap';
import { collectTensors, torchPickleHost } from './torchPickle';
import { unpickle } from './unpickler';
import { readZipDirectory, type ZipEntry } from './zipDirectory';

/** A thousand times the pickle of a BERT. */
const largestPickle = 1 << 24;

/** Errors: those of the zip directory and of the unpickler, and checkpoint.unknownFormat for a zip without data.pkl. */
export async function readTorchZipDirectory(file: ByteFile): Promise<TensorDirectory> {
	const { path } = file;
	const entries = await readZipDirectory(file);
	const pickles = [...entries.values()].filter(({ name }) => /^[^/]+\/data\.pkl$/.test(name));
	const pickle = pickles[0];
	if (pickle === undefined || pickles.length > 1) {
		throw unknownFormat(path);
	}
	const folder = pickle.name.slice(0, -'data.pkl'.length);
	await requireLittleEndian(file, entries.get(`${folder}byteorder`));
	if (pickle.byteLength > largestPickle) {
		throw tooLarge(path, `its pickle has ${pickle.byteLength} bytes`);
	}
	const bytes = await file.read(pickle.offset, pickle.byteLength);
	const { value } = unpickle(path, bytes, 0, torchPickleHost(path));
	const storages = new Map<string, StorageRecord>();
	return directoryOf(path, value, (reference) => {
		const known = storages.get(reference.key);
		if (known !== undefined) {
			return known;
		}
		const entry = entries.get(`${folder}data/${reference.key}`);
		if (entry === undefined) {
			throw malformed(path, `the data "${reference.key}" is missing`);
		}
		// Zero is what torch writes when told to leave checksums out.
		const checksum = entry.crc32 === 0 ? undefined : entry.crc32;
		const storage = { path, offset: entry.offset, byteLength: entry.byteLength, crc32: checksum };
		storages.set(reference.key, storage);
		return storage;
	});
}

async function requireLittleEndian(file: ByteFile, entry: ZipEntry | undefined): Promise<void> {
	if (entry === undefined) {
		return;
	}
	const order = new TextDecoder().decode(await file.read(entry.offset, Math.min(entry.byteLength, 16)));
	if (order !== 'little') {
		throw malformed(file.path, `its byte order is "${order}"`);
	}
}

const legacyMagic = 0x1950a86a20f9469cfc6cn;
const legacyProtocol = 1001;

/**
 * The format before 1.6: five pickles (magic number, protocol, system, the object, the keys of its storages), then per key
 * the number of elements (64 bits) and the elements.
 * Errors: those of the unpickler, and checkpoint.unknownFormat for another pickle.
 */
export async function readTorchLegacyDirectory(file: ByteFile): Promise<TensorDirectory> {
	const { path } = file;
	const bytes = await file.read(0, Math.min(file.size, largestPickle));
	const host = torchPickleHost(path);
	let position = 0;
	const next = (): PickleValue => {
		const { value, end } = unpickle(path, bytes, position, host);
		position = end;
		return value;
	};
	if (next() !== legacyMagic || next() !== legacyProtocol) {
		throw unknownFormat(path);
	}
	const system = next();
	if (system instanceof PickleDict && system.entries.get('little_endian') === false) {
		throw malformed(path, 'its byte order is "big"');
	}
	const root = next();
	const keys = next();
	const storages = await locateLegacyStorages(file, position, keys, host.storages);
	return directoryOf(path, root, (reference) => {
		const storage = storages.get(reference.key);
		if (storage === undefined) {
			throw malformed(path, `the data "${reference.key}" is missing`);
		}
		return storage;
	});
}

async function locateLegacyStorages(
	file: ByteFile,
	start: number,
	keys: PickleValue,
	references: ReadonlyMap<string, StorageReference>,
): Promise<ReadonlyMap<string, StorageRecord>> {
	const { path } = file;
	const storages = new Map<string, StorageRecord>();
	let offset = start;
	for (const key of keys instanceof PickleList ? keys.items : []) {
		const reference = typeof key === 'string' ? references.get(key) : undefined;
		if (reference === undefined) {
			throw malformed(path, 'it has data that its pickle does not mention');
		}
		const length = new DataView((await file.read(offset, 8)).buffer).getBigInt64(0, true);
		if (length !== BigInt(reference.length)) {
			throw malformed(path, `the data "${reference.key}" has another length than its tensors say`);
		}
		const byteLength = reference.length * bytesPerElement[reference.dtype];
		offset += 8;
		if (offset + byteLength > file.size) {
			throw truncated(path, `the data "${reference.key}" reaches beyond its end`);
		}
		storages.set(reference.key, { path, offset, byteLength, crc32: undefined });
		offset += byteLength;
	}
	return storages;
}

function directoryOf(
	path: string,
	root: PickleValue,
	storageOf: (reference: StorageReference) => StorageRecord,
): TensorDirectory {
	return new Map(
		[...collectTensors(path, root)].map(([name, { storage: reference, offset, shape, strides }]) => {
			const { dtype, start } = reference;
			const storage = storageOf(reference);
			return [name, tensorRecord(name, { dtype, shape, strides, storageOffset: start + offset, storage })];
		}),
	);
}

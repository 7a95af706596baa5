// Finds a folder's weights, tells their format by content, and reads them. Knows no names of tensors.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { withByteFile, type ByteFile } from './byteFile';
import { fileMissing, fileUnreadable, folderNotFound, lfsPointer, malformed, truncated, unknownFormat } from './errors';
import { readJsonFile } from './jsonFile';
import { readSafetensorsDirectory } from './safetensors';
import { readTensors, type TensorDirectory, type TensorRecord } from './tensorDirectory';
import { type StoredTensor } from './tensorMap';
import { readTorchLegacyDirectory, readTorchZipDirectory } from './torchCheckpoint';

const candidates = [
	'model.safetensors',
	'model.safetensors.index.json',
	'pytorch_model.bin',
	'pytorch_model.bin.index.json',
] as const;

const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });
const largestIndex = 1 << 24;

/**
 * Reads all tensors of a model folder into memory: model.safetensors or pytorch_model.bin, the former if both are there,
 * whole or in shards. Names are those in the file; dicts around the state dict come as a prefix ("model.").
 * Errors: checkpoint.folderNotFound, fileMissing, fileUnreadable, lfsPointer, truncated, malformed, tooLarge, unsafePickle,
 * unsupportedTensor, unknownFormat.
 */
export async function readWeights(folder: string): Promise<ReadonlyMap<string, StoredTensor>> {
	return await readTensors(await readWeightsDirectory(await findWeightFiles(folder)));
}

export interface WeightFiles {
	readonly folder: string;
	/** The file that stands for the weights: the only one, or the index of shards. */
	readonly main: string;
	/** Paths of the files with tensors. */
	readonly shards: readonly string[];
	/** In which shard each tensor is, by the index; undefined without one. */
	readonly shardOfTensor: ReadonlyMap<string, string> | undefined;
}

/** Errors: checkpoint.folderNotFound, checkpoint.fileMissing, checkpoint.malformed (the index of shards). */
export async function findWeightFiles(folder: string): Promise<WeightFiles> {
	const present = new Set(await listFolder(folder));
	const name = candidates.find((candidate) => present.has(candidate));
	if (name === undefined) {
		throw fileMissing(folder, 'model.safetensors or pytorch_model.bin');
	}
	const main = join(folder, name);
	if (!name.endsWith('.index.json')) {
		return { folder, main, shards: [main], shardOfTensor: undefined };
	}
	const index = indexSchema.safeParse(await readJsonFile(main, largestIndex));
	if (!index.success) {
		throw malformed(main, 'it is no index of shards');
	}
	const shardOfTensor = new Map(Object.entries(index.data.weight_map));
	const names = [...new Set(shardOfTensor.values())];
	for (const shard of names) {
		if (/[\\/]/.test(shard)) {
			throw malformed(main, `it names a file outside its folder, "${shard}"`);
		}
		if (!present.has(shard)) {
			throw fileMissing(folder, shard);
		}
	}
	return { folder, main, shards: names.map((shard) => join(folder, shard)), shardOfTensor };
}

/** Where each tensor lies, without reading the tensors. Errors: as readWeights. */
export async function readWeightsDirectory(files: WeightFiles): Promise<TensorDirectory> {
	const directory = new Map<string, TensorRecord>();
	for (const path of files.shards) {
		for (const [name, record] of await withByteFile(path, readDirectory)) {
			directory.set(name, record);
		}
	}
	for (const name of files.shardOfTensor?.keys() ?? []) {
		if (!directory.has(name)) {
			throw malformed(files.main, `it names a tensor "${name}" that no shard has`);
		}
	}
	return directory;
}

/** Tells the format by the first bytes and reads where each tensor lies. Errors: as readWeights. */
export async function readDirectory(file: ByteFile): Promise<TensorDirectory> {
	if (file.size === 0) {
		throw truncated(file.path, 'it is empty');
	}
	const head = await file.read(0, Math.min(file.size, 64));
	const text = new TextDecoder('latin1').decode(head);
	if (text.startsWith('version https://git-lfs')) {
		throw lfsPointer(file.path);
	}
	if (text.startsWith('PK\x03\x04')) {
		return await readTorchZipDirectory(file);
	}
	if (text[8] === '{') {
		return await readSafetensorsDirectory(file);
	}
	if (head[0] === 0x80) {
		return await readTorchLegacyDirectory(file);
	}
	if (head.length < 10) {
		throw truncated(file.path, `it has ${file.size} bytes`);
	}
	throw unknownFormat(file.path);
}

async function listFolder(folder: string): Promise<string[]> {
	const status = await stat(folder).catch(() => undefined);
	if (status?.isDirectory() !== true) {
		throw folderNotFound(folder);
	}
	return await readdir(folder).catch((failure: unknown) => {
		throw fileUnreadable(folder, failure);
	});
}

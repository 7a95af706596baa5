// A model folder that was written is read back as the same model, and a failed write leaves nothing behind.

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readModelFolder, requireSpert } from '../../../../src/engine/checkpoint/modelFolder';
import { writeModelFolder } from '../../../../src/engine/checkpoint/modelFolderWriter';
import { writeSafetensors, type WritableTensor } from '../../../../src/engine/checkpoint/safetensorsWriter';
import { readWeights } from '../../../../src/engine/checkpoint/weights';
import { type StoredTensor } from '../../../../src/engine/checkpoint/tensorMap';
import { loadTokenizer } from '../../../../src/engine/tokenizer/loadTokenizer';
import { savedTokenizer } from '../../../../src/engine/tokenizer/savedTokenizer';

const portable = join('test', 'golden', 'portable');

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'written-'));
});
afterEach(async () => {
	await rm(folder, { recursive: true });
});

const writable = ({ dtype, shape, bytes }: StoredTensor): WritableTensor => ({ dtype, shape, bytes: () => bytes });

describe('writeModelFolder', () => {
	it('writes what readModelFolder, readWeights and loadTokenizer read', async () => {
		const source = await readModelFolder(join(portable, 'model'), { typesPath: join(portable, 'types.json') });
		const weights = await readWeights(source.path);
		await writeModelFolder(folder, {
			config: source.config,
			tensors: new Map([...weights].map(([name, tensor]) => [name, writable(tensor)])),
			tokenizer: await savedTokenizer(source.path, { lowercase: true, longestSequence: 64 }),
			types: await readFile(join(portable, 'types.json'), 'utf8'),
		});
		const written = requireSpert(await readModelFolder(folder));
		expect(written.config).toEqual(source.config);
		expect(written.types).toEqual(source.types);
		const again = await readWeights(folder);
		expect(new Set(again.keys())).toEqual(new Set(weights.keys()));
		for (const [name, tensor] of weights) {
			expect(again.get(name), name).toEqual(tensor);
		}
		expect((await loadTokenizer(folder, { lowercase: undefined })).lowercase).toBe(true);
	});
});

describe('writeSafetensors', () => {
	const path = (): string => join(folder, 'model.safetensors');
	const tensors = (bytes: () => Uint8Array): Map<string, WritableTensor> =>
		new Map([
			['flags', { dtype: 'bool', shape: [3], bytes: () => Uint8Array.of(1, 0, 1) }],
			['values', { dtype: 'float32', shape: [2], bytes }],
		]);

	it('puts every tensor at a multiple of its element size', async () => {
		await writeSafetensors(path(), tensors(() => new Uint8Array(8)));
		const content = await readFile(path());
		const headerLength = Number(content.readBigUInt64LE());
		expect(headerLength % 8).toBe(0);
		const header = JSON.parse(content.toString('utf8', 8, 8 + headerLength)) as Record<string, { data_offsets: number[] }>;
		expect(header['values']?.data_offsets).toEqual([0, 8]);
		expect(header['flags']?.data_offsets).toEqual([8, 11]);
	});

	it('keeps the old file whole and leaves no other behind when a tensor fails', async () => {
		await writeFile(path(), 'old');
		const failing = (): Uint8Array => {
			throw new Error('no such tensor');
		};
		await expect(writeSafetensors(path(), tensors(failing))).rejects.toThrow('no such tensor');
		await expect(writeSafetensors(path(), tensors(() => new Uint8Array(7)))).rejects.toThrow('does not fit');
		expect(await readFile(path(), 'utf8')).toBe('old');
		expect(await readdir(folder)).toEqual(['model.safetensors']);
	});
});

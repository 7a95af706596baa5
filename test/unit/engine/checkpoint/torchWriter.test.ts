import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withByteFile } from '../../../../src/engine/checkpoint/byteFile';
import type { WritableTensor } from '../../../../src/engine/checkpoint/safetensorsWriter';
import { readTensors } from '../../../../src/engine/checkpoint/tensorDirectory';
import { readTorchZipDirectory } from '../../../../src/engine/checkpoint/torchCheckpoint';
import { toFloat32 } from '../../../../src/engine/checkpoint/tensorMap';
import { writeTorchCheckpoint } from '../../../../src/engine/checkpoint/torchWriter';
import { readZipDirectory } from '../../../../src/engine/checkpoint/zipDirectory';

/** A Python with torch, or none: Debian's own interpreter knows Debian's python3-torch. */
const python = [process.env['SPERT_TEST_PYTHON'], 'python3', '/usr/bin/python3'].find(
	(program) => program !== undefined && spawnSync(program, ['-c', 'import torch'], { timeout: 60_000 }).status === 0,
);

function float32(shape: readonly number[], values: readonly number[]): WritableTensor {
	return { dtype: 'float32', shape, bytes: () => new Uint8Array(Float32Array.from(values).buffer) };
}

async function withTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
	const folder = await mkdtemp(join(tmpdir(), 'torch-writer-'));
	try {
		return await use(folder);
	} finally {
		await rm(folder, { recursive: true });
	}
}

const sample = new Map<string, WritableTensor>([
	['bert.embeddings.position_ids', { dtype: 'int64', shape: [1, 3], bytes: () => new Uint8Array(BigInt64Array.of(0n, 1n, 2n).buffer) }],
	['rel_classifier.weight', float32([2, 3], [1, 2, 3, -4, 5.5, 1e-30])],
	['rel_classifier.bias', float32([2], [0.25, -0.5])],
	['scalar', float32([], [7])],
	['ünicode', float32([1], [Infinity])],
]);

describe('writeTorchCheckpoint', () => {
	it('writes what the reader of torch files reads back, in the same order', async () => {
		const tensor = fc
			.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 })
			.chain((shape) => {
				const length = shape.reduce((product, size) => product * size, 1);
				return fc.array(fc.float({ noNaN: true }), { minLength: length, maxLength: length }).map((values) => ({ shape, values }));
			});
		const tensors = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1, maxLength: 40 }), tensor), { selector: ([name]) => name, maxLength: 6 });
		await withTemporaryFolder(async (folder) => {
			const path = join(folder, 'pytorch_model.bin');
			await fc.assert(
				fc.asyncProperty(tensors, async (entries) => {
					await writeTorchCheckpoint(path, new Map(entries.map(([name, { shape, values }]) => [name, float32(shape, values)])));
					const read = await readTensors(await withByteFile(path, readTorchZipDirectory));
					expect([...read].map(([name, { shape }]) => [name, shape])).toEqual(entries.map(([name, { shape }]) => [name, shape]));
					for (const [name, { values }] of entries) {
						expect([...toFloat32(read.get(name)!)]).toEqual(values);
					}
				}),
				{ numRuns: 100 },
			);
		});
	});

	it('aligns every storage, so that it can be mapped into memory', async () => {
		await withTemporaryFolder(async (folder) => {
			const path = join(folder, 'pytorch_model.bin');
			await writeTorchCheckpoint(path, sample);
			const entries = await withByteFile(path, readZipDirectory);
			const storages = [...entries.values()].filter(({ name }) => name.includes('/data/'));
			expect(storages).toHaveLength(sample.size);
			expect(storages.map(({ offset }) => offset % 64)).toEqual(storages.map(() => 0));
		});
	});

	it('leaves the old file and nothing else where a tensor cannot be had', async () => {
		await withTemporaryFolder(async (folder) => {
			const path = join(folder, 'pytorch_model.bin');
			await writeTorchCheckpoint(path, sample);
			const before = await readFile(path);
			const failing = new Map([...sample, ['late', { ...float32([1], [1]), bytes: () => Promise.reject(new Error('gone')) }]] as const);
			await expect(writeTorchCheckpoint(path, failing)).rejects.toThrow('gone');
			await expect(writeTorchCheckpoint(path, new Map([['short', float32([2], [1])]]))).rejects.toThrow('its shape does not fit');
			expect(await readdir(folder)).toEqual(['pytorch_model.bin']);
			expect(await readFile(path)).toEqual(before);
		});
	});

	describe.skipIf(python === undefined)('read by PyTorch (skipped where no Python with torch is installed)', () => {
		const script = `
import inspect, json, sys, torch
options = [{}]
if 'weights_only' in inspect.signature(torch.load).parameters:
    options.append({'weights_only': True})
def described(state):
    return [type(state).__name__, [[name, str(tensor.dtype), list(tensor.shape), [str(value) for value in tensor.flatten().tolist()]] for name, tensor in state.items()]]
print(json.dumps([described(torch.load(sys.argv[1], map_location='cpu', **option)) for option in options]))
`;

		it('gives the same tensors, with weights_only too', async () => {
			await withTemporaryFolder(async (folder) => {
				const path = join(folder, 'pytorch_model.bin');
				await writeTorchCheckpoint(path, sample);
				const output = execFileSync(python!, ['-c', script, path], { encoding: 'utf8' });
				const expected = [
					'OrderedDict',
					[
						['bert.embeddings.position_ids', 'torch.int64', [1, 3], ['0', '1', '2']],
						['rel_classifier.weight', 'torch.float32', [2, 3], ['1.0', '2.0', '3.0', '-4.0', '5.5', '1.0000000031710769e-30']],
						['rel_classifier.bias', 'torch.float32', [2], ['0.25', '-0.5']],
						['scalar', 'torch.float32', [], ['7.0']],
						['ünicode', 'torch.float32', [1], ['inf']],
					],
				];
				const results = JSON.parse(output) as unknown[];
				expect(results.length).toBeGreaterThan(0);
				expect(results).toEqual(results.map(() => expected));
			});
		});
	});
});

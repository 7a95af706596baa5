// Every tensor of every checkpoint that the reference's library wrote comes out byte for byte, in each format.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/engine/checkpoint/config';
import { readModelFolder, requireSpert } from '../../src/engine/checkpoint/modelFolder';
import { encoderShapes, hasSpertHeads, selectSpertWeights } from '../../src/engine/checkpoint/spertWeights';
import { toFloat32, type StoredTensor } from '../../src/engine/checkpoint/tensorMap';
import { readWeights } from '../../src/engine/checkpoint/weights';
import { readTypes } from '../../src/engine/data/readTypes';
import { loadTokenizer } from '../../src/engine/tokenizer/loadTokenizer';

const portable = resolve('test/golden/portable');
const shared = resolve('../shared/golden');

interface ExpectedTensor {
	readonly dtype: string;
	readonly shape: number[];
	readonly sum: number;
	readonly abs_sum: number;
	readonly first: number[];
	readonly last: number[];
	readonly sha256: string;
}
type ExpectedTensors = Record<string, ExpectedTensor>;

async function readJson<T>(path: string): Promise<T> {
	return JSON.parse(await readFile(path, 'utf8')) as T;
}

/** Reads one file as the only weights of a folder, under the name that its format usually has. */
async function readFileAsWeights(path: string): Promise<ReadonlyMap<string, StoredTensor>> {
	const folder = await mkdtemp(join(tmpdir(), 'checkpoint-'));
	try {
		await symlink(path, join(folder, path.endsWith('.safetensors') ? 'model.safetensors' : 'pytorch_model.bin'));
		return await readWeights(folder);
	} finally {
		await rm(folder, { recursive: true });
	}
}

function expectEqualTensors(found: ReadonlyMap<string, StoredTensor>, expected: ExpectedTensors): void {
	expect([...found.keys()].sort()).toEqual(Object.keys(expected).sort());
	for (const [name, tensor] of found) {
		const { dtype, shape, sum, abs_sum, first, last, sha256 } = expected[name]!;
		const hash = createHash('sha256').update(tensor.bytes).digest('hex');
		expect({ name, dtype: tensor.dtype, shape: tensor.shape, hash }).toEqual({ name, dtype, shape, hash: sha256 });
		const values = toFloat32(tensor);
		expect([...values.subarray(0, first.length)], name).toEqual(first.map(Math.fround));
		expect([...values.subarray(values.length - last.length)], name).toEqual(last.map(Math.fround));
		const total = values.reduce((left, right) => left + right, 0);
		expect(Math.abs(total - sum), name).toBeLessThanOrEqual(1e-6 * abs_sum);
	}
}

describe('portable checkpoints', () => {
	it.each(['model/pytorch_model.bin', 'ckpt/spert_legacy.bin', 'ckpt/spert.safetensors'])('%s', async (file) => {
		const { tensors } = await readJson<{ tensors: ExpectedTensors }>(join(portable, 'ckpt', 'expected.json'));
		expectEqualTensors(await readFileAsWeights(join(portable, file)), tensors);
	});

	it('encoder/model.safetensors', async () => {
		const expected = await readJson<{ encoder_tensors: ExpectedTensors }>(join(portable, 'ckpt', 'expected.json'));
		expectEqualTensors(await readWeights(join(portable, 'encoder')), expected.encoder_tensors);
	});

	it('the model folder is a SpERT model whose heads fit the types', async () => {
		const folder = await readModelFolder(join(portable, 'model'), { typesPath: join(portable, 'types.json') });
		expect(folder.kind).toBe('spert');
		expect(folder.spertVersion).toBe('1.1');
		expect(folder.types?.entities).toHaveLength(6);
	});
});

const sharedFiles = existsSync(shared)
	? Object.keys(await readJson<object>(join(shared, 'ckpt', 'expected.json'))).filter((name) => !name.startsWith('_'))
	: ['(none)'];

describe.skipIf(!existsSync(shared))('shared checkpoints (skipped where ../shared/golden is absent)', () => {
	it.each(sharedFiles)('%s', async (file) => {
		const expected = await readJson<Record<string, { tensors: ExpectedTensors }>>(join(shared, 'ckpt', 'expected.json'));
		expectEqualTensors(await readFileAsWeights(join(shared, 'ckpt', file)), expected[file]!.tensors);
	});

	it.each(sharedFiles.filter((name) => !name.startsWith('odd')))('the encoder in %s is found under the same names', async (file) => {
		const config = await readConfig(join(shared, 'tiny', 'model', 'config.json'));
		const types = await readTypes(join(shared, 'tiny', 'types.json'));
		const weights = await readFileAsWeights(join(shared, 'ckpt', file));
		const { encoder, heads } = selectSpertWeights(file, weights, config, types);
		expect([...encoder.keys()]).toEqual([...encoderShapes(config).keys()]);
		expect(heads !== undefined).toBe(hasSpertHeads(weights));
		expect(heads !== undefined).toBe(/^(spert|nested)/.test(file));
		const plain = file.startsWith('bert') ? 'bert_noprefix.safetensors' : 'spert.safetensors';
		const reference = selectSpertWeights(file, await readFileAsWeights(join(shared, 'ckpt', plain)), config, types);
		const tolerance = /fp16/.test(file) ? 2e-3 : /bf16/.test(file) ? 2e-2 : 0;
		for (const [name, tensor] of encoder) {
			const [found, wanted] = [toFloat32(tensor), toFloat32(reference.encoder.get(name)!)];
			const worst = found.reduce((most, value, index) => Math.max(most, Math.abs(value - wanted[index]!)), 0);
			expect(worst, name).toBeLessThanOrEqual(tolerance);
		}
	});
});

const embedded = resolve('models/scierc-minilm');

describe('the embedded model', () => {
	it('is a SpERT model for SciERC, whole in its folder', async () => {
		const folder = requireSpert(await readModelFolder(embedded));
		expect(folder.types.entities.map(({ identifier }) => identifier)).toEqual('Task Method Material OtherScientificTerm Metric Generic'.split(' '));
		expect(folder.types.relations.filter(({ symmetric }) => symmetric).map(({ identifier }) => identifier)).toEqual(['Compare', 'Conjunction']);
		const tokenizer = await loadTokenizer(folder.tokenizerFolder, { lowercase: undefined });
		expect(tokenizer.lowercase).toBe(true);
		expect(tokenizer.vocabularySize).toBe(folder.config.vocabularySize);
	});
});

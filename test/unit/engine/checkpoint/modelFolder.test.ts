// Model folders that are whole, and all the ways in which they are not.

import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type UserError } from '../../../../src/base/userError';
import { modelHash } from '../../../../src/engine/checkpoint/modelHash';
import { readModelFolder, requireSpert } from '../../../../src/engine/checkpoint/modelFolder';
import { readSpertParameters } from '../../../../src/engine/checkpoint/spertParameters';
import { readWeights } from '../../../../src/engine/checkpoint/weights';
import { failureCode } from './torchFiles';

const portable = join('test', 'golden', 'portable');

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'model-'));
	await cp(join(portable, 'model'), folder, { recursive: true });
	await cp(join(portable, 'types.json'), join(folder, 'types.json'));
});
afterEach(async () => {
	await rm(folder, { recursive: true });
});

async function editJson(name: string, edit: (json: Record<string, unknown>) => unknown): Promise<void> {
	const path = join(folder, name);
	const json = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
	edit(json);
	await writeFile(path, JSON.stringify(json));
}

const remove = async (name: string): Promise<void> => await rm(join(folder, name));

describe('a SpERT folder', () => {
	it('is read with the types beside it', async () => {
		const model = requireSpert(await readModelFolder(folder));
		expect(model.types.relations.map(({ identifier }) => identifier)).toContain('Used-for');
		expect(model.tokenizerFolder).toBe(folder);
		const { encoder, heads } = await readSpertParameters(model);
		expect(encoder.get('bert.encoder.layer.1.output.dense.weight')).toHaveLength(32 * 64);
		expect(heads).toMatchObject({ entityClassCount: 7, relationTypeCount: 7, sizeCount: 100, sizeEmbeddingSize: 25 });
	});

	it('without types can be read but not extract', async () => {
		await remove('types.json');
		const model = await readModelFolder(folder);
		expect(model.types).toBeUndefined();
		expect(() => requireSpert(model)).toThrow(expect.objectContaining({ code: 'checkpoint.typesMissing' }));
	});

	it('takes types and vocabulary from elsewhere if told to', async () => {
		await remove('types.json');
		await remove('vocab.txt');
		const model = await readModelFolder(folder, { typesPath: join(portable, 'types.json'), tokenizerPath: portable });
		expect(requireSpert(model).typesPath).toBe(join(portable, 'types.json'));
		expect(model.tokenizerFolder.endsWith('portable')).toBe(true);
	});

	it('of other types than its heads names both counts and the setting', async () => {
		await editJson('types.json', (json) => delete (json['entities'] as Record<string, unknown>)['Task']);
		const failure = (await readModelFolder(folder).catch((error: unknown) => error)) as UserError;
		expect(failure.code).toBe('checkpoint.typesMismatch');
		expect(failure.problem).toMatch(/6 entity and 7 relation types.*5 and 7/);
		expect(failure.setting).toBe('spert.typesPath');
	});
});

describe('a folder that is no whole SpERT model', () => {
	it('is said to be missing', async () => {
		expect(await failureCode(readModelFolder(join(folder, 'nowhere')))).toBe('checkpoint.folderNotFound');
		expect(await failureCode(readModelFolder(join(folder, 'config.json')))).toBe('checkpoint.folderNotFound');
	});

	it.each(['config.json', 'pytorch_model.bin', 'vocab.txt'])('says that %s is missing', async (name) => {
		await remove(name);
		const failure = (await readModelFolder(folder).catch((error: unknown) => error)) as UserError;
		expect(failure.code).toBe('checkpoint.fileMissing');
		expect(failure.problem).toContain(name);
	});

	it('is an encoder if it has no heads, and says so when asked to extract', async () => {
		await rm(join(folder, 'pytorch_model.bin'));
		await cp(join(portable, 'encoder', 'model.safetensors'), join(folder, 'model.safetensors'));
		await cp(join(portable, 'encoder', 'config.json'), join(folder, 'config.json'));
		const model = await readModelFolder(folder);
		expect(model.kind).toBe('encoder');
		expect(() => requireSpert(model)).toThrow(/BertModel.*without SpERT's entity and relation classifiers.*Train it/);
		expect((await readSpertParameters(model)).heads).toBeUndefined();
	});

	it.each<[string, (config: Record<string, unknown>) => unknown, string]>([
		['an older SpERT', (config) => delete config['spert_version'], 'checkpoint.versionMismatch'],
		['another version', (config) => (config['spert_version'] = '1.0'), 'checkpoint.versionMismatch'],
		['a T5', (config) => (config['model_type'] = 't5'), 'checkpoint.unsupportedArchitecture'],
		['relative positions', (config) => (config['position_embedding_type'] = 'relative_key'), 'checkpoint.unsupportedArchitecture'],
		['a decoder', (config) => (config['is_decoder'] = true), 'checkpoint.unsupportedArchitecture'],
		['an unknown activation', (config) => (config['hidden_act'] = 'mish'), 'checkpoint.unsupportedArchitecture'],
		['no hidden size', (config) => delete config['hidden_size'], 'checkpoint.configInvalid'],
		['a hidden size of text', (config) => (config['hidden_size'] = '32'), 'checkpoint.configInvalid'],
		['a billion layers', (config) => (config['num_hidden_layers'] = 1e9), 'checkpoint.configInvalid'],
		['heads that do not divide', (config) => (config['num_attention_heads'] = 5), 'checkpoint.configInvalid'],
		['another hidden size', (config) => (config['hidden_size'] = 64), 'checkpoint.shapeMismatch'],
		['more layers', (config) => (config['num_hidden_layers'] = 3), 'checkpoint.weightMissing'],
	])('is refused as %s', async (_, edit, code) => {
		await editJson('config.json', edit);
		expect(await failureCode(readModelFolder(folder))).toBe(code);
	});

	it.each([
		['config.json', '', 'checkpoint.truncated'],
		['config.json', '{"hidden_size": 32,', 'checkpoint.malformed'],
		['config.json', '[]', 'checkpoint.configInvalid'],
		['config.json', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n', 'checkpoint.lfsPointer'],
		['pytorch_model.bin', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n', 'checkpoint.lfsPointer'],
		['pytorch_model.bin', '', 'checkpoint.truncated'],
		['pytorch_model.bin', '<!DOCTYPE html><html>Not found</html>', 'checkpoint.unknownFormat'],
		['pytorch_model.bin', '\u0080\u0002}.', 'checkpoint.unknownFormat'],
	])('%s holding %j is refused', async (name, content, code) => {
		await writeFile(join(folder, name), content, 'latin1');
		expect(await failureCode(readModelFolder(folder))).toBe(code);
	});
});

it.skipIf(process.platform === 'win32')('a pipe in place of the weights is refused without waiting for it', async () => {
	await remove('pytorch_model.bin');
	execFileSync('mkfifo', [join(folder, 'pytorch_model.bin')]);
	expect(await failureCode(readModelFolder(folder))).toBe('checkpoint.fileUnreadable');
});

describe('weights in shards', () => {
	const index = (map: Record<string, string>): string => JSON.stringify({ metadata: {}, weight_map: map });

	beforeEach(async () => {
		await remove('pytorch_model.bin');
		await cp(join(portable, 'ckpt', 'spert.safetensors'), join(folder, 'model-00001-of-00001.safetensors'));
	});

	it('are read through their index', async () => {
		const map = { 'rel_classifier.bias': 'model-00001-of-00001.safetensors' };
		await writeFile(join(folder, 'model.safetensors.index.json'), index(map));
		expect((await readWeights(folder)).has('size_embeddings.weight')).toBe(true);
		expect((await readModelFolder(folder)).kind).toBe('spert');
	});

	it.each([
		['a shard that is not there', { a: 'model-00002-of-00002.safetensors' }, 'checkpoint.fileMissing'],
		['a shard outside the folder', { a: '../../secret.bin' }, 'checkpoint.malformed'],
		['a tensor that no shard has', { a: 'model-00001-of-00001.safetensors' }, 'checkpoint.malformed'],
	])('an index that names %s is refused', async (_, map, code) => {
		await writeFile(join(folder, 'model.safetensors.index.json'), index(map));
		expect(await failureCode(readWeights(folder))).toBe(code);
	});
});

describe('modelHash', () => {
	const hash = async (): Promise<string> => await modelHash(await readModelFolder(folder));

	it('is the same for a copy elsewhere', async () => {
		const copy = `${folder}-copy`;
		await cp(folder, copy, { recursive: true });
		try {
			expect(await modelHash(await readModelFolder(copy))).toBe(await hash());
		} finally {
			await rm(copy, { recursive: true });
		}
	});

	it.each(['config.json', 'types.json', 'tokenizer_config.json', 'vocab.txt'])('changes with %s', async (name) => {
		const before = await hash();
		await writeFile(join(folder, name), `${await readFile(join(folder, name), 'utf8')}\n`);
		expect(await hash()).not.toBe(before);
	});

	it('changes with the weights', async () => {
		const before = await hash();
		await remove('pytorch_model.bin');
		await cp(join(portable, 'ckpt', 'spert_legacy.bin'), join(folder, 'pytorch_model.bin'));
		expect(await hash()).not.toBe(before);
	});
});

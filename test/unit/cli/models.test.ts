import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { neverCancelled } from '../../../src/base/cancellation';
import { downloadModel } from '../../../src/cli/models/downloadModel';
import { hubRepository } from '../../../src/cli/models/hubRepository';
import { ModelStore } from '../../../src/cli/models/modelStore';
import { urlFolder } from '../../../src/cli/models/urlFolder';
import { readModelsLine, type ModelsLine } from '../../../src/protocol/modelFiles';
import { environmentIn, runProgram, type Ended } from '../commandLine';
import { portableModelPath, portableTypesPath } from '../engine/portableModel';
import { sha256 } from './fileServer';
import { HubServer, type PublishedRepository } from './hubServer';
import { CommandLineWorkspace } from './workspace';

const weights = readFileSync(join(portableModelPath, 'pytorch_model.bin'));
const modelFiles: Record<string, Buffer> = {
	'config.json': readFileSync(join(portableModelPath, 'config.json')),
	'pytorch_model.bin': weights,
	'vocab.txt': readFileSync(join(portableModelPath, 'vocab.txt')),
	'tokenizer_config.json': readFileSync(join(portableModelPath, 'tokenizer_config.json')),
	'types.json': readFileSync(portableTypesPath),
	'README.md': Buffer.from('# A model card\n'),
};
const commit = '0123456789abcdef0123456789abcdef01234567';
const repository: PublishedRepository = { name: 'some-lab/tiny.spert', commit, files: modelFiles, large: ['pytorch_model.bin'], licence: 'apache-2.0' };

let workspace: CommandLineWorkspace;
let hub: HubServer;
let store: string;
let runs = 0;

beforeAll(() => {
	workspace = new CommandLineWorkspace();
});
afterAll(() => workspace.dispose());
beforeEach(async () => {
	hub = new HubServer();
	await hub.start();
	store = workspace.path(`store-${runs++}`);
	hub.storage.partsIn = store;
});
afterEach(() => hub.stop());

function models(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
	return runProgram(workspace.program.path, ['models', ...args, '--store', store], workspace.folder, {
		HF_ENDPOINT: env['HF_ENDPOINT'] ?? hub.url,
		HF_TOKEN: '',
		...env,
	});
}

const download = (...args: string[]): Promise<Ended> => models(['download', repository.name, '--yes', ...args]);
const place = (): string => join(store, 'some-lab--tiny.spert@01234567');
const partial = (): string => join(store, '.partial', 'some-lab--tiny.spert@01234567');

function lines({ stdout }: Ended): ModelsLine[] {
	return stdout
		.trimEnd()
		.split('\n')
		.map((line) => {
			const parsed = readModelsLine(line);
			expect(parsed, line).toBeDefined();
			return parsed!;
		});
}

describe('spert models download', () => {
	it('brings a repository with all that a model needs and nothing else, checked, and says where it is from', async () => {
		hub.publish({
			...repository,
			files: { ...modelFiles, 'tf_model.h5': Buffer.from('no'), 'setup.py': Buffer.from('no'), 'onnx/model.onnx': Buffer.from('no') },
			pageSize: 2,
		});
		const ended = await download();
		expect([ended.code, ended.stderr]).toEqual([0, '']);
		expect(ended.stdout).toContain(`some-lab/tiny.spert at ${commit}\n`);
		expect(ended.stdout).toContain('Licence: apache-2.0\n');
		expect(ended.stdout.endsWith(`${place()}\n`)).toBe(true);
		expect(readdirSync(place()).sort()).toEqual([...Object.keys(modelFiles), 'source.json'].sort());
		for (const [name, content] of Object.entries(modelFiles)) {
			expect(readFileSync(join(place(), name)).equals(content), name).toBe(true);
		}
		const source: unknown = JSON.parse(readFileSync(join(place(), 'source.json'), 'utf8'));
		expect(source).toMatchObject({ from: 'some-lab/tiny.spert', revision: commit, licence: 'apache-2.0' });
		expect(hub.asked.filter((path) => /tf_model|setup|onnx/.test(path))).toEqual([]);
		expect(readdirSync(join(store, '.partial'))).toEqual([]);
	});

	it('gives a model that extracts without any request', async () => {
		hub.publish(repository);
		await download();
		const { url } = hub;
		await hub.stop();
		workspace.write('note.txt', 'Alice Smith lives in Berlin. Bob works for Acme.\n');
		const args = ['extract', 'note.txt', '--model', place(), '--format', 'json', '--no-cache'];
		const ended = await runProgram(workspace.program.path, args, workspace.folder, { HF_ENDPOINT: url });
		expect(ended.code).toBe(0);
		expect(JSON.parse(ended.stdout)).toMatchObject({ model: { name: basename(place()) } });
		await hub.start();
	});

	it('does not download again what is there', async () => {
		hub.publish(repository);
		await download();
		hub.api.ranges.length = 0;
		const again = await download();
		expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('(it is there already)')]);
		expect(hub.asked.filter((path) => path.includes('/resolve/'))).toEqual([]);
	});

	it('asks first, and does nothing where nobody can answer', async () => {
		hub.publish(repository);
		const ended = await models(['download', repository.name]);
		expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining('--yes')]);
		expect(ended.stdout).toContain(`Size: ${(Object.values(modelFiles).reduce((sum, { length }) => sum + length, 0) / 1e6).toFixed(1)} MB`);
		expect(existsSync(store)).toBe(false);
	});

	it('tells with --plan what would come: files, sizes, which have checksums, the licence', async () => {
		hub.publish(repository);
		const [line, ...others] = lines(await models(['download', repository.name, '--plan', '--format', 'json']));
		expect(others).toEqual([]);
		expect(line).toMatchObject({ kind: 'plan', plan: { from: repository.name, revision: commit, licence: 'apache-2.0', present: 0, isDownloaded: false } });
		const plan = line?.kind === 'plan' ? line.plan : undefined;
		expect(plan?.files.map(({ name }) => name)).toEqual(['config.json', 'vocab.txt', 'tokenizer_config.json', 'types.json', 'README.md', 'pytorch_model.bin']);
		expect(plan?.files.every(({ isChecked }) => isChecked)).toBe(true);
		expect(existsSync(store)).toBe(false);
	});

	it('takes safetensors where both kinds of weights are there, and shards with their index', async () => {
		const both = { ...modelFiles, 'model.safetensors': weights };
		hub.publish({ ...repository, files: both });
		const [whole] = lines(await models(['download', repository.name, '--plan', '--format', 'json']));
		expect(JSON.stringify(whole)).toContain('model.safetensors');
		expect(JSON.stringify(whole)).not.toContain('pytorch_model.bin');
		const { 'pytorch_model.bin': _, ...others } = modelFiles;
		const shards = { 'model.safetensors.index.json': Buffer.from('{}'), 'model-00001-of-00002.safetensors': weights, 'model-00002-of-00002.safetensors': weights };
		hub.publish({ ...repository, name: 'some-lab/sharded', files: { ...others, ...shards } });
		const [sharded] = lines(await models(['download', 'some-lab/sharded', '--plan', '--format', 'json']));
		expect(sharded?.kind === 'plan' && sharded.plan.files.slice(-3).map(({ name }) => name)).toEqual(Object.keys(shards));
	});

	it('goes on after a kill where it stopped, and brings the rest only', async () => {
		const half = Math.floor(weights.length / 2);
		let held = true;
		hub.publish(repository);
		const blob = `/blobs/${sha256(weights)}`;
		hub.storage.wrap(blob, (_request, response) => {
			if (held) {
				response.writeHead(200, { ETag: `"${sha256(weights)}"`, 'Content-Length': weights.length });
				response.write(weights.subarray(0, half));
			}
			return !held;
		});
		const child = spawn(process.execPath, [workspace.program.path, 'models', 'download', repository.name, '--yes', '--store', store], {
			cwd: workspace.folder,
			env: { ...environmentIn(workspace.folder), HF_ENDPOINT: hub.url },
			stdio: 'ignore',
		});
		const ended = once(child, 'close');
		const part = join(partial(), 'pytorch_model.bin.part');
		await expect.poll(() => existsSync(part) && statSync(part).size, { timeout: 30_000 }).toBe(half);
		child.kill('SIGKILL');
		await ended;
		expect(existsSync(place())).toBe(false);
		held = false;
		hub.storage.ranges.length = 0;
		hub.api.ranges.length = 0;
		expect((await download()).code).toBe(0);
		expect(hub.storage.rangesOf(blob)).toEqual([`bytes=${half}-`]);
		expect(hub.asked.filter((path) => /resolve.*(config|vocab|types)/.test(path))).toEqual([]);
		expect(readFileSync(join(place(), 'pytorch_model.bin')).equals(weights)).toBe(true);
	});

	it('goes on by itself where the connection breaks', async () => {
		let cuts = 2;
		hub.publish({ ...repository, served: (content) => ({ content, etag: '"1"', cutAfter: () => (cuts-- > 0 ? 70_000 : undefined) }) });
		const ended = await download();
		expect([ended.code, ended.stderr]).toEqual([0, expect.stringContaining('attempt 2')]);
		expect(hub.storage.ranges.map(({ range }) => range)).toEqual([undefined, 'bytes=70000-', 'bytes=140000-']);
	});

	it('removes what does not have the checksum that the hub lists, large or small', async () => {
		hub.publish({ ...repository, listed: (entry) => ('lfs' in entry ? { ...entry, lfs: { oid: 'f'.repeat(64), size: weights.length, pointerSize: 1 } } : entry) });
		const large = await download();
		expect([large.code, large.stderr]).toEqual([1, expect.stringContaining('[fetch.wrongChecksum]')]);
		hub.publish({ ...repository, listed: (entry) => (entry['path'] === 'types.json' ? { ...entry, oid: 'e'.repeat(40) } : entry) });
		const small = await download();
		expect([small.code, small.stderr]).toEqual([1, expect.stringContaining('[models.fileDamaged]')]);
		expect(existsSync(place())).toBe(false);
		expect(readdirSync(partial())).not.toContain('types.json');
	});

	it('needs the access token of a private repository, sends it to the hub alone and writes it nowhere', async () => {
		const token = 'hf_secretSecretSecretSecretSecretSecret';
		hub.publish({ ...repository, token });
		const without = await download();
		expect([without.code, without.stderr]).toEqual([1, expect.stringContaining('[models.accessDenied]')]);
		const wrong = await models(['download', repository.name, '--yes'], { HF_TOKEN: 'hf_another' });
		expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('with this access token')]);
		const ended = await models(['download', repository.name, '--yes'], { HF_TOKEN: token });
		expect(ended.code).toBe(0);
		expect(hub.leaked).toEqual([]);
		const written = readdirSync(place()).map((name) => readFileSync(join(place(), name), 'latin1'));
		expect([ended.stdout, ended.stderr, wrong.stderr, ...written].filter((text) => /hf_/.test(text))).toEqual([]);
	});

	it('says what is not there, and what cannot be understood', async () => {
		const nowhere = await models(['download', 'some-lab/nothing', '--yes']);
		expect(nowhere.stderr).toContain('[models.notFound]');
		hub.publish(repository);
		expect((await download('--revision', 'nothing')).stderr).toContain('[models.notFound]');
		hub.api.on(`/api/models/some-lab/broken/revision/HEAD`, (_, response) => response.writeHead(200).end('<html>'));
		expect((await models(['download', 'some-lab/broken'])).stderr).toContain('[models.hubFailed]');
		hub.api.on(`/api/models/some-lab/busy/revision/HEAD`, (_, response) => response.writeHead(500).end());
		expect((await models(['download', 'some-lab/busy'])).stderr).toContain('status 500');
		const { url } = hub;
		await hub.stop();
		expect((await models(['download', repository.name], { HF_ENDPOINT: url })).stderr).toContain('ECONNREFUSED');
		await hub.start();
	});

	it('refuses what is no name of a repository or revision before anything is asked', async () => {
		const access = { hubUrl: hub.url, token: undefined };
		for (const name of ['a/b/c', '../x', 'a/..', '.', '', 'a/b?c', 'a b', 'a/b#c', 'a%2fb', 'a\\b', 'x'.repeat(97)]) {
			await expect(hubRepository(name, undefined, access, neverCancelled), name).rejects.toMatchObject({ code: 'models.nameInvalid' });
		}
		for (const revision of ['../x', '', 'a b', 'a?b', '/a', 'a/../b']) {
			await expect(hubRepository('a/b', revision, access, neverCancelled), revision).rejects.toMatchObject({ code: 'models.revisionInvalid' });
		}
		await expect(urlFolder('file:///etc', undefined, neverCancelled)).rejects.toMatchObject({ code: 'fetch.urlRefused' });
		expect(hub.asked).toEqual([]);
	});

	it('writes no file but those with the names of a model, whatever the list says', async () => {
		const hostile = { '../evil.json': Buffer.from('x'), '/etc/evil': Buffer.from('x'), 'sub/config.json': Buffer.from('x'), 'config.json\u0000': Buffer.from('x') };
		hub.publish({ ...repository, files: { ...hostile, ...modelFiles } });
		expect((await download()).code).toBe(0);
		expect(readdirSync(store).sort()).toEqual(['.partial', basename(place())]);
		expect(readdirSync(place()).sort()).toEqual([...Object.keys(modelFiles), 'source.json'].sort());
	});

	it('asks no other server for the rest of a list', async () => {
		hub.publish(repository);
		let asked = 0;
		const elsewhere = hub.storage.on('/next', (_, response) => {
			asked++;
			response.end('[]');
		});
		hub.api.wrap(`/api/models/${repository.name}/tree/${commit}`, (_, response) => {
			response.setHeader('Link', `<${elsewhere}>; rel="next"`);
			return true;
		});
		expect((await download()).stderr).toContain('it points to another server');
		expect(asked).toBe(0);
	});

	it('refuses what is no model, or one of a kind that is not read, before its weights come', async () => {
		const { 'config.json': _, ...without } = modelFiles;
		hub.publish({ ...repository, files: without });
		expect((await download()).stderr).toContain('[models.fileMissing]');
		hub.publish({ ...repository, files: { ...modelFiles, 'config.json': Buffer.from('{"model_type":"gpt2","hidden_size":8}') } });
		const foreign = await download();
		expect(foreign.stderr).toContain('[models.unusable]');
		expect(hub.storage.ranges).toEqual([]);
		expect(readdirSync(join(store, '.partial'))).toEqual([]);
	});

	it('refuses files that are larger than those of any model, and more than was told', async () => {
		hub.publish({ ...repository, listed: (entry) => (entry['path'] === 'vocab.txt' ? { ...entry, size: 1e9 } : entry) });
		expect((await download()).stderr).toContain('[models.tooLarge]');
		hub.publish({ ...repository, listed: (entry) => (entry['path'] === 'vocab.txt' ? { ...entry, size: 10 } : entry) });
		expect((await download()).stderr).toContain('[fetch.tooLarge]');
	});

	it('says before a file comes that the disk has no room for it, and keeps what is there', async () => {
		hub.publish(repository);
		const remote = await hubRepository(repository.name, undefined, { hubUrl: hub.url, token: undefined }, neverCancelled);
		const request = { cancellation: neverCancelled, onProgress: () => {}, onNotice: () => {} };
		let left = 1e9;
		const freeBytes = (): Promise<number> => Promise.resolve((left -= 3e8));
		await expect(downloadModel(remote, new ModelStore(store), { ...request, freeBytes })).rejects.toMatchObject({ code: 'models.diskFull' });
		expect(readdirSync(partial()).sort()).toEqual(['config.json', 'tokenizer_config.json', 'vocab.txt']);
		await downloadModel(remote, new ModelStore(store), request);
		expect(existsSync(place())).toBe(true);
	});

	it('leaves a begun download to the process that is at it', async () => {
		hub.publish(repository);
		mkdirSync(partial(), { recursive: true });
		writeFileSync(join(partial(), 'download.lock'), JSON.stringify({ pid: process.pid, started: 0 }));
		expect((await download()).stderr).toContain('[models.alreadyDownloading]');
	});

	it('brings a folder from a URL, checks its weights where their checksum is given, and names its licence unknown', async () => {
		for (const [name, content] of Object.entries(modelFiles)) {
			hub.storage.serve(`/shelf/mine/${name}`, { content });
		}
		const url = hub.storage.url('/shelf/mine/');
		const wrong = await models(['download', url, '--yes', '--sha256', 'a'.repeat(64)]);
		expect(wrong.stderr).toContain('[fetch.wrongChecksum]');
		const ended = await models(['download', url, '--yes', '--sha256', sha256(weights), '--format', 'json']);
		expect(ended.code).toBe(0);
		const model = lines(ended).find(({ kind }) => kind === 'model');
		expect(model).toMatchObject({ model: { kind: 'spert', place: 'downloaded', name: url.slice(0, -1), source: { from: url.slice(0, -1) } } });
		expect((await models(['download', hub.storage.url('/shelf/other'), '--yes'])).stderr).toContain('[models.notFound]');
	});
});

describe('spert models list, info and remove', () => {
	it('list the embedded model, downloaded ones, and those of folders: trained, encoders, and broken ones with the reason', async () => {
		hub.publish(repository);
		await download();
		const folder = workspace.path('papers');
		const run = join(folder, 'save', 'mine', '2026-01-02_03-04-05.000001', 'final_model');
		const copy = (to: string): void => {
			cpSync(portableModelPath, to, { recursive: true });
			cpSync(portableTypesPath, join(to, 'types.json'));
		};
		copy(run);
		writeFileSync(join(run, 'results.json'), JSON.stringify({ dataset: 'dev.json', entityF1: 71.25, relationF1: 50, relationWithEntitiesF1: null }));
		copy(join(folder, 'broken'));
		writeFileSync(join(folder, 'broken', 'pytorch_model.bin'), weights.subarray(0, 1000));
		const encoder = join(folder, 'encoder');
		cpSync(join(portableModelPath, '../encoder'), encoder, { recursive: true });
		cpSync(join(portableModelPath, 'vocab.txt'), join(encoder, 'vocab.txt'));
		mkdirSync(join(folder, 'other'));
		writeFileSync(join(folder, 'other', 'config.json'), '{"port": 80}');
		const found = lines(await models(['list', 'papers', '--format', 'json'])).map((line) => (line.kind === 'model' ? line.model : undefined));
		expect(found.map((model) => [model?.kind, model?.place, model?.name])).toEqual([
			['spert', 'embedded', 'scierc-minilm'],
			['spert', 'downloaded', 'some-lab/tiny.spert'],
			['broken', 'workspace', 'broken'],
			['encoder', 'workspace', 'encoder'],
			['spert', 'workspace', 'mine/2026-01-02_03-04-05/final_model'],
		]);
		expect(found[2]).toMatchObject({ problem: expect.stringContaining('incomplete') as string });
		expect(found[3]).toMatchObject({ encoder: 'BERT, 2 layers of 32', precision: 'float32' });
		expect(found[4]).toMatchObject({ entityTypes: ['Task', 'Method', 'Material', 'Other Scientific Term', 'Metric', 'Generic'], results: { entityF1: 71.25 } });
		const text = await models(['list', 'papers']);
		expect(text.stdout).toContain('F1 71.3 / 50.0 (dev.json)');
		expect(text.stdout).toContain('encoder, for training · BERT, 2 layers of 32');
	});

	it('tell of a model its types, encoder, precision, licence and hash', async () => {
		hub.publish(repository);
		await download();
		const { code, stdout } = await models(['info', 'some-lab/tiny.spert']);
		expect(code).toBe(0);
		expect(stdout).toMatch(/^From +some-lab\/tiny\.spert at 0123456789/m);
		expect(stdout).toMatch(/^Licence +apache-2\.0$/m);
		expect(stdout).toMatch(/^Weights +0\.0 million, float32$/m);
		expect(stdout).toMatch(/^Hash +[0-9a-f]{64}$/m);
		expect((await models(['info', 'embedded'])).stdout).toMatch(/^Entities +Task, Method/m);
	});

	it('remove only what was downloaded, and only when told so', async () => {
		hub.publish(repository);
		await download();
		expect((await models(['remove', repository.name])).code).toBe(1);
		expect(existsSync(place())).toBe(true);
		expect((await models(['remove', portableModelPath, '--yes'])).stderr).toContain('[models.notDownloaded]');
		expect((await models(['remove', repository.name, '--yes'])).code).toBe(0);
		expect(existsSync(place())).toBe(false);
		rmSync(store, { recursive: true });
		expect((await models(['list'])).code).toBe(0);
	});
});

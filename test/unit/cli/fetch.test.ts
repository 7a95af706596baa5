import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { publicSources } from '../../../src/engine/data/publicSources';
import { FileServer, noise, sha256 } from './fileServer';
import { CommandLineWorkspace } from './workspace';

const portable = join(import.meta.dirname, '../../golden/portable');
const content = noise(3_000_000);
let workspace: CommandLineWorkspace;
let server: FileServer;
let folder: string;
let runs = 0;

beforeAll(() => {
	workspace = new CommandLineWorkspace();
});
afterAll(() => workspace.dispose());
beforeEach(async () => {
	server = new FileServer();
	await server.start();
	folder = `fetched-${runs++}`;
});
afterEach(() => server.stop());

/** Starts a download of which only the first bytes come, waits for them, and ends the program with a signal. */
async function endAfterFirstBytes(signal: 'SIGINT' | 'SIGKILL'): Promise<{ code: number | null; stderr: string; there: number }> {
	const url = server.on('/file.bin', (_, response) => {
		response.writeHead(200, { ETag: '"1"', 'Content-Length': content.length });
		response.write(content.subarray(0, 2_000_000));
	});
	const child = spawn(process.execPath, [workspace.program.path, 'fetch', url, '--to', folder], {
		cwd: workspace.folder,
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	let stderr = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
	const ended = once(child, 'close') as Promise<[number | null]>;
	const part = join(workspace.path(folder), 'file.bin.part');
	await expect.poll(() => existsSync(part) && statSync(part).size, { timeout: 30_000 }).toBe(2_000_000);
	child.kill(signal);
	const [code] = await ended;
	return { code, stderr, there: statSync(part).size };
}

describe('spert fetch', () => {
	it('downloads a file, checks it, and does not download it again', async () => {
		const url = server.serve('/some/file.bin', { content });
		const args = ['fetch', url, '--to', folder, '--sha256', sha256(content).toUpperCase()];
		const path = join(folder, 'file.bin');
		const first = await workspace.run(...args);
		expect([first.code, first.stdout]).toEqual([0, `${path}: downloaded, checked\n`]);
		expect(first.stderr).toContain('file.bin: 3.0 of 3.0 MB (100 %)');
		expect(readFileSync(workspace.path(path)).equals(content)).toBe(true);
		const second = await workspace.run(...args);
		expect([second.code, second.stdout]).toEqual([0, `${path}: is there already, checked\n`]);
		expect(server.ranges.length).toBe(1);
	});

	it('tells the checksum of what could not be checked', async () => {
		const { code, stdout } = await workspace.run('fetch', server.serve('/file.bin', { content }), '--to', folder);
		expect(code).toBe(0);
		expect(stdout).toBe(`${join(folder, 'file.bin')}: downloaded, not checked; SHA-256 ${sha256(content)}\n`);
	});

	it('goes on after it was killed', async () => {
		expect((await endAfterFirstBytes('SIGKILL')).there).toBe(2_000_000);
		const url = server.serve('/file.bin', { content, etag: '"1"' });
		const { code } = await workspace.run('fetch', url, '--to', folder);
		expect(code).toBe(0);
		expect(server.rangesOf('/file.bin')).toEqual([undefined, 'bytes=2000000-']);
		expect(readFileSync(workspace.path(join(folder, 'file.bin'))).equals(content)).toBe(true);
		expect(readdirSync(workspace.path(folder))).toEqual(['file.bin']);
	});

	it.skipIf(process.platform === 'win32')('keeps what is there at Ctrl+C and ends as a cancelled command', async () => {
		const { code, stderr, there } = await endAfterFirstBytes('SIGINT');
		expect([code, there]).toEqual([130, 2_000_000]);
		expect(stderr).toContain('file.bin: stopped; the same command goes on from there\n');
	});

	it('leaves a file with another content alone', async () => {
		const url = server.serve('/own.txt', { content });
		workspace.write('own.txt', 'mine');
		const { code, stderr } = await workspace.run('fetch', url, '--sha256', sha256(content));
		expect([code, workspace.read('own.txt')]).toEqual([1, 'mine']);
		expect(stderr).toContain('[fetch.fileDiffers]');
	});

	it('tells in one line that a folder cannot be made', async () => {
		workspace.write('taken', 'a file');
		const { code, stderr } = await workspace.run('fetch', server.url('/file.bin'), '--to', join('taken', 'folder'));
		expect(code).toBe(1);
		expect(stderr).toMatch(/^spert fetch: .*cannot be written.*\[fetch\.notWritable\]\n$/);
	});

	it.each(['/', '/folder/', '/%2e%2e', '/..%2fup', '/a%5Cb', '/%00', '/%'])('makes no file of a URL that ends in %s', async (path) => {
		const { code, stderr } = await workspace.run('fetch', server.url(path), '--to', folder);
		expect([code, server.ranges.length]).toEqual([1, 0]);
		expect(stderr).toContain('[fetch.urlRefused]');
	});

	it('names what it knows where a name is unknown', async () => {
		const { code, stderr } = await workspace.run('fetch', 'toString');
		expect(code).toBe(1);
		expect(stderr).toMatch(/scierc, conll04, ade, scibert.*\[fetch\.unknownName\]/);
	});

	it.each([[], ['scierc', 'ade'], ['scierc', '--sha256', 'abc'], ['scierc', '--sha256', '0'.repeat(64)]])(
		'does not understand %s %s %s',
		async (...args) => {
			expect((await workspace.run('fetch', ...args)).code).toBe(2);
		},
	);

	it('gives a folder that training takes as an encoder', async () => {
		const files = { 'config.json': 'encoder/config.json', 'model.safetensors': 'encoder/model.safetensors', 'vocab.txt': 'vocab.txt' };
		for (const [name, file] of Object.entries(files)) {
			const url = server.serve(`/${name}`, { content: readFileSync(join(portable, file)) });
			expect((await workspace.run('fetch', url, '--to', folder)).code).toBe(0);
		}
		const data = join(portable, 'docs.json');
		const options = { train_path: data, valid_path: data, types_path: join(portable, 'types.json'), save_path: 'trained', label: 'run' };
		const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
		const { code, stderr } = await workspace.run(
			...['train', '--model_path', folder, '--tokenizer_path', folder, '--lowercase', '--epochs', '1', ...given],
		);
		expect(code, stderr).toBe(0);
		const [run] = readdirSync(workspace.path(join('trained', 'run')));
		expect(existsSync(workspace.path(join('trained', 'run', run ?? '', 'final_model', 'model.safetensors')))).toBe(true);
	});
});

describe('what is known by name', () => {
	it.each(publicSources)('$name has files of one commit over https, with well-formed checksums', ({ kind, files }) => {
		const places = new Set(files.map(({ url, name }) => url.slice(0, -name.length)));
		expect([...places]).toEqual([expect.stringMatching(/^https:\/\/.*\/[0-9a-f]{40}\//)]);
		expect(new Set(files.map(({ name }) => name)).size).toBe(files.length);
		for (const { name, url, sha256: hash, size } of files) {
			expect(url.endsWith(`/${name}`)).toBe(true);
			expect(hash ?? '0'.repeat(64)).toMatch(/^[0-9a-f]{64}$/);
			expect(size ?? 1).toBeGreaterThan(0);
		}
		const names = files.map(({ name }) => name);
		if (kind === 'encoder') {
			expect(names).toEqual(['config.json', 'vocab.txt', expect.stringMatching(/^(model\.safetensors|pytorch_model\.bin)$/)]);
		} else {
			expect(names.filter((name) => name.endsWith('_types.json')).length).toBe(1);
		}
	});

	const shared = join(import.meta.dirname, '../../../../shared/data');
	it.skipIf(!existsSync(shared)).each(publicSources.filter(({ kind }) => kind === 'dataset'))(
		'$name has the sizes and checksums of the data themselves',
		({ name: folderName, files }) => {
			for (const { name, size, sha256: hash } of files) {
				const bytes = readFileSync(join(shared, folderName, name));
				expect([bytes.length, sha256(bytes)], name).toEqual([size, hash]);
			}
		},
	);
});

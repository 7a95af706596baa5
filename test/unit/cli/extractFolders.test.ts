import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultCacheFolder } from '../../../src/cli/cacheFolder';
import { environmentIn } from '../commandLine';
import { portableSentences } from '../engine/portableModel';
import { CommandLineWorkspace, extractModel } from './workspace';

let workspace: CommandLineWorkspace;
beforeAll(() => {
	workspace = new CommandLineWorkspace();
});
afterAll(() => workspace.dispose());
beforeEach(() => mkdirSync(workspace.path('papers')));
afterEach(() => {
	rmSync(workspace.path('papers'), { recursive: true });
	rmSync(workspace.path('.cache'), { recursive: true, force: true });
});

const sentences = portableSentences.map((tokens) => tokens.join(' '));
const text = (from: number, count: number): string => sentences.slice(from, from + count).join('\n\n');

function write(name: string, content: string): void {
	const path = workspace.path(join('papers', name));
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, content);
}

interface Report {
	readonly file: string;
	readonly entities: readonly unknown[];
}

async function reports(...args: string[]): Promise<Report[]> {
	const { code, stdout, stderr } = await workspace.run('extract', ...extractModel, '--format', 'json', ...args);
	expect([code, stderr]).toEqual([0, '']);
	return parsed(stdout);
}
const parsed = (stdout: string): Report[] => stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Report);

describe('spert extract FOLDER', () => {
	it('extracts the papers in it, in the order of their paths, each as if it were named', async () => {
		write('b.md', text(0, 2));
		write('a/deep.tex', text(2, 2));
		write('c.rst', text(4, 1));
		write('data.txt', text(5, 1));
		write('.hidden/x.md', text(5, 1));
		write('node_modules/x/README.md', text(5, 1));
		const found = await reports('papers');
		expect(found.map(({ file }) => file)).toEqual(['a/deep.tex', 'b.md', 'c.rst'].map((name) => join('papers', ...name.split('/'))));
		for (const report of found) {
			expect(await reports(report.file)).toEqual([report]);
		}
		expect(found.flatMap(({ entities }) => entities).length).toBeGreaterThan(0);
	});

	it('leaves out what .gitignore files and --exclude say, but no file that is named', async () => {
		write('.gitignore', 'build/\n*.draft.md\n!kept.draft.md\n');
		write('kept.md', text(0, 1));
		write('x.draft.md', text(0, 1));
		write('kept.draft.md', text(0, 1));
		write('build/out.md', text(0, 1));
		write('sub/.gitignore', '/only-here.md\n');
		write('sub/only-here.md', text(0, 1));
		write('sub/deeper/only-here.md', text(0, 1));
		write('other/notes.md', text(0, 1));
		const names = async (...args: string[]): Promise<string[]> =>
			(await reports(...args)).map(({ file }) => file.slice('papers/'.length).replaceAll('\\', '/'));
		expect(await names('papers')).toEqual(['kept.draft.md', 'kept.md', 'other/notes.md', 'sub/deeper/only-here.md']);
		expect(await names('papers', '--exclude', 'sub/', '--exclude', '*.draft.md')).toEqual(['kept.md', 'other/notes.md']);
		expect(await names(join('papers', 'x.draft.md'))).toEqual(['x.draft.md']);
		// The rules of the repository around a folder hold in it.
		mkdirSync(workspace.path(join('papers', '.git')));
		write('other/y.draft.md', text(0, 1));
		expect(await names(join('papers', 'other'))).toEqual(['other/notes.md']);
	});

	it('says where a folder holds no papers', async () => {
		const { code, stderr } = await workspace.run('extract', ...extractModel, 'papers');
		expect(code).toBe(1);
		expect(stderr).toContain('[cli.noDocuments]');
	});

	it('remembers results between runs, which equal those that were computed', async () => {
		write('a.md', text(0, 3));
		const cache = workspace.path(join('.cache', 'spert', 'sentences'));
		const first = await reports('papers');
		const [name = ''] = readdirSync(cache);
		const { size } = statSync(join(cache, name));
		expect(size).toBeGreaterThan(100);
		expect(await reports('papers')).toEqual(first);
		expect(statSync(join(cache, name)).size).toBe(size);
		expect(await reports('papers', '--no-cache')).toEqual(first);
		write('a.md', text(0, 4));
		await reports('papers', '--max-span-size', '5');
		expect(readdirSync(cache)).toHaveLength(2);
		rmSync(cache, { recursive: true });
		await reports('papers', '--no-cache');
		await reports('papers', '--cache', workspace.path('own'));
		expect(readdirSync(workspace.path('own'))).toHaveLength(1);
		expect(() => readdirSync(cache)).toThrow();
	});

	it('works without remembering where the cache cannot be written, and says so once', async () => {
		write('a.md', text(0, 2));
		write('b.md', text(2, 2));
		const file = workspace.write('no-folder', '');
		const { code, stdout, stderr } = await workspace.run('extract', ...extractModel, '--format', 'json', '--cache', join(file, 'x'), 'papers');
		expect(code).toBe(0);
		expect(parsed(stdout)).toHaveLength(2);
		expect(stderr.trimEnd().split('\n')).toHaveLength(1);
		expect(stderr).toContain('are not remembered');
	});

	it('refuses --cache together with --no-cache', async () => {
		expect((await workspace.run('extract', '--cache', 'x', '--no-cache', 'papers')).code).toBe(2);
	});

	describe('with --watch', () => {
		// There is no Ctrl+C from outside on Windows.
		it.skipIf(process.platform === 'win32')('prints a report of each file that comes or changes, and of no other, until Ctrl+C', async () => {
			write('.gitignore', 'drafts/\n');
			write('a.md', text(0, 1));
			const args = [workspace.program.path, 'extract', ...extractModel, '--format', 'json', '--watch', 'papers'];
			const child = spawn(process.execPath, args, { cwd: workspace.folder, env: environmentIn(workspace.folder), stdio: ['ignore', 'pipe', 'pipe'] });
			const output = { stdout: '', stderr: '' };
			child.stdout.setEncoding('utf8').on('data', (data: string) => (output.stdout += data));
			child.stderr.setEncoding('utf8').on('data', (data: string) => (output.stderr += data));
			const ended = new Promise((resolve) => child.once('close', resolve));
			const until = async (look: () => boolean): Promise<void> => {
				for (const end = Date.now() + 20_000; !look(); await new Promise((resolve) => setTimeout(resolve, 20))) {
					if (Date.now() > end) {
						throw new Error(`It never came to this: ${look.toString()}\n${output.stdout}\n${output.stderr}`);
					}
				}
			};
			const lines = (): number => output.stdout.split('\n').length - 1;
			try {
				await until(() => output.stderr.includes('watching'));
				expect(lines()).toBe(1);
				write('drafts/ignored.md', text(4, 1));
				write('plain.txt', text(4, 1));
				write('sub/new.md', text(1, 1));
				await until(() => lines() === 2);
				write('a.md', text(0, 3));
				await until(() => lines() === 3);
				child.kill('SIGINT');
				expect(await ended).toBe(0);
			} finally {
				child.kill('SIGKILL');
			}
			const found = parsed(output.stdout);
			expect(found.map(({ file }) => file)).toEqual([join('papers', 'a.md'), join('papers', 'sub', 'new.md'), join('papers', 'a.md')]);
			expect(found[2]!.entities.length).toBeGreaterThan(found[0]!.entities.length);
		});
	});

	it.skipIf(process.platform === 'win32')('keeps after Ctrl+C what was done', async () => {
		for (let index = 0; index < 300; index++) {
			write(`${index}.md`, sentences.map((sentence) => `${sentence} ${index}`).join('\n\n'));
		}
		const args = [workspace.program.path, 'extract', ...extractModel, '--format', 'json', 'papers'];
		const child = spawn(process.execPath, args, { cwd: workspace.folder, env: environmentIn(workspace.folder), stdio: ['ignore', 'pipe', 'ignore'] });
		const ended = new Promise((resolve) => child.once('close', resolve));
		child.stdout.once('data', () => child.kill('SIGINT'));
		expect(await ended).toBe(130);
		const cache = workspace.path(join('.cache', 'spert', 'sentences'));
		const [name = ''] = readdirSync(cache);
		expect(statSync(join(cache, name)).size).toBeGreaterThan(1000);
	});
});

describe('defaultCacheFolder', () => {
	it('is where each system has caches', () => {
		expect(defaultCacheFolder('linux', {}, '/home/a')).toBe(join('/home/a', '.cache', 'spert'));
		expect(defaultCacheFolder('linux', { XDG_CACHE_HOME: 'relative' }, '/home/a')).toBe(join('/home/a', '.cache', 'spert'));
		expect(defaultCacheFolder('linux', { XDG_CACHE_HOME: '/x' }, '/home/a')).toBe(join('/x', 'spert'));
		expect(defaultCacheFolder('darwin', {}, '/Users/a')).toBe(join('/Users/a', 'Library', 'Caches', 'spert'));
		expect(defaultCacheFolder('win32', { LOCALAPPDATA: 'L' }, 'H')).toBe(join('L', 'spert', 'Cache'));
	});
});

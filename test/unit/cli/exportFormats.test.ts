// `spert extract` in the formats of other programs: the program as users run it, with the golden data's small model.

import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { portableSentences } from '../engine/portableModel';
import { CommandLineWorkspace, extractModel } from './workspace';

let workspace: CommandLineWorkspace;
const source = portableSentences.map((tokens) => tokens.join(' ')).join('\r\n\r\n');

beforeAll(() => {
	workspace = new CommandLineWorkspace();
	workspace.write('a.md', source);
	workspace.write('b.md', `😀 ${source}`);
});
afterAll(() => workspace.dispose());

const extract = (...args: string[]) => workspace.run('extract', ...extractModel, '--no-cache', ...args);

interface Report {
	readonly file: string;
	readonly entities: readonly { readonly type: string; readonly startCodePoint: number; readonly endCodePoint: number }[];
	readonly relations: readonly unknown[];
}

async function reports(): Promise<Report[]> {
	const { code, stdout } = await extract('--format', 'json', 'a.md', 'b.md');
	expect(code).toBe(0);
	return stdout.trim().split('\n').map((line) => JSON.parse(line) as Report);
}

describe('spert extract --format', () => {
	it('jsonl is what json prints, into a file', async () => {
		const { stdout } = await extract('--format', 'json', 'a.md', 'b.md');
		expect(await extract('--format', 'jsonl', '--output', 'out/results.jsonl', 'a.md', 'b.md')).toEqual({ code: 0, stdout: '', stderr: '' });
		expect(workspace.read('out/results.jsonl')).toBe(stdout);
		expect(await extract('--format', 'json', '--output', 'same.jsonl', 'a.md', 'b.md')).toEqual({ code: 0, stdout: '', stderr: '' });
		expect(workspace.read('same.jsonl')).toBe(stdout);
	});

	it('brat writes each document beside its annotations, at offsets of the document', async () => {
		expect((await extract('--format', 'brat', '--output', 'brat', 'a.md', 'b.md')).code).toBe(0);
		expect(readdirSync(workspace.path('brat')).sort()).toEqual(['a.md.ann', 'a.md.txt', 'annotation.conf', 'b.md.ann', 'b.md.txt']);
		for (const { file, entities, relations } of await reports()) {
			expect(workspace.read(`brat/${file}.txt`)).toBe(workspace.read(file));
			const lines = workspace.read(`brat/${file}.ann`).split('\n');
			const spans = lines.flatMap((line) => /^T\d+\t(\S+) (\d+)(?:.*[ ;])?(?: |;)(\d+)\t/.exec(line)?.slice(1).join(' ') ?? []);
			expect(spans).toEqual(entities.map(({ type, startCodePoint, endCodePoint }) => `${type} ${startCodePoint} ${endCodePoint}`));
			expect(lines.filter((line) => line.startsWith('R'))).toHaveLength(relations.length);
		}
	});

	it('conll prints to stdout and tells on stderr what it leaves out', async () => {
		const all = await reports();
		const { code, stdout, stderr } = await extract('--format', 'conll', 'a.md', 'b.md');
		expect(code).toBe(0);
		expect(stdout.split('\n').some((line) => /\tB-\S+$/.test(line))).toBe(true);
		const relations = all.flatMap((report) => report.relations).length;
		expect(relations).toBeGreaterThan(0);
		expect(stderr).toContain(`spert extract: ${relations} relations, which are left out (a.md: `);
	});

	it.each(['turtle', 'graphml', 'gexf', 'webannotation', 'predictions', 'spert', 'dygiepp'])('%s is one file over all documents', async (format) => {
		const { code, stdout, stderr } = await extract('--format', format, 'a.md', 'b.md');
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		expect(await extract('--format', format, '--output', `all.${format}`, 'a.md', 'b.md')).toMatchObject({ code: 0, stdout: '' });
		// GEXF dates its files, to the day.
		expect(workspace.read(`all.${format}`)).toBe(stdout);
		expect(stdout).toContain(format === 'predictions' ? '"tokens"' : 'b.md');
	});

	it('csv without a folder is a mistake in usage, and nothing is computed', async () => {
		expect(await extract('--format', 'csv', 'a.md')).toMatchObject({ code: 2, stdout: '' });
		expect((await extract('--format', 'csv', '--output', 'tables', 'a.md')).code).toBe(0);
		expect(readdirSync(workspace.path('tables')).sort()).toEqual(['entities.csv', 'relations.csv']);
	});

	it('an output that cannot be written is told by its code, and leaves nothing half written', async () => {
		workspace.write('file', 'a file');
		const { code, stderr } = await extract('--format', 'turtle', '--output', 'file/results.ttl', 'a.md');
		expect(code).toBe(1);
		expect(stderr).toContain('[cli.fileUnwritable]');
		expect(workspace.read('file')).toBe('a file');
		expect(existsSync(workspace.path('file.tmp'))).toBe(false);
	});
});

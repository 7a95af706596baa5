import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { portableModelPath, portableSentences, portableTypesPath } from '../engine/portableModel';
import { environmentIn } from '../commandLine';
import { CommandLineWorkspace } from './workspace';

interface Compared {
	readonly file: string;
	readonly a: { readonly name: string; readonly hash: string };
	readonly b: { readonly name: string; readonly hash: string };
	readonly entities: { readonly both: number; readonly onlyA: number; readonly onlyB: number; readonly otherType: number; readonly agreement: number };
	readonly differences: { readonly entities: readonly { readonly kind: string; readonly a?: Found; readonly b?: Found }[] };
}
interface Found {
	readonly type: string;
	readonly text: string;
	readonly start: number;
	readonly end: number;
}

interface AnnotatedComparison {
	readonly documents: number;
	readonly ner: { readonly a: number; readonly b: number };
	readonly rel_nec: { readonly a: number; readonly b: number };
}

let workspace: CommandLineWorkspace;
let model: string;
const source = portableSentences.slice(0, 6).map((tokens) => tokens.join(' ')).join('\n\n');
beforeAll(() => {
	workspace = new CommandLineWorkspace();
	model = workspace.path('mine');
	cpSync(portableModelPath, model, { recursive: true });
	cpSync(portableTypesPath, join(model, 'types.json'));
	workspace.write('note.txt', source);
});
afterAll(() => workspace.dispose());

describe('spert compare', () => {
	it('finds that a model agrees with itself', async () => {
		const { code, stdout } = await workspace.run('compare', model, model, 'note.txt');
		expect(code).toBe(0);
		expect(stdout).toMatch(/^A: mine \([0-9a-f]{12}\)\nB: mine \([0-9a-f]{12}\)\nEntities: {2}[1-9]\d* in both, 0 only A, 0 only B, 0 with another type; agreement F1 100\.0 %\nRelations: .* 100\.0 %\n$/);
	});

	it('tells what each has found as its own extraction has it, with places, types and the hashes of both', async () => {
		const compared = await workspace.run('compare', model, 'embedded', 'note.txt', '--format', 'json');
		expect(compared.code).toBe(0);
		const { a, b, entities, differences } = JSON.parse(compared.stdout) as Compared;
		for (const [side, path] of [['a', model], ['b', undefined]] as const) {
			const extracted = await workspace.run('extract', ...(path === undefined ? [] : ['--model', path]), 'note.txt', '--format', 'json');
			const report = JSON.parse(extracted.stdout) as { model: object; entities: Found[] };
			expect(side === 'a' ? a : b).toEqual(report.model);
			const found = differences.entities.flatMap((difference) => difference[side] ?? []).sort((x, y) => x.start - y.start || y.end - x.end);
			const place = ({ type, text, start, end }: Found): object => ({ type, text, start, end });
			expect(found.map(place)).toEqual(report.entities.map(place));
		}
		const count = (kind: string): number => differences.entities.filter((difference) => difference.kind === kind).length;
		expect(entities).toMatchObject({ both: count('both'), onlyA: count('onlyA'), onlyB: count('onlyB'), otherType: count('otherType') });
		expect(count('both') + count('otherType')).toBeLessThan(differences.entities.length);
	});

	it('lets a server read for a model that is named by its URL', async () => {
		const serving = spawn(process.execPath, [workspace.program.path, 'serve', '--model', model, '--port', '0', '--threads', '1', '--device', 'cpu'], {
			env: environmentIn(workspace.folder),
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		try {
			const url = await new Promise<string>((resolve, reject) => {
				serving.stdout.setEncoding('utf8').on('data', (text: string) => resolve(/http\S+/.exec(text)?.[0] ?? text));
				serving.once('exit', () => reject(new Error('The server has ended.')));
			});
			const { code, stdout, stderr } = await workspace.run('compare', model, url, 'note.txt');
			expect([code, stderr]).toEqual([0, expect.stringContaining('sentences are sent to')]);
			expect(stdout).toMatch(/^A: (mine \([0-9a-f]{12}\))\nB: \1\nEntities: {2}[1-9]\d* in both, 0 only A, 0 only B, 0 with another type/);
		} finally {
			serving.kill();
		}
	});

	it('lists differences at their places, in the order of the text', async () => {
		const { stdout } = await workspace.run('compare', model, 'embedded', 'note.txt');
		const marks = stdout.split('\n').filter((line) => /^[-+~] note\.txt:\d+:\d+ {2}/.test(line));
		expect(marks.length).toBeGreaterThan(0);
		expect(marks.length).toBe(stdout.trimEnd().split('\n').length - 5);
	});

	it('goes on with other files where one cannot be read, and says which', async () => {
		const { code, stdout, stderr } = await workspace.run('compare', model, model, 'note.txt', 'nowhere.txt');
		expect([code, stderr]).toEqual([1, expect.stringContaining('nowhere.txt')]);
		expect(stdout).toContain('in both');
	});

	it('needs two models and a document', async () => {
		expect((await workspace.run('compare', model, 'note.txt')).code).toBe(2);
		expect((await workspace.run('compare', model, 'nowhere', 'note.txt')).stderr).toContain('[checkpoint.folderNotFound]');
	});
});

describe('spert compare --dataset', () => {
	const dataset = join(portableModelPath, '..', 'docs.json');

	it('finds no difference between a model and itself, and the F1 of spert eval', async () => {
		const { code, stdout } = await workspace.run('compare', model, model, '--dataset', dataset, '--format', 'json');
		expect(code).toBe(0);
		const { documents, ner, rel_nec: withTypes } = JSON.parse(stdout) as AnnotatedComparison;
		const evaluated = await workspace.run(...['eval', '--model_path', model, '--types_path', portableTypesPath, '--tokenizer_path', model, '--dataset_path', dataset, '--lowercase', '--format', 'json']);
		const figures = JSON.parse(evaluated.stdout) as Record<'ner' | 'rel_nec', { micro: { f1: number } }>;
		expect(documents).toBeGreaterThan(5);
		expect(ner).toEqual({ a: figures.ner.micro.f1, b: figures.ner.micro.f1, difference: 0, low: 0, high: 0, shareAhead: 0 });
		expect(withTypes.b).toBe(figures.rel_nec.micro.f1);
		expect(ner.a).toBeGreaterThan(0);
	});

	it('tells which of two models is ahead, and how sure that is', async () => {
		const { code, stdout } = await workspace.run('compare', 'embedded', model, '--dataset', dataset);
		expect(code).toBe(0);
		expect(stdout).toMatch(/^A: scierc-minilm \([0-9a-f]{12}\)\nB: mine \([0-9a-f]{12}\)\nMicro F1 on the \d+ documents of docs\.json/);
		const [, a = '', b = '', difference = '', low = '', high = ''] = /^entities +([\d.]+) +([\d.]+) +([-+][\d.]+) {3}([-+][\d.]+) to ([-+][\d.]+), \d+ %$/m.exec(stdout) ?? [];
		expect(Number(difference)).toBeCloseTo(Number(b) - Number(a), 1);
		expect(Number(low)).toBeLessThanOrEqual(Number(difference));
		expect(Number(high)).toBeGreaterThanOrEqual(Number(difference));
	});

	it('refuses documents without annotation beside it, and options of those', async () => {
		expect((await workspace.run('compare', model, model, 'note.txt', '--dataset', dataset)).code).toBe(2);
		const { code, stderr } = await workspace.run('compare', model, model, '--dataset', dataset, '--exclude', 'drafts/');
		expect([code, stderr]).toEqual([2, expect.stringContaining('--exclude has no meaning with --dataset')]);
		expect((await workspace.run('compare', model, model, '--dataset', 'nowhere.json')).stderr).toMatch(/\[[a-z]+\.[a-zA-Z]+\]/);
	});
});

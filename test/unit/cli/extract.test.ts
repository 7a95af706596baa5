import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defined } from './defined';
import { portableSentences } from '../engine/portableModel';
import { environmentIn } from '../commandLine';
import { CommandLineWorkspace, extractModel } from './workspace';

interface Entity {
	readonly id: string;
	readonly type: string;
	readonly text: string;
	readonly score: number;
	readonly start: number;
	readonly end: number;
	readonly startCodePoint: number;
	readonly endCodePoint: number;
	readonly line: number;
	readonly column: number;
	readonly ranges: readonly { readonly start: number; readonly end: number }[];
}
interface Report {
	model: { name: string; hash: string };
	readonly file: string;
	readonly entities: readonly Entity[];
	readonly relations: readonly { readonly type: string; readonly head: string; readonly tail: string; readonly score: number }[];
}

let workspace: CommandLineWorkspace;
beforeAll(() => {
	workspace = new CommandLineWorkspace();
});
afterAll(() => workspace.dispose());

/** Sentences of the golden data that the small model knows, as a writer would set them. */
const sentences = portableSentences.map((tokens) => tokens.join(' ').replace(/ ([.,;:?!)])/g, '$1').replace(/([(]) /g, '$1'));

async function reportOf(...args: string[]): Promise<Report> {
	const { code, stdout, stderr } = await workspace.run('extract', ...extractModel, '--format', 'json', ...args);
	expect([code, stderr]).toEqual([0, '']);
	return JSON.parse(stdout) as Report;
}

function expectExact({ entities }: Report, source: string): void {
	expect(entities.length).toBeGreaterThan(0);
	const withoutSpace = (text: string): string => text.replace(/\s+/g, ' ');
	for (const { text, start, end, startCodePoint, endCodePoint, line, column, ranges } of entities) {
		if (ranges.length === 1) {
			expect(withoutSpace(source.slice(start, end))).toBe(text);
		}
		expect(ranges[0]!.start).toBe(start);
		expect(ranges.at(-1)!.end).toBe(end);
		expect([...source].slice(startCodePoint, endCodePoint).join('')).toBe(source.slice(start, end));
		const before = source.slice(0, start).split(/\r\n|\n|\r/);
		expect([line, column]).toEqual([before.length, before.at(-1)!.length + 1]);
	}
}

describe('spert extract', () => {
	it.each([
		['plain.txt', sentences.join('\n\n')],
		['lines.txt', sentences.join('\r\n\r\n')],
		['notes.md', ['# 😀 Notes', ...sentences.map((sentence, index) => (index % 2 === 0 ? sentence : `- 😀 ${sentence}`))].join('\n\n')],
		['crlf.md', ['---', 'title: x', '---', '', ...sentences].join('\r\n\r\n')],
		['paper.tex', `\\documentclass{article}\n\\begin{document}\n% 😀\n${sentences.join(' % comment\n\n')}\n\\end{document}\n`],
	])('%s: every entity is exactly on its words', async (name, source) => {
		const file = workspace.write(name, source);
		const report = await reportOf(file);
		expectExact(report, source);
		expect(report.file).toBe(file);
		expect(report.entities.map(({ id }) => id)).toEqual(report.entities.map((_, index) => `e${index + 1}`));
		expect(report.entities.every(({ start }, index) => start >= (report.entities[index - 1]?.start ?? 0))).toBe(true);
		const ids = new Set(report.entities.map(({ id }) => id));
		expect(report.relations.length).toBeGreaterThan(0);
		expect(report.relations.every(({ head, tail }) => ids.has(head) && ids.has(tail) && head !== tail)).toBe(true);
	});

	it('reads through markup, with one range for each part of the words', async () => {
		const plain = await reportOf(workspace.write('one.txt', defined(sentences[1])));
		const entity = defined(plain.entities.find(({ text }) => text.includes(' ')));
		const [first, ...rest] = entity.text.split(' ');
		const source = defined(sentences[1]).replace(entity.text, `\\emph{${first}} \\textbf{${rest.join(' ')}}`);
		const { entities } = await reportOf(workspace.write('one.tex', source));
		const marked = defined(entities.find(({ text }) => text === entity.text));
		expect(marked.type).toBe(entity.type);
		expect(marked.ranges.map(({ start, end }) => source.slice(start, end))).toEqual([first, rest.join(' ')]);
	});

	it('finds the same in the same words, whatever the format of the document', async () => {
		const texts = async (name: string, source: string): Promise<string[]> => {
			const { entities } = await reportOf(workspace.write(name, source));
			return entities.map(({ type, text, score }) => `${type} ${text} ${score}`);
		};
		const plain = await texts('same.txt', sentences.join('\n\n'));
		expect(await texts('same.md', sentences.join('\n\n'))).toEqual(plain);
		expect(await texts('same-crlf.txt', sentences.join('\r\n\r\n'))).toEqual(plain);
	});

	it('prints a table of entities and relations with --format tsv', async () => {
		const source = sentences.slice(0, 4).join('\n\n');
		const file = workspace.write('table.txt', source);
		const report = await reportOf(file);
		const { stdout } = await workspace.run('extract', ...extractModel, '--format', 'tsv', file);
		const [header, ...rows] = stdout.replace(/\n$/, '').split('\n').map((line) => line.split('\t'));
		expect(header).toEqual(['file', 'kind', 'id', 'type', 'score', 'start', 'end', 'line', 'column', 'head', 'tail', 'text', 'modelHash']);
		expect(rows.every((row) => row.length === defined(header).length && row[0] === file)).toBe(true);
		const entities = rows.filter(([, kind]) => kind === 'entity');
		const fields = ({ id, type, score, start, end, line, column, text }: Entity) => [id, type, score, start, end, line, column, '', '', text, report.model.hash];
		expect(entities.map((row) => row.slice(2))).toEqual(report.entities.map((entity) => fields(entity).map(String)));
		const relations = rows.filter(([, kind]) => kind === 'relation');
		expect(relations.map((row) => [row[3], row[4], row[9], row[10]])).toEqual(
			report.relations.map(({ type, score, head, tail }) => [type, String(score), head, tail]),
		);
		expect(relations.every((row) => row[12] === report.model.hash)).toBe(true);
		expect(entities.length + relations.length).toBe(rows.length);
	});

	it('prints lines for people by default, a place an editor understands first', async () => {
		const file = workspace.write('people.txt', sentences.slice(0, 4).join('\n\n'));
		const { entities, relations, model } = await reportOf(file);
		const { stdout } = await workspace.run('extract', ...extractModel, file);
		const lines = stdout.trimEnd().split('\n');
		expect(lines).toHaveLength(entities.length + relations.length + 1);
		entities.forEach(({ line, column, type, text }, index) => {
			expect(lines[index]!.startsWith(`${file}:${line}:${column}  ${type}`)).toBe(true);
			expect(lines[index]!.endsWith(text)).toBe(true);
		});
		expect(lines.at(-1)).toBe(`${file}: ${entities.length} entities, ${relations.length} relations (model, ${model.hash.slice(0, 12)})`);
	});

	it('applies thresholds and the longest span', async () => {
		const file = workspace.write('thresholds.txt', sentences.join('\n\n'));
		const all = await reportOf(file);
		const strict = await reportOf(file, '--entity-threshold', '0.7', '--relation-threshold', '1');
		expect(strict.relations).toEqual([]);
		expect(strict.entities.map(({ text }) => text)).toEqual(all.entities.filter(({ score }) => score >= 0.7).map(({ text }) => text));
		expect(strict.entities.length).toBeLessThan(all.entities.length);
		const short = await reportOf(file, '--max-span-size', '1');
		expect(short.entities.every(({ text }) => !text.includes(' '))).toBe(true);
	});

	it('does the other files where one is missing or no text, and fails', async () => {
		const good = workspace.write('good.txt', defined(sentences[1]));
		const empty = workspace.write('empty.md', '');
		const binary = workspace.write('binary.txt', Uint8Array.of(0x80, 0x81, 0xff));
		const zeros = workspace.write('zeros.txt', 'text\u0000text');
		const missing = workspace.path('missing.txt');
		const files = [missing, good, binary, empty, zeros, good];
		const { code, stdout, stderr } = await workspace.run('extract', ...extractModel, '--format', 'json', ...files);
		expect(code).toBe(1);
		const reports = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Report);
		expect(reports.map(({ file }) => file)).toEqual([good, empty, good]);
		expect(reports[1]!.entities).toEqual([]);
		expect(reports[2]).toEqual(reports[0]);
		const lines = stderr.trimEnd().split('\n');
		expect(lines.map((line) => /\[(.*)\]$/.exec(line)?.[1])).toEqual(['cli.fileUnreadable', 'cli.notText', 'cli.notText']);
		[missing, binary, zeros].forEach((file, index) => expect(lines[index]).toContain(file));
	});

	it('reads a byte order mark as none', async () => {
		const source = defined(sentences[1]);
		const plain = await reportOf(workspace.write('bom.txt', source));
		const marked = await reportOf(workspace.write('bom.txt', `\ufeff${source}`));
		expect(marked).toEqual(plain);
	});

	it('says what is wrong with a model folder', async () => {
		const file = workspace.write('good.txt', defined(sentences[1]));
		const missing = await workspace.run('extract', '--model', workspace.path('nowhere'), file);
		expect([missing.code, missing.stdout]).toEqual([1, '']);
		expect(missing.stderr).toMatch(/^spert extract: There is no model folder at .*nowhere\. .*\[checkpoint\.folderNotFound\]\n$/);

		const portable = join(extractModel[1]!, '..');
		mkdirSync(workspace.path('encoder'));
		for (const name of ['config.json', 'model.safetensors']) {
			copyFileSync(join(portable, 'encoder', name), workspace.path(`encoder/${name}`));
		}
		copyFileSync(join(portable, 'vocab.txt'), workspace.path('encoder/vocab.txt'));
		const encoder = await workspace.run('extract', '--model', workspace.path('encoder'), file);
		expect(encoder.code).toBe(1);
		expect(encoder.stderr).toContain('is an encoder (');
		expect(encoder.stderr).toContain('cannot extract anything yet. Train it on annotated sentences first');
		expect(encoder.stderr).toContain('[checkpoint.encoderOnly]');

		const untyped = await workspace.run('extract', '--model', extractModel[1]!, file);
		expect(untyped.code).toBe(1);
		expect(untyped.stderr).toContain('[checkpoint.typesMissing]');
	});

	it('ends quietly when whoever reads its output has read enough', async () => {
		const file = workspace.write('many.txt', sentences.join('\n\n'));
		const files = Array<string>(400).fill(file);
		const args = [workspace.program.path, 'extract', ...extractModel, '--format', 'json', ...files];
		const child = spawn(process.execPath, args, { env: environmentIn(workspace.folder), stdio: ['ignore', 'pipe', 'pipe'] });
		let stderr = '';
		child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
		child.stdout.once('data', () => child.stdout.destroy());
		const code = await new Promise((resolve) => child.once('exit', resolve));
		expect([code, stderr]).toEqual([0, '']);
	});

	it.skipIf(!existsSync(join(import.meta.dirname, '../../../models/scierc-minilm/model.safetensors')))(
		'uses the embedded model where none is named',
		async () => {
			const source = 'We train a neural network for machine translation and evaluate it on the WMT corpus.';
			const file = workspace.write('embedded.md', source);
			const { code, stdout } = await workspace.run('extract', '--format', 'json', file);
			expect(code).toBe(0);
			const report = JSON.parse(stdout) as Report & { model: { name: string } };
			expect(report.model.name).toBe('scierc-minilm');
			expectExact(report, source);
			expect(report.entities.map(({ text }) => text)).toContain('machine translation');
		},
	);
});

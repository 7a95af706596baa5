// `spert extract` over the files of a LaTeX project.

import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { portableSentences } from '../engine/portableModel';
import { CommandLineWorkspace, extractModel } from './workspace';

let workspace: CommandLineWorkspace;
const sentence = (portableSentences[0] ?? []).join(' ');

beforeAll(() => {
	workspace = new CommandLineWorkspace();
	mkdirSync(workspace.path('thesis/chapters'), { recursive: true });
	const write = (name: string, text: string): void => writeFileSync(workspace.path(`thesis/${name}`), text);
	write('main.tex', `\\documentclass{article}\n\\input{macros}\n\\begin{document}\n${sentence}\n\\input{chapters/one}\n\\include{missing}\n\\end{document}\n`);
	write('macros.tex', `\\newcommand{\\whole}{${sentence}}\n`);
	write('chapters/one.tex', '\\section{One}\n\\whole\n');
});
afterAll(() => workspace.dispose());

interface Report {
	readonly file: string;
	readonly entities: readonly { readonly text: string; readonly start: number; readonly end: number }[];
}

async function reports(...args: string[]): Promise<Report[]> {
	const { code, stdout, stderr } = await workspace.run('extract', ...args, ...extractModel, '--format', 'json', '--no-cache');
	expect([code, stderr]).toEqual([0, '']);
	return stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Report);
}

describe('A LaTeX project', () => {
	it('gives a chapter the macros of its other files, with its places in the chapter', async () => {
		const [main, chapter] = await reports('thesis/main.tex', 'thesis/chapters/one.tex');
		const texts = (report: Report | undefined): string[] => (report?.entities ?? []).map(({ text }) => text);
		expect(texts(main).length).toBeGreaterThan(0);
		expect(texts(chapter)).toEqual(expect.arrayContaining(texts(main)));
		const source = workspace.read('thesis/chapters/one.tex');
		const ofMacro = chapter?.entities.filter(({ text }) => texts(main).includes(text)) ?? [];
		expect(new Set(ofMacro.map(({ start, end }) => source.slice(start, end)))).toEqual(new Set(['\\whole']));
	});

	it('is extracted whole with --follow, each file once, without those that only define', async () => {
		const files = (await reports('--follow', 'thesis/main.tex')).map(({ file }) => file.replaceAll('\\', '/'));
		expect(files).toEqual(['thesis/main.tex', 'thesis/chapters/one.tex']);
		expect((await reports('--follow', 'thesis')).length).toBe(3);
		expect((await reports('thesis/main.tex')).length).toBe(1);
	});
});

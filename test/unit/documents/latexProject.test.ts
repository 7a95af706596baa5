// LaTeX projects: which files belong together, in which order they are read, and what they define.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { extractBlocks } from '../../../src/documents/extractBlocks';
import { inclusionsIn, isRootFile, rootNamedIn } from '../../../src/documents/latex/inclusions';
import { findLatexRoot, joinPath, readLatexProject, readOptionsOf, type ReadFile } from '../../../src/documents/latex/project';

/** A port over files that are only named here. */
function filesOf(files: Readonly<Record<string, string>>): ReadFile {
	return (path) => Promise.resolve(Object.hasOwn(files, path) ? files[path] : undefined);
}

const paths = (project: { readonly files: readonly { readonly path: string }[] }): string[] => project.files.map(({ path }) => path);

describe('what a file reads', () => {
	it('is found in every form, and not in comments or verbatim text', () => {
		const source = String.raw`\documentclass{article}\usepackage[a4paper]{geometry, ours}
			\input{macros} \input "quoted" % \input{hidden}
			\include{chapters/one}\input two.tex
			\subfile{three}\import{parts/}{four}\subimport*{more/}{five}
			\begin{verbatim}\input{no}\end{verbatim} \verb|\input{neither}| 50\% \input{six} \url{a%b} \loadglsentries{terms}`;
		const found = inclusionsIn(source).map(({ kind, folder, isRelative, name, extension }) =>
			[kind === 'text' ? '' : kind, isRelative ? 'relative' : '', `${folder}${name}`, extension === 'tex' ? '' : extension].filter(Boolean).join(' '),
		);
		expect(found).toEqual([
			...['definitions article cls', 'definitions geometry sty', 'definitions ours sty', 'macros', 'quoted', 'chapters/one'],
			...['two.tex', 'three', 'parts/four', 'relative more/five', 'six', 'definitions terms'],
		]);
	});

	it('may name its root', () => {
		expect(rootNamedIn('% !TeX root = ../main.tex\nWords.')).toBe('../main.tex');
		expect(rootNamedIn('%!TEX root=main\n')).toBe('main.tex');
		expect(rootNamedIn('\\documentclass[../main]{subfiles}')).toBe('../main.tex');
		expect(rootNamedIn('\\documentclass{article}')).toBeUndefined();
		expect(isRootFile('\\documentclass[a]{b}')).toBe(true);
		expect(isRootFile('% \\documentclass{b}')).toBe(false);
		expect(isRootFile('\\documentclass[../main]{subfiles}')).toBe(false);
	});
});

describe('joinPath', () => {
	it.each([
		['a/b', 'c.tex', 'a/b/c.tex'],
		['a/b', '../c.tex', 'a/c.tex'],
		['a', './b/./c', 'a/b/c'],
		['', '../c', '../c'],
		['a', '../../c', '../c'],
		['/a', '../../c', '/c'],
		['C:/a', '..\\b', 'C:/b'],
		['/a', '/b', '/b'],
		['a', '', 'a'],
	])('of %s and %s is %s', (folder, path, joined) => {
		expect(joinPath(folder, path)).toBe(joined);
	});
});

describe('a project', () => {
	const book = {
		'book/main.tex': String.raw`\documentclass{book}\usepackage{ours}\input{macros}\begin{document}
			\include{chapters/one}\import{extra/}{notes}\input{missing}\end{document}`,
		'book/ours.sty': String.raw`\newcommand{\net}{SpanNet}\newcommand{\late}{sty}`,
		'book/macros.tex': String.raw`\renewcommand{\late}{macros}\newacronym{ner}{NER}{named entity recognition}`,
		'book/chapters/one.tex': String.raw`The \net{} for \acs{ner}. \input{chapters/two}`,
		'book/chapters/two.tex': String.raw`\newcommand{\own}{defined in two}Two.`,
		'book/extra/notes.tex': String.raw`\subimport{deep/}{more}`,
		'book/extra/deep/more.tex': String.raw`More \late.`,
	};

	it('has its files in the order in which TeX reads them, each once', async () => {
		const project = await readLatexProject('book/main.tex', filesOf(book));
		expect(paths(project)).toEqual([
			...['book/main.tex', 'book/ours.sty', 'book/macros.tex', 'book/chapters/one.tex', 'book/chapters/two.tex'],
			...['book/extra/notes.tex', 'book/extra/deep/more.tex'],
		]);
		expect(project.files.map(({ kind }) => kind)).toEqual(['text', 'definitions', 'preamble', 'text', 'text', 'text', 'text']);
		expect(project.missing).toEqual(['missing']);
		expect(project.isTruncated).toBe(false);
	});

	it('has one table of macros, as plain data', async () => {
		const { macros, files } = await readLatexProject('book/main.tex', filesOf(book));
		expect(JSON.parse(JSON.stringify(macros))).toEqual(macros);
		expect(structuredClone(macros)).toEqual(macros);
		const texts = files.flatMap(({ source, kind }) => (kind === 'text' ? extractBlocks(source, 'latex', { macros }) : []));
		expect(texts.map(({ text }) => text)).toEqual(['The SpanNet for NER.', 'Two.', 'More macros.']);
		expect(Object.keys(macros.macros)).toEqual(['net', 'late', 'own']);
	});

	it('says how each of its files is read', async () => {
		const project = await readLatexProject('book/main.tex', filesOf(book));
		const { macros } = project;
		expect(readOptionsOf(project, 'book/main.tex')).toEqual({ macros });
		expect(readOptionsOf(project, 'book/macros.tex')).toEqual({ macros, isPreamble: true });
		expect(readOptionsOf(project, 'book/ours.sty')).toBeUndefined();
		expect(readOptionsOf(project, 'book/new.tex')).toEqual({ macros });
	});

	it('finds files from the root, from an imported folder and beside the one that includes them, in this order', async () => {
		const files = { 'a/main.tex': '\\input{sub/one}', 'a/sub/one.tex': '\\input{two}', 'a/sub/two.tex': 'Two.' };
		expect(paths(await readLatexProject('a/main.tex', filesOf(files)))).toEqual(Object.keys(files));
		const both = { ...files, 'a/two.tex': 'The other two.' };
		expect(paths(await readLatexProject('a/main.tex', filesOf(both)))).toEqual(['a/main.tex', 'a/sub/one.tex', 'a/two.tex']);
		const imported = { ...both, 'a/main.tex': '\\subimport{sub/}{one}', 'a/sub/one.tex': '\\subimport{./}{two}' };
		expect(paths(await readLatexProject('a/main.tex', filesOf(imported)))).toEqual(['a/main.tex', 'a/sub/one.tex', 'a/sub/two.tex']);
	});

	it('that includes itself ends', async () => {
		const files = { 'a.tex': 'A \\input{b}', 'b.tex': 'B \\input{a} \\input{b}' };
		expect(paths(await readLatexProject('a.tex', filesOf(files)))).toEqual(['a.tex', 'b.tex']);
	});

	it('is bounded in files, depth and length', async () => {
		const endless: ReadFile = (path) => Promise.resolve(`Words. \\input{x${path.replace('.tex', '')}}`);
		const limits = { files: 5, depth: 20, units: 1000 };
		const many = await readLatexProject('x.tex', endless, limits);
		expect(many.files).toHaveLength(5);
		expect(many.isTruncated).toBe(true);
		const deep = await readLatexProject('x.tex', endless, { ...limits, files: 100, depth: 3 });
		expect(deep.files).toHaveLength(4);
		const long = await readLatexProject('x.tex', (path) => Promise.resolve(`${'y'.repeat(400)}\\input{x${path.replace('.tex', '')}}`), limits);
		expect(long.files.length).toBeLessThan(4);
		expect(long.isTruncated).toBe(true);
	});

	it('without a root file is empty', async () => {
		expect((await readLatexProject('none.tex', filesOf({}))).files).toEqual([]);
	});

	it('keeps names that objects have by themselves', async () => {
		const files = { 'a.tex': '\\newcommand{\\constructor}{built}\\newacronym{__proto__}{P}{proto}Is \\constructor{} and \\acs{__proto__}.' };
		const { macros } = await readLatexProject('a.tex', filesOf(files));
		expect(extractBlocks('Is \\constructor{} and \\acs{__proto__}, \\toString{}.', 'latex', { macros: structuredClone(macros) })[0]?.text).toBe(
			'Is built and P, toString.',
		);
	});
});

describe('the root of a file', () => {
	const files = {
		'p/main.tex': '\\documentclass{article}\\input{parts/one}',
		'p/parts/one.tex': '\\input{parts/two}',
		'p/parts/two.tex': 'Two.',
		'p/parts/named.tex': '% !TeX root = ../main.tex\nNamed.',
		'p/parts/lost.tex': '% !TeX root = ../gone.tex\nLost.',
		'q/other.tex': '\\documentclass{article}Other.',
		'lonely.tex': 'Lonely.',
	};
	const others = Object.keys(files);

	it.each([
		['p/main.tex', 'p/main.tex'],
		['p/parts/one.tex', 'p/main.tex'],
		['p/parts/two.tex', 'p/main.tex'],
		['p/parts/named.tex', 'p/main.tex'],
		['p/parts/lost.tex', 'p/parts/lost.tex'],
		['q/other.tex', 'q/other.tex'],
		['lonely.tex', 'lonely.tex'],
		['gone.tex', 'gone.tex'],
	])('%s is %s', async (path, root) => {
		expect(await findLatexRoot(path, others, filesOf(files))).toBe(root);
	});
});

const paper = '../shared/documents/latex/covering-your-basis';

describe.skipIf(!existsSync(paper))('a real project (skipped where ../shared is absent)', () => {
	it('gives its chapters the macros of its root', async () => {
		const readFile: ReadFile = (path) => Promise.resolve(existsSync(path) ? readFileSync(path, 'utf8') : undefined);
		const { files, macros, missing } = await readLatexProject(`${paper}/ms.tex`, readFile);
		expect(files.map(({ path }) => path.slice(paper.length + 1))).toEqual(
			['ms', 'macros', 'intro', 'methods', 'results', 'conclusion', 'appendicies'].map((name) => `${name}.tex`),
		);
		expect(missing).toEqual([]);
		const results = files.find(({ path }) => path.endsWith('results.tex'))?.source ?? '';
		const text = extractBlocks(results, 'latex', { macros }).map((block) => block.text).join('\n');
		expect(text).toContain('The icons link to the code used to generate this figure and to zenodo entries');
		expect(text).not.toContain('LinkExplainer');
	});
});

// Whole documents: hostile ones, our own samples, and real papers (skipped where ../shared is absent).

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatOf, type DocumentFormat } from '../../../src/documents/documentFormat';
import { extractBlocks } from '../../../src/documents/extractBlocks';
import { readSentences } from '../../../src/documents/readSentences';
import { blocksOf, expectSound, identityShare } from './reading';

const fixtures = 'test/fixtures/documents';
const formats: DocumentFormat[] = ['latex', 'markdown', 'plainText'];
const allFormats: DocumentFormat[] = [...formats, 'notebook', 'restructuredText', 'asciiDoc', 'typst', 'bibTex'];

describe('hostile documents', () => {
	it.each(readdirSync(fixtures))('%s is read in every format', (name) => {
		const source = readFileSync(`${fixtures}/${name}`, 'utf8');
		for (const format of allFormats) {
			expectSound(extractBlocks(source, format), source);
		}
	});

	it('an empty document has no blocks', () => {
		expect(allFormats.flatMap((format) => extractBlocks('', format))).toEqual([]);
	});

	it('with CRLF reads like any other', () => {
		const source = readFileSync(`${fixtures}/crlf.tex`, 'utf8');
		expect(source).toContain('\r\n');
		expect(blocksOf(source, 'latex')).toEqual([
			'title: Line Ends',
			'heading: One',
			'paragraph: A first paragraph, of two lines. It goes on.',
			'paragraph: A second one with k-means.',
		]);
	});

	it('with unclosed commands keeps the words of every paragraph', () => {
		const text = blocksOf(readFileSync(`${fixtures}/unclosed.tex`, 'utf8'), 'latex').join('\n');
		for (const words of ['Never closed', 'open brace and bold text.', 'sign stands here', 'Words after the formula.', 'Words after the figure.', 'One item.', 'The last paragraph.']) {
			expect(text).toContain(words);
		}
	});

	it('with emoji and other scripts keeps their places', () => {
		const source = readFileSync(`${fixtures}/emoji.md`, 'utf8');
		expect(identityShare(extractBlocks(source, 'markdown'), source)).toBe(1);
		expect(blocksOf(source, 'markdown')[1]).toContain('Uses 深度学习 for 分类。');
	});
});

/** A document of `length` units made by repeating `text`. */
const repeated = (text: string, length: number): string => text.repeat(Math.ceil(length / text.length)).slice(0, length);

describe('large documents', () => {
	const latex = readFileSync('sample/paper.tex', 'utf8').replace(/[\s\S]*\\maketitle|\\bibliographystyle[\s\S]*/g, '');
	const markdown = readFileSync('sample/notes.md', 'utf8').replace(/^---[\s\S]*?---/, '');

	it.each<[string, string, DocumentFormat]>([
		['LaTeX', latex, 'latex'],
		['Markdown', markdown, 'markdown'],
		['plain text', markdown, 'plainText'],
	])('5 MB of %s are read within seconds', (_title, text, format) => {
		const source = repeated(text, 5_000_000);
		const start = performance.now();
		const sentences = readSentences(source, format);
		// About one second on the slowest machine it was tried on; work that is not linear takes minutes.
		expect(performance.now() - start).toBeLessThan(15_000);
		expect(sentences.length).toBeGreaterThan(10_000);
	});

	it.each([
		...['{', '$', '\\begin{x}', '\\begin{equation}', '\\footnote{', '\\foo[', '\\iffalse ', '\\def\\a{\\a\\a}\\a ', '\\item[', '\\(', '\\verb|a'],
		...['[', '![a](', '[a](b', '**a', '$a\n\n', '>', '\\begin{x}\n\n', 'a|b\n-|-\n', '`', '<!--'],
	])('half a megabyte of %j is read in every format within seconds', (unit) => {
		const source = repeated(unit, 500_000);
		for (const format of formats) {
			const start = performance.now();
			extractBlocks(source, format);
			expect(performance.now() - start).toBeLessThan(15_000);
		}
	});
});

describe('the samples', () => {
	it.each(['sample/paper.tex', 'sample/notes.md'])('%s gives at least 40 sentences of clean prose', (file) => {
		const source = readFileSync(file, 'utf8');
		const format = formatOf(undefined, file);
		const blocks = extractBlocks(source, format);
		expectSound(blocks, source);
		expect(readSentences(source, format).length).toBeGreaterThan(40);
		expect(blocks.map(({ text }) => text).join('\n')).not.toMatch(/[\\{}$]|\]\(|\*/);
	});
});

const folder = '../shared/documents';
const papers = existsSync(folder)
	? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(?:tex|md)$/.test(name) && name !== 'SOURCE.md')
	: [];

/** Blocks at least, where a file is more or less than a usual paper. */
const fewestBlocks = new Map([
	['latex/covering-your-basis/macros.tex', 0],
	['latex/covering-your-basis/ms.tex', 3],
	['latex/covering-your-basis/methods.tex', 3],
	['latex/covering-your-basis/intro.tex', 5],
	['latex/covering-your-basis/conclusion.tex', 6],
	['latex/celerite.tex', 120],
	['markdown/meta-review.md', 150],
]);

/** Left of markup: commands, citations, braces, link targets, emphasis, HTML. Dollars stand for amounts of money only. */
const markup = /\\[a-zA-Z]{2,}|[{}]|\$(?!\d)|\]\(|\*\*|<\/?[a-z]+>|\[@|&[a-z]+;|\\begin|\\cite/g;

/** Text that the authors print verbatim and that looks like markup. */
const printed = /\[START_SMILES\].*?\[\\?END_SMILES\]|\[\\ANSWER\]|\{[a-z_]+\}|\{sin: \{sin: 0, cos: 1\}\}/g;

describe.skipIf(papers.length === 0)('real papers (skipped where ../shared is absent)', () => {
	it.each(papers)('%s', (name) => {
		const source = readFileSync(`${folder}/${name}`, 'utf8');
		const blocks = extractBlocks(source, formatOf(undefined, name));
		expectSound(blocks, source);
		expect(blocks.length).toBeGreaterThanOrEqual(fewestBlocks.get(name) ?? 10);
		const left = blocks.flatMap(({ text }) => text.replace(printed, '').match(markup) ?? []);
		expect(left).toEqual([]);
		// The rest are accents, symbols and words from the documents' own macros.
		expect(identityShare(blocks, source)).toBeGreaterThan(0.93);
	});
});

// What holds for any LaTeX document whatsoever: generated ones, and our samples and golden cases with random edits.

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractBlocks } from '../../../src/documents/extractBlocks';
import { inclusionsIn } from '../../../src/documents/latex/inclusions';
import { readLatexProject } from '../../../src/documents/latex/project';
import { readDocument } from '../../../src/documents/readDocument';
import type { ReadOptions } from '../../../src/documents/readOptions';
import { expectSound } from './reading';

const markup = fc.constantFrom(
	...['{', '}', '$', '$$', '\\', '\\(', '\\)', '\\[', '\\]', '%', '&', '~', '\n', '\n\n', '\r\n', ' ', '[', ']', '<', '>', '^', '_', '\\\\', '--', '``', "''"],
	...['\\begin{equation}', '\\end{equation}', '\\begin{figure}', '\\end{figure}', '\\begin{document}', '\\end{document}', '\\begin{tabular}{l}', '\\end{tabular}'],
	...['\\begin{verbatim}', '\\end{verbatim}', '\\begin{lstlisting}[caption={a}]', '\\end{lstlisting}', '\\begin{itemize}[<+->]', '\\end{itemize}', '\\begin{frame}{A}'],
	...['\\begin{theorem}[Name]', '\\end{theorem}', '\\begin{tcolorbox}[title=Box]', '\\caption{', '\\footnote{', '\\section{', '\\item', '\\item<1->[x]', '\\makecell{'],
	...['\\cite{a}', '\\citet{k}', '\\textcites(a)[b]{c}{d}', '\\ref{a}', '\\cref{fig:a,tab:b}', "\\'e", '\\"{\\i}', '\\^{}', '\\verb|', '\\verb|{|', '\\lstinline{'],
	...['\\iffalse', '\\else', '\\fi', '\\textbf{', '\\gls{x}', '\\acp{y}', '\\ensuremath{', '\\SI{1}{\\kilo\\meter\\per', '\\numlist{1;2}', '\\ang{4}', '\\title{'],
	...['\\input{a}', '\\input b', '\\import{a}{b}', '\\href{a%b}{', '\\tikz ', '\\intertext{', '\\href{', '% spert: off\n', '% spert: on\n', '\\nicefrac{1}{2}'],
	...['\\char', '\\char65 ', '\n<<a>>=\n', '\n@\n', '\\ifnum1=1', '\\ifx', '\\if!', '!', '\\sep ', '\\begin{tabbing}', '\\=', '\\>', '\\textquote[a]{', '\\onedot', '\\diagbox{'],
	...['\\begin{multicols}{2}[', '\\subfloat[', '\\Sexpr{', '\\begin{keyword}', '\\begin{tablenotes}', '\\multirow{2}{*}{', '\\multicolumn{2}{c}{'],
	...['word', 'Two words.', '3', '👩‍🔬', 'é', '深', '\ufeff', '\u0000'],
);

const definition = fc.constantFrom(
	...['\\newcommand{\\a}[2][x]{#2 y #1}', '\\def\\b#1{#1#1}', '\\def\\a{\\b}', '\\a', '\\a{', '\\b{z}', '\\let\\c\\a', '\\let\\a\\c', '\\c', '\\def\\be{\\begin{equation}}', '\\be'],
	...['\\def\\p(#1,#2){#1-#2}', '\\p(a,b)', '\\p(', '\\NewDocumentCommand{\\x}{s o m}{\\IfBooleanTF{#1}{#2}{#3}}', '\\x*[o]{m}', '\\x{n}', '\\csname a\\endcsname'],
	...['\\newenvironment{e}[1]{\\begin{quote}#1}{\\end{quote}}', '\\begin{e}{f}', '\\end{e}', '\\newenvironment{q}{\\begin{align}}{\\end{align}}', '\\begin{q}', '\\end{q}'],
	...['\\newenvironment{r}{\\begin{r}}{\\end{r}}', '\\begin{r}', '\\end{r}', '\\newif\\ifd', '\\dtrue', '\\ifd', '\\newacronym{x}{X}{long x}', '\\acrodef{y}{why}'],
	...['\\lstnewenvironment{v}{}{}', '\\begin{v}', '\\end{v}', '\\newtheorem{t}{T}', '\\begin{t}[u]', '##', '#1', '\\newcommand{\\new}[1]{\\newcommand{#1}{##1}}', '\\new{\\a}'],
);

const joined = (piece: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

const folder = 'test/golden/documents/latex';
const sourceOf = (name: string): string => /^--- source\n([\s\S]*?)^--- blocks$/m.exec(readFileSync(`${folder}/${name}`, 'utf8'))?.[1] ?? '';
const cases = readdirSync(folder).filter((name) => name.endsWith('.case')).map(sourceOf);
const paper = readFileSync('sample/paper.tex', 'utf8');

interface Edit {
	readonly at: number;
	readonly removed: number;
	readonly inserted: string;
}

const edits = fc.array(fc.record({ at: fc.nat({ max: 1_000_000 }), removed: fc.nat({ max: 12 }), inserted: fc.oneof(fc.constant(''), markup, definition) }), { minLength: 1, maxLength: 8 });

function edited(source: string, changes: readonly Edit[]): string {
	return changes.reduce((text, { at, removed, inserted }) => {
		const start = at % (text.length + 1);
		return text.slice(0, start) + inserted + text.slice(start + removed);
	}, source);
}

/** A few neighbouring golden cases, or a piece of our sample paper, with edits. */
const mutated = fc
	.tuple(fc.oneof(fc.nat({ max: cases.length - 1 }).map((index) => cases.slice(index, index + 3).join('\n\n')), fc.nat({ max: paper.length }).map((at) => paper.slice(at, at + 1500))), edits)
	.map(([source, changes]) => edited(source, changes));

const withoutMacros = joined(markup);
const anyDocument = fc.oneof(withoutMacros, joined(fc.oneof(markup, definition)), mutated, mutated);

const treatments: ReadOptions = {
	commands: { textbf: 'skip', footnote: 'keep', a: { replace: 'some words' }, section: 'skip' },
	environments: { equation: 'keep', figure: 'keep', itemize: 'skip', verbatim: 'keep', tabular: { replace: 'a table' } },
	macros: {
		macros: { a: { kind: 'text', lead: '', parameters: [{ kind: 'mandatory' }], body: '#1 \\b{#1}' }, q: { kind: 'opaque' } },
		environments: { e: { parameters: [], begin: '\\begin{figure}', end: '\\end{figure}' } },
		theorems: ['t'],
		literals: ['v'],
		terms: { x: { short: 'X', shortPlural: 'Xs', long: '\\a{long}', longPlural: undefined } },
		switches: { d: true },
	},
};
const options = fc.constantFrom<ReadOptions>({}, treatments);

describe('any LaTeX document', () => {
	it('is read without an exception, into blocks whose places are in bounds and in order', () => {
		fc.assert(
			fc.property(anyDocument, options, (source, chosen) => {
				expectSound(extractBlocks(source, 'latex', chosen), source);
			}),
			{ numRuns: 2000 },
		);
	});

	it('places no character on a letter that is another one', () => {
		fc.assert(
			fc.property(withoutMacros, (source) => {
				for (const { text, from, to } of extractBlocks(source, 'latex')) {
					for (let unit = 0; unit < text.length; unit++) {
						const piece = source.slice(from[unit], to[unit]);
						if (/^[\p{L}\p{N}\p{Cs}]$/u.test(piece) && text.charAt(unit) !== ' ') {
							expect(text.charAt(unit)).toBe(piece);
						}
					}
				}
			}),
			{ numRuns: 1000 },
		);
	});

	it('reads the same with CRLF as with LF', () => {
		fc.assert(
			fc.property(anyDocument, (source) => {
				const unix = source.replace(/\r\n?/g, '\n');
				const windows = unix.replaceAll('\n', '\r\n');
				const read = extractBlocks(windows, 'latex');
				expect(read.map(({ kind, text }) => [kind, text])).toEqual(extractBlocks(unix, 'latex').map(({ kind, text }) => [kind, text]));
				expectSound(read, windows);
			}),
			{ numRuns: 1000 },
		);
	});

	it('reads the same after an edit as it reads by itself, and with options that crossed to another thread', () => {
		fc.assert(
			fc.property(anyDocument, edits, options, (source, changes, chosen) => {
				const next = edited(source, changes);
				const alone = readDocument(next, 'latex', structuredClone(chosen));
				readDocument(source, 'latex', chosen);
				expect(readDocument(next, 'latex', chosen)).toEqual(alone);
			}),
			{ numRuns: 500 },
		);
	});

	it('is a project of which the files are found without an exception', async () => {
		await fc.assert(
			fc.asyncProperty(anyDocument, anyDocument, async (root, other) => {
				expect(inclusionsIn(root).every(({ at }) => at < root.length)).toBe(true);
				const project = await readLatexProject('a.tex', (path) => Promise.resolve(path === 'a.tex' ? root : other), { files: 5, depth: 3, units: 100_000 });
				expect(project.files.length).toBeLessThanOrEqual(5);
				expectSound(extractBlocks(root, 'latex', { macros: project.macros }), root);
			}),
			{ numRuns: 500 },
		);
	});
});

describe('half a megabyte of one thing', () => {
	it.each([
		...['{', '$', '\\[', '\\begin{x}', '\\begin{equation}', '\\begin{tabular}{l}', '\\makecell{', '\\footnote{', '\\foo[', '\\item[', '\\verb|a', '\\lstinline|', '\\href{a'],
		...['\\iffalse ', '\\newif\\ifx\\xtrue\\ifx ', '\\else ', '\\def\\a{\\a\\a}\\a ', '\\def\\a#1.{#1}\\a x', '\\def\\p(#1,#2){#1}\\p(', '\\newcommand{\\a}[1]{\\a{#1}}\\a{', '\\NewDocumentCommand{\\x}{s}{\\x*}\\x'],
		...['\\newenvironment{x}{\\begin{x}}{}\\begin{x}', '\\newenvironment{x}{\\begin{figure}}{\\end{figure}}\\begin{x}\\end{x}', '\\begin{lstlisting}[', '\\begin{tcolorbox}[title={', '\\begin{align}\\intertext{a}'],
		...['\\newacronym{a}{\\gls{a}}{\\gls{a}}\\gls{a}', '\\SI{1}{', '\\numrange{1', '\\tikz ', '\\csname ', '\\textcites{a}', '\\cref{fig:a,', '% spert: off\n', '\\input ', '\\let\\a\\b\\let\\b\\a\\a'],
		...['\n<<a>>=\n', '\\begin{tabular}{l}a&', '\\ifnum1', '\\def\\a#1{\\ifx!#1!\\else#1\\fi}\\a{', '\\char', '\\makecell[', '\\begin{multicols}{2}[', '\\verb', '\\url{a'],
	])('%j is read within seconds', (unit) => {
		const source = unit.repeat(Math.ceil(500_000 / unit.length));
		const start = performance.now();
		extractBlocks(source, 'latex');
		inclusionsIn(source);
		// Some hundred milliseconds each on a slow machine; work that is not linear takes minutes.
		expect(performance.now() - start).toBeLessThan(10_000);
	});
});

describe('a long paper', () => {
	const body = paper.replace(/[\s\S]*\\maketitle|\\bibliographystyle[\s\S]*/g, '');
	const ofLength = (length: number): string => body.repeat(Math.ceil(length / body.length)).slice(0, length);

	/** The shortest of three readings: what the machine does besides only ever makes one longer. */
	function readingTime(source: string): number {
		return Math.min(
			...[1, 2, 3].map(() => {
				const start = performance.now();
				readDocument(source, 'latex');
				return performance.now() - start;
			}),
		);
	}

	it('takes time in proportion to its length', () => {
		const short = readingTime(ofLength(200_000));
		// About a fifteenth of this on a quiet machine; docs/documents.md has the figures.
		expect(short).toBeLessThan(1000);
		expect(readingTime(ofLength(2_000_000))).toBeLessThan(40 * Math.max(short, 20));
	});
});

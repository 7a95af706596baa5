// The map from plain text to source: exact for what stands for itself, sound for whatever a document holds.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DocumentFormat } from '../../../src/documents/documentFormat';
import { extractBlocks } from '../../../src/documents/extractBlocks';
import { readSentences } from '../../../src/documents/readSentences';
import { sourceRangesOf } from '../../../src/documents/sourceRange';
import { expectSound } from './reading';

const formats: DocumentFormat[] = ['latex', 'markdown', 'plainText'];

/** The source pieces under the words `words` of the first block that has them. */
function piecesUnder(source: string, format: DocumentFormat, words: string): string[] {
	const block = extractBlocks(source, format).find(({ text }) => text.includes(words))!;
	const start = block.text.indexOf(words);
	return sourceRangesOf(block, start, start + words.length).map((range) => source.slice(range.start, range.end));
}

describe('source ranges', () => {
	it.each<[string, DocumentFormat, string, string, string[]]>([
		['are the words themselves', 'latex', 'a neural network here', 'neural network', ['neural network']],
		['go over line ends', 'latex', 'a neural\n  network here', 'neural network', ['neural\n  network']],
		['leave markup out', 'latex', String.raw`deep \emph{neural} network`, 'deep neural network', ['deep', 'neural', 'network']],
		['leave comments out', 'latex', 'deep % no\nnetwork', 'deep network', ['deep', 'network']],
		['leave citations out', 'latex', String.raw`deep~\citep{a} network`, 'deep network', ['deep', 'network']],
		['hold whole accents', 'latex', String.raw`a na\"{\i}ve model`, 'naïve', [String.raw`na\"{\i}ve`]],
		['hold the letters of a formula', 'latex', 'by $k$-means.', 'k-means', ['k', '-means']],
		['hold the command of a macro', 'latex', String.raw`\newcommand{\net}{Span Net}Our \net{} wins`, 'Span Net', [String.raw`\net`]],
		['hold the argument of a macro', 'latex', String.raw`\newcommand{\e}[1]{\emph{#1}}A \e{big net} wins`, 'big net', ['big net']],
		['leave emphasis out', 'markdown', 'deep **neural** network', 'deep neural network', ['deep', 'neural', 'network']],
		['leave the targets of links out', 'markdown', 'the [big net](http://x) wins', 'big net wins', ['big net', 'wins']],
		['leave quotation marks of block quotes out', 'markdown', '> big\n> net', 'big net', ['big', 'net']],
		['hold whole entities', 'markdown', 'caf&eacute; net', 'café', ['caf&eacute;']],
	])('%s (%#)', (_title, format, source, words, pieces) => {
		expect(piecesUnder(source, format, words)).toEqual(pieces);
	});

	it('keep the places of CRLF sources', () => {
		expect(piecesUnder('a\r\n\r\na deep\r\nnet', 'latex', 'deep net')).toEqual(['deep\r\nnet']);
	});

	it('place body text of a macro with arguments around these, in order', () => {
		const source = String.raw`\newcommand{\v}[1]{the #1 variant}Use \v{big} now`;
		expect(piecesUnder(source, 'latex', 'the big variant')).toEqual([String.raw`\v`, 'big}']);
		expectSound(extractBlocks(source, 'latex'), source);
	});
});

const latexPiece = fc.constantFrom(
	...['{', '}', '$', '$$', '\\', '\\(', '\\]', '%', '&', '~', '\n', '\n\n', '\r\n', ' ', '[', ']', '#1', '^', '_', '\\\\', '--', '``', "''"],
	...['\\begin{equation}', '\\end{equation}', '\\begin{figure}', '\\end{figure}', '\\begin{document}', '\\end{document}', '\\begin{tabular}{l}'],
	...['\\begin{verbatim}', '\\end{verbatim}', '\\caption{', '\\footnote{', '\\section{', '\\item', '\\cite{', '\\citet{k}', '\\ref{a}', "\\'e", '\\"{\\i}'],
	...['\\newcommand{\\a}[2][x]{#2 y #1}', '\\def\\b#1{#1#1}', '\\def\\a{\\b}', '\\a', '\\a{', '\\b{z}', '\\let\\c\\a', '\\verb|', '\\iffalse', '\\fi'],
	...['\\textbf{', '\\gls{x}', '\\ensuremath{', '\\SI{1}{', '\\title{', '\\be', '\\def\\be{\\begin{equation}}', 'word', 'Two words.', '👩‍🔬', 'é', '深'],
);
const markdownPiece = fc.constantFrom(
	...['*', '**', '_', '`', '```\n', '$', '$$', '\n$$\n', '[', ']', '(', ')', '![', '](u)', '[@k]', '@k', '[^1]', '\n[^1]: ', '<b>', '<!--', '-->', '<', '&amp;'],
	...['\n', '\n\n', '\r\n', '\n- ', '\n1. ', '\n> ', '\n# ', '\n===\n', '\n|a|b|\n|-|-|\n|', '|', '\n:::\n', '{#a}', '{{t}}', '\\', '\\*', '\\(', '\\)', '~', '^', '    '],
	...['---\n', 'title: "x"\n', '\n\\begin{table}\n', '\\end{table}', '\\autoref{fig:a}', 'word', 'Two words.', '👩‍🔬', 'é', '深', ': '],
);

describe('any document', () => {
	const anyDocument = fc.oneof(
		fc.array(latexPiece, { maxLength: 60 }).map((pieces) => pieces.join('')),
		fc.array(markdownPiece, { maxLength: 60 }).map((pieces) => pieces.join('')),
		fc.string({ unit: 'binary', maxLength: 200 }),
		fc.string({ unit: 'grapheme', maxLength: 200 }),
	);

	it('is read without an exception, into blocks whose places are in bounds and in order', () => {
		fc.assert(
			fc.property(anyDocument, fc.constantFrom(...formats), (source, format) => {
				expectSound(extractBlocks(source, format), source);
			}),
			{ numRuns: 3000 },
		);
	});

	it('gives sentences whose tokens cover all that is not white space', () => {
		fc.assert(
			fc.property(anyDocument, fc.constantFrom(...formats), (source, format) => {
				const blocks = extractBlocks(source, format).map(({ text }) => text.replace(/\s/g, ''));
				const tokens = readSentences(source, format).flatMap((sentence) => sentence.tokens.map(({ text }) => text));
				expect(tokens.join('')).toBe(blocks.join(''));
			}),
			{ numRuns: 1000 },
		);
	});

	it('gives the same text with CRLF as with LF', () => {
		fc.assert(
			fc.property(anyDocument, fc.constantFrom(...formats), (source, format) => {
				const unix = source.replace(/\r\n?/g, '\n');
				const windows = unix.replaceAll('\n', '\r\n');
				expect(extractBlocks(windows, format).map(({ text }) => text)).toEqual(extractBlocks(unix, format).map(({ text }) => text));
				expectSound(extractBlocks(windows, format), windows);
			}),
			{ numRuns: 1000 },
		);
	});

	it('gives source ranges in order that do not overlap', () => {
		fc.assert(
			fc.property(anyDocument, fc.constantFrom(...formats), (source, format) => {
				for (const block of extractBlocks(source, format)) {
					let reached = 0;
					for (const { start, end } of sourceRangesOf(block, 0, block.text.length)) {
						expect(start).toBeGreaterThanOrEqual(reached);
						expect(end).toBeGreaterThan(start);
						reached = end;
					}
				}
			}),
			{ numRuns: 1000 },
		);
	});
});

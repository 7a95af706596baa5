// What holds for any document of any format but LaTeX's (places.test.ts has that too): made of pieces of the format's own
// constructs, and made from the small documents of test/golden by mutation.

import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DocumentFormat } from '../../../src/documents/documentFormat';
import { readDocument } from '../../../src/documents/readDocument';
import { extractBlocks } from '../../../src/documents/extractBlocks';
import { expectSound } from './reading';

const common = ['\n', '\n\n', '\r\n', ' ', '  ', '    ', '\t', 'word', 'Two words.', '👩‍🔬', 'é', '深', '\\', '"', "'", '(', ')', '[', ']', '{', '}', ':', '-', '*', '_', '`', '#', '=', '|', '<', '>', '~', '^', '$', '@', '%', '&', '/', '+', '.'];

const own: Readonly<Record<Exclude<DocumentFormat, 'latex'>, readonly string[]>> = {
	markdown: [
		...['**', '```\n', '\n```{note}\n', '\n```{r, fig.cap="A b"}\n#| fig-cap: c\n', '```', '$$', '\n$$\n', '![', '](u)', '[@k]', '@k', '@fig-a', '[^1]', '\n[^1]: ', '^[', '<b>', '<div>', '<td>'],
		...['<script>', '</script>', '<!--', '-->', '&amp;', '\n- ', '\n1. ', '\n(a) ', '\n(@x) ', '(@x)', '\n> ', '\n> [!NOTE] ', '\n# ', '\n===\n', '\n|a|b|\n|-|-|\n|', '\n:::\n', '\n::: {.a title="T"}\n'],
		...['\n:::{figure} a\n', '{#a}', '{{t}}', '{ref}`', '\\*', '\\(', '\\)', '\n---\n', 'title: "x"\n', '\n\\begin{table}\n', '\\end{table}', '\\autoref{fig:a}', '\n: ', '\n+--+--+\n', '\n| a | b |\n', '\n-- --\n'],
		...['<A b={c}>', '[[a|b]]', '==', ':a:', 'https://x.y', "\nimport a from 'b'\n", '\n% c\n', '\n(a)=\n', '<br>', '{=latex}', '\n+++\n'],
	],
	plainText: ['\n> ', '\n>> ', '\n- ', '\n1. ', '-\n', '\u00ad\n', '\n===\n', '\n--\n', 'From: a\nTo: b\nSubject: c\n', '\f', '. \n  '],
	notebook: [
		...['{"cells": [', '{"cell_type": "markdown", "source": [', '{"cell_type": "code", "source": ["', '"]}', '"', '\\n', '\\"', '\\u00e9', '\\ud83d', '\\\\', '",\n"', '# a', '**b**', '"source"', '"cell_type"', '"markdown"', ', ', '[@k]'],
	],
	restructuredText: [
		...['\n====\n', '\n----\n', '\n.. ', '.. note:: ', '.. figure:: a\n\n   ', '.. [1] ', '.. |a| replace:: b c\n', '|a|', '::\n\n  ', '**', '``', ':ref:`', '`a <b>`_', '[1]_', 'a_', '\n* ', '\n1. ', '\n  '],
		...['\n+--+--+\n', '\n| a | b |\n', '\n== ==\n', '\n:a: ', '\\ ', '>>> ', '\n| ', '\n.. list-table:: t\n\n   * - '],
	],
	asciiDoc: [
		...['= ', '\n== ', '\n* ', '\n. ', '\n.T\n', '\n----\n', '\n====\n', '\n|===\n', '|', 'a|', '\n[abstract]\n', '\n[source]\n', 'footnote:[', 'stem:[', 'link:a[', 'https://x.y[', '<<a,b>>', '<<fig-a>>', '{a}', ':a: b\n'],
		...['"`', '`"', ' -- ', '((', '))', '(((', '+++', ' +\n', '\n//', '\n////\n', 'a:: ', '\nNOTE: ', '\n+\n', '**', '&amp;', 'image::a[b]\n'],
	],
	typst: [
		...['\n= ', '\n- ', '\n/ a: ', '#f(', '#f[', '#figure(', 'caption: [', '#footnote[', '#let a = "b c"\n', '#a', '#let ', '#show: x.with(title: [', '#set ', '#if a [', '] else [', '#{', '#(', '#"', '@a', '@fig:a', '<a>', '//'],
		...['/*', '*/', '```', '--', '-?', '\\u{61}', '\\#', 'table(', ', ', '$a$', '$ a $', 'https://x.y', 'beta'],
	],
	bibTex: ['@article{a,\n', 'title = {', 'abstract = "', '},\n', '",\n', '}\n', ' # ', '{\\"i}', '\\emph{', '@string{', '@comment{', 'title = a', '5%', '\\%', '$k$', 'year = 2020'],
};

const formats = Object.keys(own) as (keyof typeof own)[];

/** Sources of our own small documents. */
function goldens(format: string): string[] {
	const folder = `test/golden/documents/${format}`;
	return readdirSync(folder).map((name) => /^--- source\n([\s\S]*?)^--- (?:blocks|options|marks)$/m.exec(readFileSync(`${folder}/${name}`, 'utf8'))?.[1] ?? '');
}

function documents(format: keyof typeof own): fc.Arbitrary<string> {
	const piece = fc.constantFrom(...common, ...own[format], ...own[format]);
	const generated = fc.array(piece, { maxLength: 50 }).map((pieces) => pieces.join(''));
	const edit = fc.record({ at: fc.nat(2000), length: fc.nat(12), text: piece });
	const mutated = fc.tuple(fc.constantFrom(...goldens(format)), fc.array(edit, { maxLength: 6 })).map(([source, edits]) =>
		edits.reduce((text, { at, length, text: inserted }) => {
			const start = at % (text.length + 1);
			return text.slice(0, start) + inserted + text.slice(start + length);
		}, source),
	);
	return fc.oneof({ weight: 3, arbitrary: generated }, { weight: 3, arbitrary: mutated }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 150 }) });
}

describe.each(formats)('any document in %s', (format) => {
	it('is read without an exception, into places that are in bounds, in order, and the characters themselves', () => {
		fc.assert(
			fc.property(documents(format), (source) => {
				const blocks = extractBlocks(source, format);
				expectSound(blocks, source);
				for (const { text, from, to } of blocks) {
					for (let unit = 0; unit < text.length; unit++) {
						const written = text.charAt(unit);
						if (to[unit]! - from[unit]! === 1 && /[\p{L}\p{N}]/u.test(written)) {
							expect(written).toBe(source.charAt(from[unit]!));
						}
					}
				}
			}),
			{ numRuns: 700 },
		);
	});

	it('gives the same text with CRLF as with LF, and the same reading each time', () => {
		fc.assert(
			fc.property(documents(format), (source) => {
				const unix = source.replace(/\r\n?/g, '\n');
				const windows = unix.replaceAll('\n', '\r\n');
				const reading = readDocument(unix, format);
				expect(readDocument(unix, format)).toEqual(reading);
				expect(readDocument(windows, format).wordings).toEqual(reading.wordings);
				expectSound(extractBlocks(windows, format), windows);
			}),
			{ numRuns: 150 },
		);
	});

	it('has sentences whose tokens cover all that is not white space, in both ways of making tokens', () => {
		fc.assert(
			fc.property(documents(format), fc.constantFrom('ptb', 'spacyLike'), (source, tokens) => {
				const { texts, wordings } = readDocument(source, format, { tokens });
				expect(wordings.join('').replaceAll('\n', '')).toBe(texts.join('').replace(/\s/g, ''));
			}),
			{ numRuns: 150 },
		);
	});
});

/** Constructs that a reader might look for again and again, never closed. */
const unclosed: Readonly<Record<keyof typeof own, readonly string[]>> = {
	markdown: ['^[a', '==a', '{a}`b', '<A b={', '[[a', '<div>', '<svg>', '::: {.a title="x"}\n', '```{note}\n', ': a\n', '1. ', '(a) ', '+--+\n', '{/*', 'https://(((('],
	plainText: ['> ', 'a-\n', 'a\n===\n'],
	notebook: ['"', '{"source": [', '{"cell_type":"markdown","source":["a"]},', '\\"', '[{'],
	restructuredText: ['*a', '``a', '`a <b', ':a:`', '.. note::\n   ', '.. [1] ', '- ', '::\n\n', '=== ===\n', '+-+\n|', '|a', 'a\n  b\n'],
	asciiDoc: ['*a', '__a', '----\n', '====\n', '|===\n|a', 'footnote:[', '<<a', '((', '+++', '* ', 'a:: ', '{a', 'https://a['],
	typst: ['#f(', '#[', '#let x = [', '#{', '[', '`', '```', '$a', '#f(a: [', '#show: x.with(title: [', '#if x [', '/*', '"', '@a['],
	bibTex: ['@a{', '@article{x, title = {', 'title = {', '{"', '@article{x, abstract = "'],
};

describe('hostile documents', () => {
	it.each(formats.flatMap((format) => unclosed[format].map((unit) => [format, unit] as const)))('a quarter of a megabyte in %s of %j is read within seconds', (format, unit) => {
		const source = unit.repeat(Math.ceil(250_000 / unit.length));
		const start = performance.now();
		extractBlocks(source, format);
		// The slowest takes about two seconds; work that grows with the square takes minutes.
		expect(performance.now() - start).toBeLessThan(15_000);
	});

	// Markdown and plain text of that size: papers.test.ts.
	it.each(formats.filter((format) => format !== 'markdown' && format !== 'plainText'))('5 MB in %s are read within seconds', (format) => {
		const text = goldens(format).join('\n\n');
		const source = text.repeat(Math.ceil(5_000_000 / text.length));
		const start = performance.now();
		expect(extractBlocks(source, format).length).toBeGreaterThan(10_000);
		expect(performance.now() - start).toBeLessThan(15_000);
	});
});

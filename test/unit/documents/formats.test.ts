// Which format a document has, and plain text.

import { describe, expect, it } from 'vitest';
import { formatOf } from '../../../src/documents/documentFormat';
import { blocksOf } from './reading';

describe('formatOf', () => {
	it.each([
		['latex', 'a.txt', 'latex'],
		['tex', 'Untitled-1', 'latex'],
		['quarto', 'a.qmd', 'markdown'],
		[undefined, '/x/paper.TEX', 'latex'],
		[undefined, 'C:\\x\\notes.Rmd', 'markdown'],
		['plaintext', 'README.md', 'markdown'],
		['plaintext', 'notes.txt', 'plainText'],
		['restructuredtext', 'a', 'restructuredText'],
		[undefined, 'docs/index.rst', 'restructuredText'],
		['asciidoc', 'a', 'asciiDoc'],
		[undefined, 'a.adoc', 'asciiDoc'],
		['typst', 'a', 'typst'],
		[undefined, 'a.typ', 'typst'],
		['bibtex', 'a', 'bibTex'],
		[undefined, 'refs.bib', 'bibTex'],
		['json', 'a.ipynb', 'notebook'],
		[undefined, 'a.mdx', 'markdown'],
		[undefined, 'md', 'plainText'],
	])('of language %s and file %s is %s', (language, file, format) => {
		expect(formatOf(language, file)).toBe(format);
	});
});

describe('plain text', () => {
	it('is parted by blank lines and list marks, and no markup is seen in it', () => {
		const source = 'A *b* $c$\ngoes on.\n\n- one\n  more\n2. two\n \t\nLast \\emph{x}.\n';
		expect(blocksOf(source, 'plainText')).toEqual([
			'paragraph: A *b* $c$ goes on.',
			'item: one more',
			'item: two',
			'paragraph: Last \\emph{x}.',
		]);
	});

	it('without letters gives no block', () => {
		expect(blocksOf('1 2 3\n\n---\n', 'plainText')).toEqual([]);
	});
});

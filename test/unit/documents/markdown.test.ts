// Markdown source against the text that a reader sees, construct by construct.

import { describe, expect, it } from 'vitest';
import { blocksOf, onlyText } from './reading';

describe('Markdown in running text', () => {
	it.each([
		['keeps emphasised words', 'a *b* **c _d_** ~~e~~ f', 'a b c d e f'],
		['reads sub- and superscripts', 'H~2~O and S^3^', 'H2O and S3'],
		['keeps the text of links, not their targets', 'see [our *page*](http://x.y "T") and [that][r] <http://a.b>', 'see our page and that'],
		['reads code that is a name', 'call `fit` and `yacht run`, not `a = b(c)`.', 'call fit and yacht run, not.'],
		['leaves parenthetical citations out', 'It works [@a; see @b, p. 3], and more [-@c].', 'It works, and more.'],
		['keeps textual citations as words', '@smith2020 and @lee [p. 3] agree', 'smith2020 and lee agree'],
		['keeps brackets that are no link', 'as [12] and [sic] say, see [r]\n\n[r]: http://x.y', 'as [12] and [sic] say, see r'],
		['leaves addresses of e-mail alone', 'write to me@x.org now', 'write to me@x.org now'],
		['reads a formula that is part of a word', '$k$-means and $\\beta$-VAE with $p < 0.05$', 'k-means and β-VAE with p < 0.05'],
		['leaves longer formulas out', 'where $\\sum_i f(x_i)$ holds', 'where holds'],
		['takes amounts of money for text', 'it costs $20 and $30 more', 'it costs $20 and $30 more'],
		['reads escapes and entities', '5 \\* 3 &amp; 4 &ndash; caf&eacute; &#8364;', '5 * 3 & 4 – café €'],
		['leaves raw HTML, comments and templates out', 'a <b>b</b> <!-- c --> {{n}} d', 'a b d'],
		['names what references refer to, and leaves notes out', 'as \\autoref{fig:a} shows[^1], see @fig:b', 'as Figure shows, see Figure'],
		['joins the lines of a paragraph', 'one\ntwo  \nthree', 'one two three'],
	])('%s', (_title, source, text) => {
		expect(onlyText(source, 'markdown')).toBe(text);
	});
});

describe('Markdown documents', () => {
	it('give headings, paragraphs, items, captions, footnotes and cells, in source order', () => {
		const source = [
			'# First {#first}',
			'Some text[^n] here.',
			'![A *nice* plot](p.png){width=3}',
			'',
			'- one',
			'  goes on',
			'- two',
			'',
			'> quoted\n> text',
			'',
			'| Name | N |\n|---|--:|\n| **Big** | 3 |',
			'',
			': Sizes of things',
			'',
			'```py\nx = 1\n```',
			'$$\nx = y\n$$',
			'[^n]: A note.',
			'',
			'Second\n======',
			'\\begin{table}\n\\caption{Raw one.}\n\n\\begin{tabular}{l} Cell \\end{tabular}\n\\end{table}',
			'',
			'Last.',
		].join('\n');
		expect(blocksOf(source, 'markdown')).toEqual([
			'heading: First',
			'paragraph: Some text here.',
			'caption: A nice plot',
			'item: one goes on',
			'item: two',
			'paragraph: quoted text',
			'cell: Name',
			'cell: N',
			'cell: Big',
			'caption: Sizes of things',
			'footnote: A note.',
			'heading: Second',
			'caption: Raw one.',
			'cell: Cell',
			'paragraph: Last.',
		]);
	});

	it('give title and abstract of the front matter, and nothing else of it', () => {
		const source = '---\ntitle: "On \\"Things\\""\ntags: [a]\nabstract: |\n  One line.\n  Another.\n\n  Second part.\ndate: 1\n---\nText.';
		expect(blocksOf(source, 'markdown')).toEqual([
			'title: On "Things"',
			'abstract: One line. Another.',
			'abstract: Second part.',
			'paragraph: Text.',
		]);
	});

	it('that begin with a rule have no front matter', () => {
		expect(blocksOf('---\n\nText here.\n\n---\n\nMore.', 'markdown')).toEqual(['paragraph: Text here.', 'paragraph: More.']);
	});

	it('keep the words of a block with more marks than are parsed', () => {
		const source = `${'**a '.repeat(5000)}\n\nThe *end*.`;
		const blocks = blocksOf(source, 'markdown');
		expect(blocks.at(-1)).toBe('paragraph: The end.');
		expect(blocks[0]).toContain('**a **a');
	});
});

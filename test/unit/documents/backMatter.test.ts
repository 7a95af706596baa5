import { describe, expect, it } from 'vitest';
import { isBackMatterHeading } from '../../../src/documents/backMatter';
import type { DocumentFormat } from '../../../src/documents/documentFormat';
import { extractBlocks } from '../../../src/documents/extractBlocks';
import { readDocument } from '../../../src/documents/readDocument';
import type { ReadOptions } from '../../../src/documents/readOptions';

/** The texts of blocks in which nothing is marked. */
function unmarked(source: string, format: DocumentFormat, options?: ReadOptions): string[] {
	const { texts, unmarked: flags } = readDocument(source, format, options);
	return texts.filter((_text, block) => flags[block] === 1);
}

describe('isBackMatterHeading', () => {
	it.each([
		'Acknowledgements', 'ACKNOWLEDGMENT', '7. Acknowledgments', 'Acknowledgements and Disclosure', 'Funding', 'Funding information', 'Author Contributions',
		"Authors' contributions", 'CRediT authorship contribution statement', 'Competing Interests', 'Conflicts of interest', 'Conflict of Interests',
		'Declaration of competing interest', 'Statement of ethical compliance', 'About the authors', 'References', 'A.1 Bibliography',
	])('knows "%s"', (heading) => expect(isBackMatterHeading(heading)).toBe(true));

	it.each([
		'Introduction', 'Reference models', 'Data and code availability', 'Contributions', 'Contribution', 'Funding prediction from abstracts', 'Ethics of language models',
		'Interest rates', 'Acknowledgement packets in wireless networks', 'Methods', `References ${'x'.repeat(200)}`,
	])('takes "%s" for the paper\'s', (heading) => expect(isBackMatterHeading(heading)).toBe(false));
});

describe('back matter', () => {
	const markdown = '# Method\n\nWe train.\n\n# Acknowledgements\n\nWe thank Ada.\n\n- Bob\n\n![A plot of loss](x.png)\n\n# Appendix\n\nMore results.\n';

	it('goes from its heading to the next, but for captions and tables', () => {
		expect(unmarked(markdown, 'markdown')).toEqual(['Acknowledgements', 'We thank Ada.', 'Bob']);
	});

	it('is read all the same', () => {
		expect(readDocument(markdown, 'markdown').texts).toEqual(extractBlocks(markdown, 'markdown').map(({ text }) => text));
		expect(readDocument(markdown, 'markdown').wordings.join(' ')).toContain('Ada');
	});

	it('is marked where a reader wants it', () => {
		expect(unmarked(markdown, 'markdown', { marksBackMatter: true })).toEqual([]);
	});

	it.each([
		['an environment', '\\begin{acknowledgments}\nWe thank Ada.\n\\end{acknowledgments}'],
		['a command', '\\acknowledgments\nWe thank Ada.'],
		['a command with braces', '\\acknowledgements{We thank Ada.}'],
		['a section', '\\section*{Acknowledgement}\nWe thank Ada.'],
	])('is found in LaTeX by %s', (_what, written) => {
		const source = `\\documentclass{a}\\begin{document}\\section{Method}We train.\n\n${written}\n\n\\section{Proofs}We prove.\\end{document}`;
		expect(unmarked(source, 'latex').filter((text) => !text.startsWith('Acknowledgement'))).toEqual(['We thank Ada.']);
		expect(readDocument(source, 'latex').texts).toEqual(expect.arrayContaining(['Method', 'We train.', 'We thank Ada.', 'Proofs', 'We prove.']));
	});

	it('leaves an environment of acknowledgements to who has decided about it', () => {
		const source = '\\begin{document}We train.\n\n\\begin{acks}We thank Ada.\\end{acks}\\end{document}';
		expect(unmarked(source, 'latex', { environments: { acks: 'keep' } })).toEqual([]);
		expect(readDocument(source, 'latex', { environments: { acks: 'skip' } }).texts).toEqual(['We train.']);
	});
});

describe('words that are none of the prose', () => {
	const originsOf = (source: string, format: DocumentFormat): string =>
		extractBlocks(source, format).map(({ text, origins }) => [...text].map((unit, at) => (unit === ' ' ? ' ' : 'pcf'.charAt(origins?.[at] ?? 0))).join('')).join('|');

	it.each<[DocumentFormat, string, string]>([
		['latex', '\\begin{document}As \\citet{lee} show, $k$-means and $\\sigma$ help.\\end{document}', 'pp ccc ppppp fpppppp ppp f ppppp'],
		['latex', '\\begin{document}Known before \\citep{lee}.\\end{document}', 'ppppp ppppppp'],
		['markdown', 'As @lee shows, $k$-means helps.', 'pp ccc pppppp fpppppp pppppp'],
		['restructuredText', 'The :math:`k` clusters.', 'ppp f ppppppppp'],
		['typst', 'Shown by @lee, the $k$ clusters.', 'ppppp pp cccp ppp f ppppppppp'],
	])('are told apart in %s', (format, source, expected) => expect(originsOf(source, format)).toBe(expected));

	it('keep their origins through CRLF and places in a larger source', () => {
		const source = '# T\r\n\r\nAs @lee shows.\r\n\r\n```{=latex}\r\nAs \\citet{kim} show.\r\n```\r\n';
		const found = extractBlocks(source, 'markdown').filter(({ origins }) => origins !== undefined);
		expect(found.map(({ text, origins }) => [text, text.length === origins?.length])).toEqual([['As lee shows.', true], ['As kim show.', true]]);
	});
});

// The dialect of Markdown that papers are written in: CommonMark with GFM's tables, and from Pandoc and its kin formulas,
// citations, footnotes, attributes, fenced divisions, templates and raw LaTeX. What a node means is not decided here.

import {
	parser as commonMark,
	Strikethrough,
	Subscript,
	Superscript,
	Table,
	TaskList,
	type InlineContext,
	type BlockContext,
	type Line,
	type MarkdownConfig,
} from '@lezer/markdown';

/** Longest construct inside a line of text that is looked for: bounds what an unclosed one can cost. */
const longestInline = 3000;

/** Matches `pattern`, which must be sticky, at `pos` of the inline text. */
function matchAt(context: InlineContext, pos: number, pattern: RegExp): RegExpExecArray | null {
	pattern.lastIndex = 0;
	return pattern.exec(context.slice(pos, Math.min(context.end, pos + longestInline)));
}

const dollar = 36;
const backslash = 92;
const bracket = 91;
const brace = 123;
const at = 64;

const displayMath = /\$\$(?:[^$\\]|\\[\s\S]|\$(?!\$))*\$\$(?:\s*\{#[^{}]*\})?/y;
// Pandoc's rule: no white space inside the signs, no digit behind the second.
const inlineMath = /\$(?![\s$])(?:[^$\\]|\\[\s\S])*?(?<![\s\\])\$(?!\d)/y;
const escapedMath = /\\\((?:[^\\]|\\(?!\)))*\\\)|\\\[(?:[^\\]|\\(?!\]))*\\\]/y;
const rawCommand = /\\([a-zA-Z]+)\*?(?:\[[^[\]\n]*\])*(?:\{[^{}\n]*\})*/y;
const citationGroup = /\[(?=[^[\]]*@)(?:[^[\]\\]|\\.|\[[^[\]]*\])*\](?![(:])/y;
const citationKey = /@(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_]|[:.#$%&+?<>~/-](?=[\p{L}\p{N}_]))*|\{[^{}\n]+\})(?: \[[^[\]\n]{0,80}\])?/uy;
const noteReference = /\[\^[^\s[\]]+\](?!:)/y;
const attributes = /\{(?:[#.][^{}\n]*|[\w-]+=[^{}\n]*|-)\}/y;
const template = /\{\{[^{}\n]*\}\}|\{%[^\n]*?%\}/y;

/** A parser for one sort of inline construct that is one node from its first to its last character. */
function whole(name: string, first: readonly number[], pattern: RegExp, guard?: (context: InlineContext, pos: number) => boolean) {
	return {
		name,
		parse(context: InlineContext, next: number, pos: number): number {
			if (!first.includes(next) || guard?.(context, pos) === false) {
				return -1;
			}
			const found = matchAt(context, pos, pattern);
			return found === null ? -1 : context.addElement(context.elt(name, pos, pos + found[0].length));
		},
	};
}

const wordBefore = (context: InlineContext, pos: number): boolean =>
	pos === context.offset || !/[\p{L}\p{N}_]/u.test(context.slice(pos - 1, pos));

const environment = /^\s{0,3}\\begin\s*\{([a-zA-Z]+\*?)\}/;

/** A block of raw LaTeX from \begin to its \end, blank lines included; without its \end up to the next blank line. */
function parseEnvironment(context: BlockContext, line: Line): boolean {
	const name = environment.exec(line.text.slice(line.basePos))?.[1];
	if (name === undefined) {
		return false;
	}
	const start = context.lineStart + line.pos;
	const ending = `\\end{${name}}`;
	let end = context.lineStart + line.text.length;
	for (let count = 0; count < 2000; count++) {
		const found = line.text.indexOf(ending);
		end = context.lineStart + line.text.length;
		const isLast = found >= 0;
		if (!context.nextLine() || isLast || (count > 200 && line.text.trim() === '')) {
			break;
		}
	}
	context.addElement(context.elt('RawLatex', start, Math.min(end, context.prevLineEnd())));
	return true;
}

/** `$$` on a line of its own opens a formula that ends at the next line with `$$`, or at a blank line. */
function parseDisplayMath(context: BlockContext, line: Line): boolean {
	const text = line.text.slice(line.pos);
	if (!text.startsWith('$$') && !text.startsWith('\\[')) {
		return false;
	}
	const closing = text.startsWith('$$') ? '$$' : '\\]';
	const first = text.indexOf(closing, 2);
	if (first >= 0 && !/^\s*(?:\{#[^{}]*\})?[.,;]?\s*$/.test(text.slice(first + 2))) {
		// Prose goes on behind it: a paragraph that begins with a formula.
		return false;
	}
	const start = context.lineStart + line.pos;
	for (let isFirst = true, isLast = first >= 0; ; isFirst = false) {
		isLast ||= !isFirst && line.text.includes(closing);
		if (!context.nextLine() || isLast || line.text.trim() === '') {
			break;
		}
	}
	context.addElement(context.elt('DisplayMath', start, context.prevLineEnd()));
	return true;
}

/** `:::` lines of fenced divisions, and bare template lines: out, whatever stands between them is prose. */
function parseFence(context: BlockContext, line: Line): boolean {
	const text = line.text.slice(line.pos);
	if (!/^:{3,}/.test(text)) {
		return false;
	}
	const start = context.lineStart + line.pos;
	const end = context.lineStart + line.text.length;
	context.nextLine();
	context.addElement(context.elt('DivisionFence', start, end));
	return true;
}

/** `[^name]: text` begins a footnote's text; indented or lazy lines go on with it, as with any paragraph. */
const noteMark = /^\[\^[^\s[\]]+\]:/;

const dialect: MarkdownConfig = {
	defineNodes: [
		{ name: 'RawLatex', block: true },
		{ name: 'DisplayMath', block: true },
		{ name: 'DivisionFence', block: true },
		{ name: 'FootnoteText', block: true },
		'InlineMath',
		'MathInText',
		'RawCommand',
		'CitationGroup',
		'CitationKey',
		'NoteReference',
		'Attributes',
		'Template',
	],
	parseBlock: [
		{ name: 'RawLatex', parse: parseEnvironment, before: 'IndentedCode', endLeaf: (_context, line) => environment.test(line.text) },
		{ name: 'DisplayMath', parse: parseDisplayMath, before: 'IndentedCode' },
		{ name: 'DivisionFence', parse: parseFence, before: 'IndentedCode', endLeaf: (_context, line) => /^\s*:{3,}/.test(line.text) },
		{
			name: 'FootnoteText',
			before: 'LinkReference',
			leaf: (_context, leaf) =>
				noteMark.test(leaf.content)
					? {
							nextLine: () => false,
							finish(context, block) {
								const mark = noteMark.exec(block.content)?.[0].length ?? 0;
								const from = block.start;
								const children = context.parser.parseInline(block.content.slice(mark), from + mark);
								context.addLeafElement(block, context.elt('FootnoteText', from, from + block.content.length, children));
								return true;
							},
						}
					: null,
			endLeaf: (_context, line) => noteMark.test(line.text.slice(line.pos)),
		},
	],
	parseInline: [
		{ ...whole('MathInText', [dollar], displayMath), before: 'Escape' },
		{ ...whole('InlineMath', [dollar], inlineMath), before: 'Escape' },
		{ ...whole('InlineMath', [backslash], escapedMath), name: 'EscapedMath', before: 'Escape' },
		{ ...whole('RawCommand', [backslash], rawCommand), before: 'Escape' },
		{ ...whole('CitationGroup', [bracket], citationGroup), before: 'Link' },
		{ ...whole('NoteReference', [bracket], noteReference), before: 'Link' },
		{ ...whole('CitationKey', [at], citationKey, wordBefore), before: 'Emphasis' },
		{ ...whole('Template', [brace], template), before: 'Emphasis' },
		{ ...whole('Attributes', [brace], attributes), before: 'Emphasis' },
	],
};

/** Deleted text is parsed before sub- and superscripts, because `~~` begins with their sign. */
export const markdownParser = commonMark.configure([Table, TaskList, Strikethrough, Subscript, Superscript, dialect]);

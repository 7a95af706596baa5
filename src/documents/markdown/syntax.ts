// The dialect of Markdown that papers are written in: CommonMark with GFM's tables, and from Pandoc and its kin formulas,
// citations, footnotes, attributes, templates, roles and raw LaTeX. Its blocks are in blockSyntax.ts; what a node means is not
// decided here.

import {
	parser as commonMark,
	Strikethrough,
	Subscript,
	Superscript,
	Table,
	TaskList,
	type InlineContext,
	type MarkdownConfig,
} from '@lezer/markdown';
import { blockDialect } from './blockSyntax';

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
const parenthesis = 40;
const exclamation = 33;
const less = 60;
const colon = 58;
const letterH = 104;
const caret = 94;
const equals = 61;

const displayMath = /\$\$(?:[^$\\]|\\[\s\S]|\$(?!\$))*\$\$(?:\s*\{#[^{}]*\})?/y;
// Pandoc's rule: no white space inside the signs, no digit behind the second.
const inlineMath = /\$(?![\s$])(?:[^$\\]|\\[\s\S])*?(?<![\s\\])\$(?!\d)/y;
const escapedMath = /\\\((?:[^\\]|\\(?!\)))*\\\)|\\\[(?=[^\]]*(?:[\^_=+<>]|\\[a-zA-Z]))(?:[^\\]|\\(?!\]))*\\\]/y;
const rawCommand = /\\([a-zA-Z]+)\*?(?:\[[^[\]\n]*\])*(?:\{[^{}\n]*\})*/y;
const citationGroup = /\[(?=[^[\]]*@)(?:[^[\]\\]|\\.|\[[^[\]]*\])*\](?![(:])/y;
const citationKey = /@(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_]|[:.#$%&+?<>~/-](?=[\p{L}\p{N}_]))*|\{[^{}\n]+\})(?: \[[^[\]\n]{0,80}\])?/uy;
const inlineNote = /\^\[(?:[^[\]\\]|\\.|\[[^[\]]*\]){1,2000}\]/y;
const noteReference = /\[\^[^\s[\]]+\](?!:)/y;
const attributes = /\{(?:\s*[#.=:][^{}\n]*|\s*[\w-]+=[^{}\n]*|-)\}/y;
const template = /\{\{[^{}\n]*\}\}|\{%[^\n]*?%\}/y;

// Bookdown's references and labels: "\@ref(fig:a)", "(\#eq:b)".
const numberReference = /\\@ref\([^()\s]{1,100}\)|\(\\#[\w:.-]{1,100}\)/y;
// MyST: {name}`content`.
const role = /\{[\w:+.-]{1,60}\}(`+)(?!`)[^]{1,1000}?(?<!`)\1(?!`)/y;
const wikiLink = /!?\[\[[^[\]\n]{1,300}\]\]/y;
// MDX: {/* a comment */}, {page.title}; elements whose properties are expressions.
const expression = /\{\/\*[^]{0,1000}?\*\/\}|\{[A-Za-z_$][\w$]*(?:\.[\w$]+)+\}/y;
const element = /<[A-Z][\w.]*(?:\s+[\w:-]+(?:=(?:"[^"]*"|'[^']*'|\{(?:[^{}]|\{[^{}]*\}){0,500}\}))?){0,50}\s*\/?>/y;
const address = /(?:https?|ftp):\/\/(?:[^\s<>[\]{}()"`|]|\([^\s<>()[\]]{0,200}\)){1,2000}(?<![.,;:!?'*_])/y;
const emojiName = /:[a-z][a-z0-9_+-]{0,40}:(?![\p{L}\p{N}`{])/uy;

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

/** `^[a note]`, whose text may hold brackets. */
function parseInlineNote(context: InlineContext, next: number, pos: number): number {
	if (next !== caret || context.char(pos + 1) !== bracket) {
		return -1;
	}
	const found = matchAt(context, pos, inlineNote);
	if (found === null) {
		return -1;
	}
	const end = pos + found[0].length;
	return context.addElement(context.elt('InlineNote', pos, end, context.parser.parseInline(context.slice(pos + 2, end - 1), pos + 2)));
}

const highlightDelimiter = { resolve: 'Highlight', mark: 'HighlightMark' };

/** `==marked==`. */
function parseHighlight(context: InlineContext, next: number, pos: number): number {
	if (next !== equals || context.char(pos + 1) !== equals || context.char(pos + 2) === equals || context.char(pos - 1) === equals) {
		return -1;
	}
	const isWord = (code: number): boolean => code > 32;
	return context.addDelimiter(highlightDelimiter, pos, pos + 2, isWord(context.char(pos + 2)), isWord(context.char(pos - 1)));
}

const wordBefore = (context: InlineContext, pos: number): boolean =>
	pos === context.offset || !/[\p{L}\p{N}_]/u.test(context.slice(pos - 1, pos));

const dialect: MarkdownConfig = {
	defineNodes: [
		...['InlineMath', 'MathInText', 'RawCommand', 'CitationGroup', 'CitationKey', 'NoteReference', 'Attributes', 'Template', 'Role'],
		...['InlineNote', 'NumberReference', 'WikiLink', 'Expression', 'Address', 'EmojiName', 'Highlight', 'HighlightMark'],
	],
	parseInline: [
		{ ...whole('MathInText', [dollar], displayMath), before: 'Escape' },
		{ ...whole('InlineMath', [dollar], inlineMath), before: 'Escape' },
		{ ...whole('InlineMath', [backslash], escapedMath), name: 'EscapedMath', before: 'Escape' },
		{ ...whole('NumberReference', [backslash, parenthesis], numberReference), before: 'Escape' },
		{ ...whole('RawCommand', [backslash], rawCommand), before: 'Escape' },
		{ ...whole('WikiLink', [bracket, exclamation], wikiLink), before: 'Link' },
		{ ...whole('CitationGroup', [bracket], citationGroup), before: 'Link' },
		{ ...whole('NoteReference', [bracket], noteReference), before: 'Link' },
		{ ...whole('CitationKey', [at], citationKey, wordBefore), before: 'Emphasis' },
		{ ...whole('Template', [brace], template), before: 'Emphasis' },
		{ ...whole('Role', [brace], role), before: 'Emphasis' },
		{ ...whole('Expression', [brace], expression), before: 'Emphasis' },
		{ ...whole('Expression', [less], element), name: 'Element', before: 'HTMLTag' },
		{ ...whole('Attributes', [brace], attributes), before: 'Emphasis' },
		{ ...whole('Address', [letterH], address, wordBefore), before: 'Emphasis' },
		{ ...whole('EmojiName', [colon], emojiName, wordBefore), before: 'Emphasis' },
		{ name: 'InlineNote', parse: parseInlineNote, before: 'Superscript' },
		{ name: 'Highlight', parse: parseHighlight, before: 'Emphasis' },
	],
};

/** Deleted text is parsed before sub- and superscripts, because `~~` begins with their sign. */
export const markdownParser = commonMark.configure([Table, TaskList, Strikethrough, Subscript, Superscript, blockDialect, dialect]);

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

/** `^[a note]`, whose text may hold brackets. */
function parseInlineNote(context: InlineContext, pos: number): number {
	const found = matchAt(context, pos, inlineNote);
	if (found === null) {
		return -1;
	}
	const end = pos + found[0].length;
	return context.addElement(context.elt('InlineNote', pos, end, context.parser.parseInline(context.slice(pos + 2, end - 1), pos + 2)));
}

const highlightDelimiter = { resolve: 'Highlight', mark: 'HighlightMark' };

/** `==marked==`. */
function parseHighlight(context: InlineContext, pos: number): number {
	if (context.char(pos + 1) !== equals || context.char(pos + 2) === equals || context.char(pos - 1) === equals) {
		return -1;
	}
	const isWord = (code: number): boolean => code > 32;
	return context.addDelimiter(highlightDelimiter, pos, pos + 2, isWord(context.char(pos + 2)), isWord(context.char(pos - 1)));
}

/** Whether no word goes on at `pos`. */
const isWordStart = (context: InlineContext, pos: number): boolean =>
	pos === context.offset || !/[\p{L}\p{N}_]/u.test(context.slice(pos - 1, pos));

/** One sort of construct: by its sign, a node from its first to its last character, or what a function makes of it. */
type Construct =
	| { readonly first: string; readonly name: string; readonly pattern: RegExp; readonly beginsWord?: true }
	| { readonly first: string; readonly parse: (context: InlineContext, pos: number) => number };

/** In the order in which they are tried. */
const constructs: readonly Construct[] = [
	{ first: '$', name: 'MathInText', pattern: displayMath },
	{ first: '$', name: 'InlineMath', pattern: inlineMath },
	{ first: '\\', name: 'InlineMath', pattern: escapedMath },
	{ first: '\\(', name: 'NumberReference', pattern: numberReference },
	{ first: '\\', name: 'RawCommand', pattern: rawCommand },
	{ first: '[!', name: 'WikiLink', pattern: wikiLink },
	{ first: '[', name: 'CitationGroup', pattern: citationGroup },
	{ first: '[', name: 'NoteReference', pattern: noteReference },
	{ first: '@', name: 'CitationKey', pattern: citationKey, beginsWord: true },
	{ first: '{', name: 'Template', pattern: template },
	{ first: '{', name: 'Role', pattern: role },
	{ first: '{', name: 'Expression', pattern: expression },
	{ first: '{', name: 'Attributes', pattern: attributes },
	{ first: '<', name: 'Expression', pattern: element },
	{ first: 'hf', name: 'Address', pattern: address, beginsWord: true },
	{ first: ':', name: 'EmojiName', pattern: emojiName, beginsWord: true },
	{ first: '^', parse: parseInlineNote },
	{ first: '=', parse: parseHighlight },
];

/** Constructs by the code of their first character. */
const byFirst: (Construct[] | undefined)[] = [];
for (const construct of constructs) {
	for (const character of construct.first) {
		const code = character.charCodeAt(0);
		byFirst[code] = [...(byFirst[code] ?? []), construct];
	}
}

/** One parser for all of them: it is asked at each character of a text, and hardly any begins one. */
function parseConstruct(context: InlineContext, next: number, pos: number): number {
	for (const construct of byFirst[next] ?? []) {
		if ('parse' in construct) {
			return construct.parse(context, pos);
		}
		const { name, pattern } = construct;
		const found = construct.beginsWord === true && !isWordStart(context, pos) ? null : matchAt(context, pos, pattern);
		if (found !== null) {
			return context.addElement(context.elt(name, pos, pos + found[0].length));
		}
	}
	return -1;
}

const dialect: MarkdownConfig = {
	defineNodes: [
		...['InlineMath', 'MathInText', 'RawCommand', 'CitationGroup', 'CitationKey', 'NoteReference', 'Attributes', 'Template', 'Role'],
		...['InlineNote', 'NumberReference', 'WikiLink', 'Expression', 'Address', 'EmojiName', 'Highlight', 'HighlightMark'],
	],
	parseInline: [{ name: 'Construct', parse: parseConstruct, before: 'Escape' }],
};

/** Deleted text is parsed before sub- and superscripts, because `~~` begins with their sign. */
export const markdownParser = commonMark.configure([Table, TaskList, Strikethrough, Subscript, Superscript, blockDialect, dialect]);

// The extractor for AsciiDoc, as Asciidoctor reads it: its blocks line by line. Running text is read in inline.ts.

import type { Block, BlockKind } from '../block';
import type { Extractor } from '../extractor';
import { RuleWriter, type InlineRules } from '../inlineRules';
import { isBlankLine, linesOf, passageOf, type Line } from '../lines';
import { inSourceOrder } from '../passage';
import { switchComments, switchedOn } from '../switches';
import { asciiDocRules } from './inline';
import { asciiDocCells } from './table';

const heading = /^(={1,6}|#{1,6})[ \t]+(?=\S)/;
const attribute = /^:(!?[\w-]+!?):(?:[ \t]+(.*))?$/;
const listMark = /^(?:\*{1,5}|-|•|\.{1,5}|\d{1,4}\.|[a-zA-Z]\.|[ivxIVX]{1,5}\)|<(?:\d{1,3}|\.)>)[ \t]+(?:\[[ xX*]\][ \t]+)?(?=\S)/;
const description = /^(?!\/\/)(\S.{0,300}?)(:{2,4}|;;)(?:[ \t]+(?=\S)|$)/;
const blockMacro = /^(?:[a-z][\w-]*)::\S*\[.*\]$|^(?:include|ifn?def|ifeval|endif)::/;
/** What describes an image, and what may follow it in the brackets: its sizes and names. */
const image = /^image::[^\s[\]]+\["?([^]*?)"?(?:,\s*(?:[\w-]+=[^]*|\d+[\s,\d]*)?)?\]$/;
const longestImage = 5000;
const blockTitle = /^\.(?![.\s])/;
const blockAttributes = /^\[.*\]$/;
const admonition = /^(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]+/;

/** Delimiters of blocks that hold no prose, and of those that hold some. */
const codeDelimiter = /^(?:-{4,}|\.{4,}|\+{4,}|\/{4,}|`{3,}\w*|[,:]={3,})$/;
const proseDelimiter = /^(?:={4,}|\*{4,}|_{4,}|--)$/;

/** Styles in the brackets above a block that make it something else than prose. */
const codeStyle = /^\[(?:source|listing|literal|stem|latexmath|asciimath|pass|comment|graphviz|plantuml|ditaa|mermaid|a2s)\b/;

const intrinsic: readonly (readonly [string, string])[] = [
	...([['nbsp', ' '], ['amp', '&'], ['lt', '<'], ['gt', '>'], ['plus', '+'], ['asterisk', '*'], ['deg', '°'], ['cpp', 'C++']] as const),
	...([['empty', ''], ['blank', ''], ['sp', ' '], ['zwsp', ''], ['wj', ''], ['apos', "'"], ['quot', '"'], ['tilde', '~'], ['caret', '^']] as const),
	...([['lsquo', '‘'], ['rsquo', '’'], ['ldquo', '“'], ['rdquo', '”'], ['backtick', '`'], ['backslash', '\\'], ['vbar', '|']] as const),
];

/** Cells that hold blocks themselves, inside each other. */
const deepest = 5;

const noLine: Line = { from: 0, to: 0, indent: 0 };

class BlockReader {
	readonly #source: string;
	readonly #rules: InlineRules;
	readonly blocks: Block[] = [];

	constructor(source: string) {
		this.#source = source;
		const own = [...source.matchAll(/^:([\w-]{1,80}):[ \t]+(\S[^\n]{0,300})$/gm)];
		this.#rules = asciiDocRules(new Map([...intrinsic, ...own.map(([, name = '', value = '']) => [name.toLowerCase(), value.trim()] as const)]));
	}

	#text({ from, to }: Line): string {
		return this.#source.slice(from, to);
	}

	/** A document's header: its title, and lines about its authors and version up to the first blank one. */
	readDocument(lines: readonly Line[]): void {
		let at = 0;
		const isSkipped = (line: Line | undefined): boolean => line !== undefined && (isBlankLine(line) || /^(?:\/\/|:[\w!-]+:)/.test(this.#text(line)));
		while (isSkipped(lines[at])) {
			at++;
		}
		const first = lines[at];
		if (first !== undefined && /^[=#][ \t]+\S/.test(this.#text(first)) && first.indent === 0) {
			this.#inline([{ ...first, from: first.from + (heading.exec(this.#text(first))?.[0].length ?? 0) }], 'title');
			at++;
			while (at < lines.length && !isBlankLine(lines[at] ?? noLine)) {
				at++;
			}
		}
		this.read(lines.slice(at), 'paragraph', 0);
	}

	read(lines: readonly Line[], outer: BlockKind, depth: number): void {
		/** Blocks around the line, each with its delimiter and the kind of its paragraphs. */
		const open: { readonly delimiter: string; readonly kind: BlockKind }[] = [];
		let attributes = '';
		let isInList = false;
		let titled = false;
		for (let at = 0; at < lines.length; ) {
			const line = lines[at] ?? noLine;
			const text = this.#text(line);
			const kind = open.at(-1)?.kind ?? outer;
			const style = attributes;
			const hasTitle: boolean = titled;
			titled = false;
			if (text === '') {
				at++;
				continue;
			}
			if (blockAttributes.test(text) && line.indent === 0) {
				attributes = codeStyle.test(attributes) ? attributes : text;
				titled = hasTitle;
				at++;
				continue;
			}
			attributes = '';
			if (codeDelimiter.test(text) || (proseDelimiter.test(text) && codeStyle.test(style))) {
				at = this.#delimitedEnd(lines, at, text);
			} else if (proseDelimiter.test(text)) {
				if (open.at(-1)?.delimiter === text) {
					open.pop();
				} else if (open.length < 50) {
					open.push({ delimiter: text, kind: /^\[abstract\b/.test(style) ? 'abstract' : kind });
				}
				isInList = false;
				at++;
			} else if (line.indent === 0 && text.startsWith('image::')) {
				at = this.#image(lines, at, hasTitle);
			} else if (/^[|!]={3,}$/.test(text)) {
				at = this.#table(lines, at, text, style, depth);
			} else if (/^(?:\/\/|'{3,}$|<{3,}$|-{3}$|\+$)/.test(text) || (line.indent === 0 && (attribute.test(text) || blockMacro.test(text)))) {
				at++;
				attributes = text.startsWith('//') ? style : '';
			} else if (line.indent === 0 && blockTitle.test(text)) {
				this.#inline([{ ...line, from: line.from + 1 }], 'caption');
				attributes = style;
				titled = true;
				at++;
			} else if (line.indent === 0 && heading.test(text)) {
				this.#inline([{ ...line, from: line.from + (heading.exec(text)?.[0].length ?? 0) }], 'heading');
				isInList = false;
				at++;
			} else {
				const isItem = listMark.test(text) || description.test(text);
				const isLiteral = line.indent > 0 && !isItem && !isInList;
				const end = this.#paragraphEnd(lines, at, isItem || isInList);
				if (isItem) {
					isInList = true;
					this.#item(lines.slice(at, end), text, kind === 'paragraph' ? 'item' : kind);
				} else if (!isLiteral && !codeStyle.test(style)) {
					const inner = isInList && line.indent > 0 && kind === 'paragraph' ? 'item' : /^\[abstract\b/.test(style) ? 'abstract' : kind;
					isInList &&= line.indent > 0 || this.#text(lines[at - 1] ?? noLine) === '+';
					const first = { ...line, from: line.from + (admonition.exec(text)?.[0].length ?? 0) };
					this.#inline([first, ...lines.slice(at + 1, end)], inner);
				}
				at = end;
			}
		}
	}

	/** An image's description is its caption where it has no title. Returns the line behind it. */
	#image(lines: readonly Line[], at: number, hasTitle: boolean): number {
		const end = this.#paragraphEnd(lines, at, false);
		const closing = lines.slice(at, end).findIndex((line) => this.#text(line).endsWith(']'));
		const parts = lines.slice(at, closing < 0 ? at + 1 : at + closing + 1);
		const passage = passageOf(this.#source, parts);
		const found = passage.text.length > longestImage ? null : image.exec(passage.text);
		if (!hasTitle && found !== null) {
			const start = passage.text.indexOf('[') + 1 + Number(passage.text.includes('["'));
			this.blocks.push(...new RuleWriter(passage, this.#rules).blocks('caption', start, start + (found[1] ?? '').length));
		}
		return at + parts.length;
	}

	#item(lines: readonly Line[], text: string, kind: BlockKind): void {
		const [first = noLine, ...rest] = lines;
		const mark = listMark.exec(text);
		if (mark !== null) {
			this.#inline([{ ...first, from: first.from + mark[0].length }, ...rest], kind);
			return;
		}
		const term = description.exec(text);
		const end = first.from + (term?.[1] ?? '').length;
		this.#inline([{ ...first, to: end }], kind);
		const from = first.from + (term?.[0] ?? '').length;
		this.#inline(from < first.to ? [{ ...first, from }, ...rest] : rest, kind);
	}

	/** A paragraph ends at a blank line, at what begins another block, and in a list at the next item. */
	#paragraphEnd(lines: readonly Line[], at: number, isInList: boolean): number {
		let end = at + 1;
		for (; end < lines.length; end++) {
			const line = lines[end] ?? noLine;
			const text = this.#text(line);
			const isItem = isInList && (listMark.test(text) || description.test(text));
			if (text === '' || text === '+' || isItem || blockAttributes.test(text) || codeDelimiter.test(text) || proseDelimiter.test(text) || /^\|={3,}$/.test(text)) {
				break;
			}
		}
		return end;
	}

	/** The line behind the block that the delimiter at `at` opens; without an end, behind the delimiter. */
	#delimitedEnd(lines: readonly Line[], at: number, delimiter: string): number {
		const closing = delimiter.startsWith('```') ? '```' : delimiter;
		this.#closed.set(closing, this.#closed.get(closing) ?? this.#lastLine(lines, closing));
		if ((this.#closed.get(closing) ?? -1) <= at) {
			return at + 1;
		}
		for (let end = at + 1; end < lines.length; end++) {
			if (this.#text(lines[end] ?? noLine) === closing) {
				return end + 1;
			}
		}
		return at + 1;
	}

	/** The last line of each delimiter, so that many that are never closed are not looked for again and again. */
	readonly #closed = new Map<string, number>();

	#lastLine(lines: readonly Line[], text: string): number {
		return lines.findLastIndex((line) => this.#text(line) === text);
	}

	#table(lines: readonly Line[], at: number, delimiter: string, style: string, depth: number): number {
		let end = at + 1;
		while (end < lines.length && this.#text(lines[end] ?? noLine) !== delimiter) {
			end++;
		}
		if (!/format=["']?(?:csv|tsv|dsv)/.test(style)) {
			for (const { lines: cell, holdsBlocks } of asciiDocCells(this.#source, lines.slice(at + 1, end), delimiter.charAt(0))) {
				if (holdsBlocks && depth < deepest) {
					this.read(cell, 'cell', depth + 1);
				} else {
					this.#inline(cell, 'cell');
				}
			}
		}
		return end + 1;
	}

	#inline(lines: readonly Line[], kind: BlockKind): void {
		const shown = lines.filter((line) => !isBlankLine(line) && !/^\/\/(?!\/)|^\/\/\/(?!\/)/.test(this.#text(line)));
		if (shown.length > 0) {
			this.blocks.push(...new RuleWriter(passageOf(this.#source, shown), this.#rules).blocks(kind));
		}
	}
}

export const asciiDocExtractor: Extractor = {
	format: 'asciiDoc',
	extract(source) {
		const reader = new BlockReader(source);
		reader.readDocument(linesOf(source));
		return switchedOn(source, inSourceOrder(reader.blocks), switchComments.slashes);
	},
};

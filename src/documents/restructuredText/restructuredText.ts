// The extractor for reStructuredText, as docutils and Sphinx read it: its blocks by lines and indentation. Running text is
// read in inline.ts, and what directives hold is said in directives.ts.

import type { Block, BlockKind } from '../block';
import { gridCells, gridTableEnd, isGridBorder, isSimpleBorder, simpleCells, simpleTableEnd } from '../drawnTables';
import type { Extractor } from '../extractor';
import { RuleWriter, type InlineRules } from '../inlineRules';
import { extractLatexRange } from '../latex/latex';
import { isBlankLine, linesOf, passageOf, type Line } from '../lines';
import { inSourceOrder } from '../passage';
import { switchComments, switchedOn } from '../switches';
import { directiveReading } from './directives';
import { restructuredTextRules } from './inline';

/** Lists and directives inside each other that are followed; what is deeper is read as paragraphs. */
const deepest = 20;

const adornment = /^([!-/:-@[-`{-~])\1+$/;
const bullet = /^[-*+•‣⁃](?:[ \t]+|$)/;
const enumerator = /^(?:\((?:\d{1,4}|[a-zA-Z]|#|[ivxlcdmIVXLCDM]{1,6})\)|(?:\d{1,4}|[a-zA-Z]|#|[ivxlcdmIVXLCDM]{1,6})[.)])(?:[ \t]+|$)/;
const fieldMark = /^:(?![: `])((?:[^:\\\n]|\\[^\n]|:(?=[^\s`:]))+):(?=[ \t]|$)[ \t]*/;
const directiveMark = /^\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?([\w:.+-]*\w)[ \t]?::(?:[ \t]+|$)/;
const noteMark = /^\.\.[ \t]+\[(?:[^\]\s]+)\](?:[ \t]+|$)/;
const substitution = /^[ \t]*\.\.[ \t]+\|([^|\n]{1,100})\|[ \t]+replace::[ \t]+([^\n]+)$/gm;

const emptyLine: Line = { from: 0, to: 0, indent: 0 };

class BlockReader {
	readonly #source: string;
	readonly #rules: InlineRules;
	readonly blocks: Block[] = [];
	/** For each section title: its block, and how it is adorned. */
	readonly #headings: { readonly block: Block; readonly style: string }[] = [];

	constructor(source: string) {
		this.#source = source;
		const pairs = [...source.matchAll(substitution)].map(([, name = '', words = '']) => [name.toLowerCase(), words.trim()] as const);
		this.#rules = restructuredTextRules(new Map(pairs));
	}

	/** A document's one title at its top is its title, as docutils promotes it. */
	finish(): Block[] {
		const [first] = this.#headings;
		const isTitle = first !== undefined && this.blocks[0] === first.block && this.#headings.filter(({ style }) => style === first.style).length === 1;
		return inSourceOrder(isTitle ? [{ ...first.block, kind: 'title' }, ...this.blocks.slice(1)] : this.blocks);
	}

	read(lines: readonly Line[], kind: BlockKind, depth: number): void {
		for (let at = 0; at < lines.length; ) {
			const line = lines[at] ?? emptyLine;
			at = isBlankLine(line) ? at + 1 : this.#block(lines, at, line, kind, depth);
		}
	}

	#text({ from, to }: Line): string {
		return this.#source.slice(from, to);
	}

	/** Reads the block that begins with `line`; returns the line behind it. */
	#block(lines: readonly Line[], at: number, line: Line, kind: BlockKind, depth: number): number {
		const text = this.#text(line);
		if (text.startsWith('..') && (text.length === 2 || /^\.\.[ \t]/.test(text))) {
			return this.#explicit(lines, at, text, kind, depth);
		}
		if (isGridBorder(text)) {
			const end = gridTableEnd(this.#source, lines, at, lines.length);
			this.#cells(gridCells(this.#source, lines.slice(at, end)));
			return Math.max(end, at + 1);
		}
		if (isSimpleBorder(text)) {
			const end = simpleTableEnd(this.#source, lines, at, lines.length);
			if (end > at) {
				this.#cells(simpleCells(this.#source, lines.slice(at, end)));
				return end;
			}
		}
		if (adornment.test(text) && text !== '::') {
			return this.#adorned(lines, at, text, kind);
		}
		if (text.startsWith('>>>')) {
			return nextBlank(lines, at);
		}
		if (/^__(?:\s|$)/.test(text)) {
			return at + 1;
		}
		if (depth < deepest) {
			const mark = bullet.exec(text) ?? this.#enumerator(lines, at, line, text);
			if (mark !== null) {
				return this.#item(lines, at, mark[0].length, kind === 'paragraph' ? 'item' : kind, depth);
			}
			const field = fieldMark.exec(text);
			if (field !== null) {
				return this.#field(lines, at, field, depth);
			}
		}
		return this.#paragraph(lines, at, line, kind, depth);
	}

	/** A letter or number begins an item only where the next line is not plainly the same paragraph's: "A. Smith ...". */
	#enumerator(lines: readonly Line[], at: number, line: Line, text: string): RegExpExecArray | null {
		const mark = enumerator.exec(text);
		const next = lines[at + 1];
		if (mark === null || next === undefined || isBlankLine(next) || next.indent > line.indent || enumerator.test(this.#text(next))) {
			return mark;
		}
		return null;
	}

	#adorned(lines: readonly Line[], at: number, text: string, kind: BlockKind): number {
		const [title, under] = [lines[at + 1], lines[at + 2]];
		if (title !== undefined && under !== undefined && !isBlankLine(title) && this.#text(under) === text) {
			this.#heading([title], `over${text.charAt(0)}`);
			return at + 3;
		}
		if (title !== undefined && !isBlankLine(title) && text.length < 4) {
			return this.#paragraph(lines, at, lines[at] ?? emptyLine, kind, deepest);
		}
		return at + 1;
	}

	#heading(lines: readonly Line[], style: string): void {
		for (const block of this.#inline(lines, 'heading')) {
			if (block.kind === 'heading') {
				this.#headings.push({ block, style });
			}
		}
	}

	/** An item, a field or a directive's content: what is indented behind its first line. Returns the line behind it. */
	#indentedEnd(lines: readonly Line[], at: number): number {
		const base = lines[at]?.indent ?? 0;
		let end = at + 1;
		for (let next = at + 1; next < lines.length; next++) {
			const line = lines[next] ?? emptyLine;
			if (!isBlankLine(line)) {
				if (line.indent <= base) {
					break;
				}
				end = next + 1;
			}
		}
		return end;
	}

	/** The lines of `[at, end)` without the first `width` characters of the first; that is left out where it is empty then. */
	#content(lines: readonly Line[], at: number, end: number, width: number): Line[] {
		const first = lines[at] ?? emptyLine;
		const rest = lines.slice(at + 1, end);
		const from = Math.min(first.from + width, first.to);
		const isOpen = from < first.to;
		const inner = rest.find((line) => !isBlankLine(line))?.indent ?? first.indent + width;
		const next = rest[0];
		// The first line belongs to the paragraph that goes on below it, however far that is indented.
		return isOpen ? [{ from, to: first.to, indent: next !== undefined && !isBlankLine(next) ? inner : first.indent + width }, ...rest] : rest;
	}

	#item(lines: readonly Line[], at: number, width: number, kind: BlockKind, depth: number): number {
		const end = this.#indentedEnd(lines, at);
		this.read(this.#content(lines, at, end, width), kind, depth + 1);
		return end;
	}

	/** Of the fields above a text only its abstract is prose; a field's name is not, wherever it stands. */
	#field(lines: readonly Line[], at: number, mark: RegExpExecArray, depth: number): number {
		const end = this.#indentedEnd(lines, at);
		const name = (mark[1] ?? '').toLowerCase();
		if (!/^(?:authors?|organi[sz]ation|contact|address|version|revision|status|date|copyright|orphan|nosearch|tocdepth|nocomments|keywords?|bibliography|type|rtype|raises?|tags|category|slug|language)$/.test(name)) {
			this.read(this.#content(lines, at, end, mark[0].length), name === 'abstract' ? 'abstract' : 'item', depth + 1);
		}
		return end;
	}

	#paragraph(lines: readonly Line[], at: number, line: Line, kind: BlockKind, depth: number): number {
		const next = lines[at + 1];
		const nextText = next === undefined ? '' : this.#text(next);
		if (next !== undefined && next.indent === line.indent && adornment.test(nextText) && isUnderline(this.#text(line), nextText)) {
			this.#heading([line], nextText.charAt(0));
			return at + 2;
		}
		if (/^\|[ \t]/.test(this.#text(line))) {
			return this.#lineBlock(lines, at, kind);
		}
		let end = at + 1;
		for (; end < lines.length; end++) {
			const other = lines[end] ?? emptyLine;
			if (isBlankLine(other) || other.indent !== line.indent) {
				break;
			}
		}
		const below = lines[end];
		const isTerm = end === at + 1 && below !== undefined && !isBlankLine(below) && below.indent > line.indent;
		if (isTerm && depth < deepest && !this.#text(line).endsWith('::')) {
			this.#term(line);
			const definitionEnd = this.#indentedEnd(lines, at);
			this.read(lines.slice(at + 1, definitionEnd), kind === 'paragraph' ? 'item' : kind, depth + 1);
			return definitionEnd;
		}
		const paragraph = lines.slice(at, end);
		const last = paragraph.at(-1) ?? emptyLine;
		if (this.#text(last).endsWith('::')) {
			// "text ::" and "text::" announce a literal block; the second prints one colon.
			const isApart = /(?:^|\s)::$/.test(this.#text(last));
			paragraph[paragraph.length - 1] = { ...last, to: last.to - (isApart ? 2 : 1) };
			end = this.#literalEnd(lines, end, line.indent);
		}
		this.#inline(paragraph, kind);
		return end;
	}

	/** The line behind the literal block below `at`: indented, or quoted by a mark before each of its lines. */
	#literalEnd(lines: readonly Line[], at: number, indent: number): number {
		let start = at;
		while (start < lines.length && isBlankLine(lines[start] ?? emptyLine)) {
			start++;
		}
		const first = lines[start];
		if (first === undefined) {
			return at;
		}
		if (first.indent > indent) {
			let end = start;
			for (let next = start; next < lines.length; next++) {
				const line = lines[next] ?? emptyLine;
				if (!isBlankLine(line)) {
					if (line.indent <= indent) {
						break;
					}
					end = next + 1;
				}
			}
			return end;
		}
		return start > at && /^[>|$#%]/.test(this.#text(first)) ? nextBlank(lines, start) : at;
	}

	/** A term's classifiers (" : int") are no words of it. */
	#term(line: Line): void {
		const classifier = this.#text(line).search(/\s:\s/);
		this.#inline([{ ...line, to: classifier < 0 ? line.to : line.from + classifier }], 'item');
	}

	#lineBlock(lines: readonly Line[], at: number, kind: BlockKind): number {
		const end = nextBlank(lines, at);
		this.#inline(
			lines.slice(at, end).map((line) => ({ ...line, from: line.from + (/^\|[ \t]*/.exec(this.#text(line))?.[0].length ?? 0) })),
			kind,
		);
		return end;
	}

	/** What begins with "..": a note, a target, a substitution, a directive, a comment. */
	#explicit(lines: readonly Line[], at: number, text: string, kind: BlockKind, depth: number): number {
		const end = this.#indentedEnd(lines, at);
		const note = noteMark.exec(text);
		if (note !== null && depth < deepest) {
			this.read(this.#content(lines, at, end, note[0].length), 'footnote', depth + 1);
			return end;
		}
		const directive = directiveMark.exec(text);
		if (directive !== null && !/^\.\.[ \t]+\|/.test(text) && depth < deepest) {
			this.#directive(lines.slice(at, end), directive, kind, depth);
		}
		return end;
	}

	#directive(lines: readonly Line[], mark: RegExpExecArray, outer: BlockKind, depth: number): void {
		const first = lines[0] ?? emptyLine;
		const name = mark[1] ?? '';
		if (name === 'raw') {
			this.#raw(lines, first.from + mark[0].length);
			return;
		}
		const { argument, content } = directiveReading(name);
		let start = 1;
		const head: Line[] = [];
		const from = first.from + mark[0].length;
		if (from < first.to) {
			head.push({ from, to: first.to, indent: first.indent + 3 });
		}
		const isOption = (line: Line | undefined): boolean => line !== undefined && /^:[\w -]+:(?:[ \t]|$)/.test(this.#text(line));
		while (start < lines.length && !isBlankLine(lines[start] ?? emptyLine) && !isOption(lines[start])) {
			head.push(lines[start++] ?? emptyLine);
		}
		const optionIndent = lines[start]?.indent ?? 0;
		while (isOption(lines[start])) {
			start++;
			while (start < lines.length && !isBlankLine(lines[start] ?? emptyLine) && (lines[start]?.indent ?? 0) > optionIndent) {
				start++;
			}
		}
		const body = lines.slice(start);
		const inner = content === 'paragraph' ? outer : content;
		if (argument === 'content' && inner !== undefined) {
			const words = /^(?:deprecated|version(?:added|changed))$/.test(name) ? this.#withoutVersion(head) : head;
			this.read(words.map((line, index) => (index === 0 ? { ...line, indent: words[1]?.indent ?? line.indent } : line)), inner, depth + 1);
		} else if (argument !== undefined && argument !== 'content') {
			this.#inline(head, argument);
		} else if (inner !== undefined && from >= first.to) {
			// Content may follow at once where nothing stands behind the name.
			this.read(head, inner, depth + 1);
		}
		if (inner !== undefined && !/^csv-table$/.test(name)) {
			this.read(body, inner, depth + 1);
		}
	}

	#withoutVersion(head: readonly Line[]): Line[] {
		return head.map((line, index) => (index === 0 ? { ...line, from: line.from + (/^\S+\s*/.exec(this.#text(line))?.[0].length ?? 0) } : line));
	}

	#raw(lines: readonly Line[], from: number): void {
		const [first, second] = [lines[0] ?? emptyLine, lines[1] ?? emptyLine];
		if (/^latex/.test(this.#source.slice(from, first.to)) && lines.length > 1) {
			this.blocks.push(...extractLatexRange(this.#source, second.from, lines.at(-1)?.to ?? second.from));
		}
	}

	#cells(passages: ReturnType<typeof gridCells>): void {
		for (const passage of passages) {
			this.blocks.push(...new RuleWriter(passage, this.#rules).blocks('cell'));
		}
	}

	#inline(lines: readonly Line[], kind: BlockKind): Block[] {
		const blocks = new RuleWriter(passageOf(this.#source, lines), this.#rules).blocks(kind);
		this.blocks.push(...blocks);
		return blocks;
	}
}

/** Docutils takes an underline that is shorter than its title with a warning, if it has four characters. */
function isUnderline(title: string, line: string): boolean {
	return line.length >= title.length || line.length >= 4;
}

function nextBlank(lines: readonly Line[], at: number): number {
	let end = at;
	while (end < lines.length && !isBlankLine(lines[end] ?? emptyLine)) {
		end++;
	}
	return Math.max(end, at + 1);
}

export const restructuredTextExtractor: Extractor = {
	format: 'restructuredText',
	extract(source) {
		const reader = new BlockReader(source);
		reader.read(linesOf(source), 'paragraph', 0);
		return switchedOn(source, reader.finish(), switchComments.dots);
	},
};

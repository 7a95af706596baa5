// Walks the blocks of a Markdown document (syntax.ts) and gathers their prose. What stands in directives, table cells drawn
// with characters and HTML is Markdown again, and is read by a walker of its own.

import type { SyntaxNode, SyntaxNodeRef } from '@lezer/common';
import type { Block, BlockKind } from '../block';
import { cellsInColumns, gridCells } from '../drawnTables';
import { extractLatexRange } from '../latex/latex';
import { linesOf, type WholeLine } from '../lines';
import { PassageBuilder, type Passage } from '../passage';
import { captionsInHeader, captionsInOptions } from './chunks';
import { directiveOptions, directiveReading, readDivision } from './directives';
import { htmlTexts } from './html';
import { withinInlineBudget } from './inlineBudget';
import { InlineWriter, type Labels } from './inlineWriter';
import { markdownParser } from './syntax';

/** Markdown inside Markdown (directives, cells, HTML) that is followed; what is deeper is left out. */
const deepest = 6;

const heading = /^(?:ATXHeading\d|SetextHeading\d)$/;
const table = /^(?:Table|GridTable|SimpleTable|RawLatex|HTMLBlock|FencedCode|DisplayMath)$/;
/** Blocks that others stand in. */
const holders = /^(?:Document|Blockquote|BulletList|OrderedList|ListItem|Table|TableHeader|TableRow|Footnote|Definition|LetteredItem)$/;

/** An alert or a callout: "> [!NOTE] Title". */
const alert = /^\[![\w-]+\][+-]?[ \t]*/;
/** Bookdown's texts that are referred to elsewhere: "(ref:name) A caption." */
const textReference = /^\(ref:[\w-]+\)[ \t]+/;

export class BlockWalker {
	readonly #source: string;
	readonly #depth: number;
	readonly #labels: Labels;
	readonly #blocks: Block[] = [];
	/** Kinds that the blocks around say for the paragraphs in them. */
	readonly #kinds: BlockKind[] = [];
	/** The fenced divisions that are open: they are no blocks of the parser's. */
	#divisions: (BlockKind | undefined)[] = [];

	constructor(source: string, depth = 0, labels: Labels = labelsOf(source)) {
		this.#source = source;
		this.#depth = depth;
		this.#labels = labels;
	}

	/** The blocks of `body`: the source itself, or a text as long in which what is not to be read is blank. */
	read(body = this.#source): Block[] {
		markdownParser.parse(withinInlineBudget(body)).iterate({
			enter: (node: SyntaxNodeRef) => this.#enter(node),
			leave: ({ name }: SyntaxNodeRef) => {
				if (kindInside(name) !== undefined) {
					this.#kinds.pop();
				}
			},
		});
		return this.#blocks;
	}

	/** Reads a text that is Markdown itself; its paragraphs are of the kind `kind`, where that says more. */
	nested(passage: Passage, kind: BlockKind): void {
		if (this.#depth < deepest) {
			for (const block of new BlockWalker(passage.text, this.#depth + 1, this.#labels).read()) {
				const isOwn = block.kind === 'paragraph' || (block.kind === 'item' && kind === 'cell');
				this.#blocks.push(passage.toSource(isOwn ? { ...block, kind } : block));
			}
		}
	}

	#enter(node: SyntaxNodeRef): boolean {
		const { name, from, to } = node;
		const source = this.#source;
		const inside = kindInside(name);
		if (inside !== undefined) {
			this.#kinds.push(name === 'Definition' && isCaption(source, node.node) ? 'caption' : inside);
			return true;
		}
		if (heading.test(name)) {
			this.#divisions = this.#divisions.map(() => undefined);
			this.#inline(node.node, 'heading');
		} else if (name === 'Paragraph' || name === 'Task') {
			this.#paragraph(node.node);
		} else if (name === 'TableCell') {
			this.#inline(node.node, 'cell');
		} else if (name === 'RawLatex') {
			this.#blocks.push(...extractLatexRange(source, from, to));
		} else if (name === 'FencedCode') {
			this.#fencedCode(node.node);
		} else if (name === 'HTMLBlock') {
			for (const { kind, passage } of htmlTexts(source, from, to)) {
				this.nested(passage, kind === 'paragraph' ? this.#kind() : kind);
			}
		} else if (name === 'DivisionFence') {
			this.#division(from, to);
		} else if (name === 'GridTable') {
			gridCells(source, linesOf(source, from, to).map((line) => withoutQuoteMark(source, line))).forEach((cell) => this.nested(cell, 'cell'));
		} else if (name === 'SimpleTable') {
			this.#simpleTable(node.node);
		}
		return holders.test(name);
	}

	/** What a paragraph here is. */
	#kind(): BlockKind {
		return this.#kinds.at(-1) ?? this.#divisions.findLast((kind) => kind !== undefined) ?? 'paragraph';
	}

	#inline(node: SyntaxNode, kind: BlockKind, start = node.from): void {
		this.#blocks.push(...new InlineWriter(this.#source, this.#labels).blocksOf(node, kind, start));
	}

	#paragraph(node: SyntaxNode): void {
		const opening = this.#source.slice(node.from, Math.min(node.to, node.from + 120));
		const next = node.nextSibling;
		if (next?.name === 'SimpleTable' && isNextLine(this.#source, node, next)) {
			// The header of the table: read with it.
			return;
		}
		if (/^\[TOC\]$|^\[\[_TOC_\]\]$/i.test(opening)) {
			return;
		}
		const isTerm = next?.name === 'Definition' && !isCaption(this.#source, next);
		const mark = (node.parent?.name === 'Blockquote' && node.prevSibling?.name === 'QuoteMark' ? alert.exec(opening) : null) ?? textReference.exec(opening);
		const kind = mark !== null && opening.startsWith('(') ? 'caption' : isTerm ? 'item' : this.#kind();
		this.#inline(node, kind, node.from + (mark?.[0].length ?? 0));
	}

	#division(from: number, to: number): void {
		const line = this.#source.slice(from, to);
		if (/^:+\s*$/.test(line)) {
			this.#divisions.pop();
			return;
		}
		const { kind, title } = readDivision(line);
		if (this.#divisions.length < 100) {
			this.#divisions.push(kind);
		}
		if (title !== undefined) {
			this.nested(new PassageBuilder(this.#source).keep(from + title.start, from + title.end).build(), title.kind);
		}
	}

	/** Code is no prose, but raw LaTeX, a directive's content and the captions of a chunk are. */
	#fencedCode(node: SyntaxNode): void {
		const source = this.#source;
		const info = node.getChild('CodeInfo');
		const parts = node.getChildren('CodeText');
		const [first] = parts;
		const infoText = info === null ? '' : source.slice(info.from, info.to);
		const name = /^\{([=\w:+-]+)\}?/.exec(infoText)?.[1];
		if (info === null || name === undefined) {
			return;
		}
		if (/^=(?:la)?tex$/.test(name)) {
			parts.forEach(({ from, to }) => this.#blocks.push(...extractLatexRange(source, from, to)));
			return;
		}
		const directive = directiveReading(name);
		if (directive === undefined || !infoText.startsWith(`{${name}}`)) {
			captionsInHeader(source, info.from, info.to).forEach((caption) => this.nested(caption, 'caption'));
			if (first !== undefined) {
				captionsInOptions(source, first.from, first.to).forEach((caption) => this.nested(caption, 'caption'));
			}
			return;
		}
		const argument = info.from + name.length + 2;
		if (directive.argument !== undefined && argument < info.to) {
			this.nested(new PassageBuilder(source).keep(argument + Number(source[argument] === ' '), info.to).build(), directive.argument);
		}
		if (directive.content !== undefined && first !== undefined) {
			const builder = new PassageBuilder(source);
			const options = directiveOptions.exec(source.slice(first.from, first.to))?.[0].length ?? 0;
			for (const { from, to } of parts) {
				builder.put(builder.isEmpty ? '' : '\n', from, from + 1).keep(from === first.from ? from + options : from, to);
			}
			this.nested(builder.build(), directive.content === 'paragraph' ? this.#kind() : directive.content);
		}
	}

	#simpleTable(node: SyntaxNode): void {
		const source = this.#source;
		const previous = node.prevSibling;
		const header = previous?.name === 'Paragraph' && isNextLine(source, previous, node) ? linesOf(source, lineStart(source, previous.from), previous.to) : [];
		const [border, ...rows] = linesOf(source, lineStart(source, node.from), node.to);
		if (border !== undefined) {
			const columns = [...source.slice(border.from, border.to).matchAll(/-+/g)].map(({ index }) => border.indent + index);
			cellsInColumns(source, [...header, ...rows], columns, false).forEach((cell) => this.nested(cell, 'cell'));
		}
	}
}

/** The kind of the paragraphs inside a block, where it says one. */
function kindInside(name: string): BlockKind | undefined {
	return name === 'ListItem' || name === 'LetteredItem' || name === 'Definition' ? 'item' : name === 'Footnote' ? 'footnote' : undefined;
}

/** A line that begins with a colon is a table's caption beside one, and otherwise defines the term above it. */
function isCaption(source: string, definition: SyntaxNode): boolean {
	const [previous, next] = [definition.prevSibling, definition.nextSibling];
	if (previous?.name === 'Definition') {
		return false;
	}
	const isTerm = previous?.name === 'Paragraph' && !source.slice(previous.from, previous.to).includes('\n');
	return !isTerm || (next !== null && /Table$/.test(next.name) && !isNextLine(source, previous, definition)) || (previous !== null && table.test(previous.name));
}

function isNextLine(source: string, first: SyntaxNode, second: SyntaxNode): boolean {
	return /^[ \t]*\n[ \t]*$/.test(source.slice(first.to, Math.min(second.from, first.to + 200)));
}

function lineStart(source: string, at: number): number {
	return source.lastIndexOf('\n', at - 1) + 1;
}

function withoutQuoteMark(source: string, line: WholeLine): WholeLine {
	const mark = /^[> \t]+/.exec(source.slice(line.from, line.to));
	return { ...line, from: line.from + (mark?.[0].length ?? 0) };
}

/** What the document defines that changes how brackets read. */
function labelsOf(source: string): Labels {
	const links = [...source.matchAll(/^ {0,3}\[([^[\]\n]{1,200})\]:/gm)].map(([, label = '']) => label.toLowerCase());
	const headings = [...source.matchAll(/^#{1,6}[ \t]+([^\n[\]{}]{1,200}?)[ \t]*(?:\{[^{}\n]{0,200}\}|#+)?[ \t]*$/gm)].map(([, text = '']) => text.toLowerCase());
	const examples = [...source.matchAll(/^[ \t]*\(@([\w-]{1,80})\)[ \t]/gm)].map(([, label = '']) => label);
	return { links: new Set([...links, ...headings]), examples: new Set(examples) };
}

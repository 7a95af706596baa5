// The blocks that papers in Markdown have beyond CommonMark's and GFM's: raw LaTeX, display formulas, fenced divisions and
// directives, footnotes, definitions, lettered and example lists, tables drawn with characters. What they mean is not decided
// here.

import type { BlockContext, Line, MarkdownConfig } from '@lezer/markdown';
import { isGridBorder } from '../drawnTables';

/** The text of a line behind its indentation and the marks of the blocks around it. */
const textOf = (line: Line): string => line.text.slice(line.pos);

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
	const text = textOf(line);
	if (!text.startsWith('$$') && !text.startsWith('\\[')) {
		return false;
	}
	const closing = text.startsWith('$$') ? '$$' : '\\]';
	const first = text.indexOf(closing, 2);
	if (first >= 0 && !/^\s*(?:\{#[^{}]*\}|\([\w:-]+\))?[.,;]?\s*$/.test(text.slice(first + 2))) {
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

const colonFence = /^:{3,}/;
/** Directives between colons that hold no prose. */
const silentDirective =
	/^:{3,}[ \t]*\{(?:code(?:-block|-cell)?|sourcecode|math|raw|mermaid|image|include|literalinclude|toctree|bibliography|csv-table|embed|iframe|eval-rst|index|contents|tableofcontents|graphviz|plot|auto\w+)\}/;
const option = /^\s*:[\w-]+:(?:\s|$)/;

/** `:::` lines of fenced divisions and directives, with the options of a directive: whatever stands between them is prose. */
function parseFence(context: BlockContext, line: Line): boolean {
	const text = textOf(line);
	const colons = colonFence.exec(text)?.[0];
	if (colons === undefined) {
		return false;
	}
	const start = context.lineStart + line.pos;
	const end = context.lineStart + line.text.length;
	if (silentDirective.test(text)) {
		while (context.nextLine() && line.text.trim() !== colons) {
			// Passed over.
		}
		context.nextLine();
	} else if (context.nextLine() && /^:{3,}[ \t]*\{[\w:-]+\}/.test(text)) {
		while (option.test(textOf(line)) && context.nextLine()) {
			// Passed over.
		}
	}
	context.addElement(context.elt('DivisionFence', start, end));
	return true;
}

const noteMark = /^\[\^[^\s[\]]+\]:[ \t]*/;
const longestTerm = 400;
const definitionMark = /^[:~](?: {1,3}|\t)(?=\S)/;
/** Items that CommonMark does not number: (a), (iv), #., (@example), iv. */
const itemMark = /^(?:\((?:@[\w-]*|[a-zA-Z]|[ivx]{2,5}|\d{1,3})\)|@[\w-]*\.|#\.|[a-zA-Z]\)|[ivx]{2,5}[.)]|[a-d]\.|[A-D]\. )[ \t]+(?=\S)/;

/** A block that begins with a mark and goes on with what is indented by four columns, or as far as its text. */
function composite(name: string, mark: RegExp) {
	return {
		name,
		parse(context: BlockContext, line: Line): null | false {
			const found = mark.exec(textOf(line))?.[0];
			if (found === undefined) {
				return false;
			}
			context.startComposite(name, line.basePos, name === 'LetteredItem' ? Math.min(4, found.length) : 4);
			line.moveBase(line.pos + found.length);
			return null;
		},
	};
}

function goesOn(_context: BlockContext, line: Line, width: number): boolean {
	if (line.next < 0) {
		return true;
	}
	if (line.indent < line.baseIndent + width) {
		return false;
	}
	line.moveBaseColumn(line.baseIndent + width);
	return true;
}

/** A border of a grid, and all lines below it that go on with it. */
function parseGridTable(context: BlockContext, line: Line): boolean {
	if (!isGridBorder(textOf(line).trimEnd())) {
		return false;
	}
	const start = context.lineStart + line.pos;
	while (context.nextLine() && /^[+|]/.test(textOf(line))) {
		// Passed over: the table is read as a whole.
	}
	context.addElement(context.elt('GridTable', start, Math.max(start + 1, context.prevLineEnd())));
	return true;
}

const dashes = /^-{2,}(?:[ \t]+-{2,})+[ \t]*$/;

/** Runs of dashes over or under columns of text, up to the next blank line. */
function parseSimpleTable(context: BlockContext, line: Line): boolean {
	if (!dashes.test(textOf(line))) {
		return false;
	}
	const start = context.lineStart + line.pos;
	while (context.nextLine() && line.text.trim() !== '') {
		// Passed over: the table is read as a whole.
	}
	context.addElement(context.elt('SimpleTable', start, Math.max(start + 1, context.prevLineEnd())));
	return true;
}

/** Lines of no prose at the start of a block: modules of MDX, MyST's targets, comments and breaks, abbreviations. */
const silentLine = /^(?:\([\w:./ -]{1,100}\)=\s*$|\+\+\+(?:\s|$)|%(?:\s|$)|\*\[[^[\]]{1,60}\]:\s)/;
const moduleLine = /^(?:import\s+(?:[\w*{][^'"]*\sfrom\s+)?['"][^'"]+['"];?\s*$|export\s+(?:default|const|let|var|function|class|async|\{|\*)[\s\S])/;

function parseSilent(context: BlockContext, line: Line): boolean {
	const text = textOf(line);
	const isModule = moduleLine.test(text);
	if (!isModule && !silentLine.test(text)) {
		return false;
	}
	const start = context.lineStart + line.pos;
	while (context.nextLine() && isModule && line.text.trim() !== '') {
		// A module's code ends at a blank line.
	}
	context.addElement(context.elt('Silent', start, context.prevLineEnd()));
	return true;
}

const startsWith =
	(pattern: RegExp) =>
	(_context: BlockContext, line: Line): boolean =>
		pattern.test(textOf(line));

export const blockDialect: MarkdownConfig = {
	defineNodes: [
		...['RawLatex', 'DisplayMath', 'DivisionFence', 'GridTable', 'SimpleTable', 'Silent'].map((name) => ({ name, block: true })),
		...['Footnote', 'Definition', 'LetteredItem'].map((name) => ({ name, block: true, composite: goesOn })),
	],
	parseBlock: [
		{ name: 'RawLatex', parse: parseEnvironment, before: 'IndentedCode', endLeaf: (_context, line) => environment.test(line.text) },
		{ name: 'DisplayMath', parse: parseDisplayMath, before: 'IndentedCode' },
		{ name: 'DivisionFence', parse: parseFence, before: 'IndentedCode', endLeaf: startsWith(colonFence) },
		{ name: 'GridTable', parse: parseGridTable, before: 'HorizontalRule', endLeaf: (_context, line) => isGridBorder(textOf(line).trimEnd()) },
		{ name: 'SimpleTable', parse: parseSimpleTable, before: 'HorizontalRule' },
		{ name: 'Silent', parse: parseSilent, before: 'BulletList' },
		{ ...composite('Footnote', noteMark), before: 'LinkReference', endLeaf: startsWith(noteMark) },
		// A term is one line.
		{
			...composite('Definition', definitionMark),
			before: 'LinkReference',
			endLeaf: (_context, line, leaf) => definitionMark.test(textOf(line)) && leaf.content.length < longestTerm && !leaf.content.includes('\n'),
		},
		{ ...composite('LetteredItem', itemMark), before: 'LinkReference', endLeaf: (context, line) => context.parentType().name === 'LetteredItem' && itemMark.test(textOf(line)) },
	],
};

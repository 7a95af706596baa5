// Tables drawn with characters, as reStructuredText and Pandoc's Markdown have them: which lines belong to one, and its cells.

import { isBlankLine, passageOf, type Line } from './lines';
import type { Passage } from './passage';

const gridBorder = /^\+(?:[-=:]+\+)+$/;
const simpleBorder = /^=+(?:\s+=+)+$/;

export function isGridBorder(text: string): boolean {
	return gridBorder.test(text);
}

export function isSimpleBorder(text: string): boolean {
	return simpleBorder.test(text);
}

/** The line behind the grid table that begins at `start`. */
export function gridTableEnd(source: string, lines: readonly Line[], start: number, end: number): number {
	let at = start;
	while (at < end && /[+|]/.test(source.charAt(lines[at]?.from ?? 0)) && !isBlankLine(lines[at] ?? { from: 0, to: 0, indent: 0 })) {
		at++;
	}
	return at;
}

/** The line behind the simple table that begins at `start`: behind its last border. */
export function simpleTableEnd(source: string, lines: readonly Line[], start: number, end: number): number {
	let last = start;
	let borders = 0;
	for (let at = start; at < end; at++) {
		const line = lines[at];
		if (line === undefined || line.indent < (lines[start]?.indent ?? 0)) {
			if (line === undefined || !isBlankLine(line)) {
				break;
			}
		}
		if (line !== undefined && isSimpleBorder(source.slice(line.from, line.to))) {
			borders++;
			last = at;
			const next = lines[at + 1];
			if (borders >= 2 && (next === undefined || isBlankLine(next) || borders === 3)) {
				break;
			}
		}
	}
	return borders < 2 ? start : last + 1;
}

/** The text of each cell, row by row. A row of a grid ends at a line that begins with its corner. */
export function gridCells(source: string, lines: readonly Line[]): Passage[] {
	const cells: Passage[] = [];
	let open = new Map<number, Line[]>();
	const close = (): void => {
		cells.push(...[...open].sort(([a], [b]) => a - b).map(([, parts]) => passageOf(source, parts)));
		open = new Map();
	};
	for (const { from, to } of lines) {
		if (source[from] === '+') {
			close();
			continue;
		}
		for (let at = from + 1; at < to; ) {
			let end = at;
			while (end < to && source[end] !== '|') {
				end++;
			}
			addPart(source, open, at - from, at, end);
			at = end + 1;
		}
	}
	close();
	return cells;
}

/** Cells of a simple table of reStructuredText: a line without text in its first column goes on with the row above it. */
export function simpleCells(source: string, lines: readonly Line[]): Passage[] {
	const border = lines[0];
	if (border === undefined) {
		return [];
	}
	const columns = [...source.slice(border.from, border.to).matchAll(/=+/g)].map(({ index }) => border.indent + index);
	return cellsInColumns(source, lines.slice(1), columns, true);
}

/** Cells of lines of text whose columns begin at `columns`; a word that reaches over from the right goes with its right. */
export function cellsInColumns(source: string, lines: readonly Line[], columns: readonly number[], rowsGoOn: boolean): Passage[] {
	const cells: Passage[] = [];
	let open = new Map<number, Line[]>();
	const close = (): void => {
		cells.push(...[...open].sort(([a], [b]) => a - b).map(([, parts]) => passageOf(source, parts)));
		open = new Map();
	};
	for (const line of lines) {
		if (isBlankLine(line) || /^[=-]+(?:\s+[=-]+)*$/.test(source.slice(line.from, line.to))) {
			close();
			continue;
		}
		if (!rowsGoOn || line.indent <= (columns[0] ?? 0)) {
			close();
		}
		const starts = columns.map((column, index) => (index === 0 ? line.from : wordStart(source, line, line.from + column - line.indent)));
		for (const [index, column] of columns.entries()) {
			addPart(source, open, column, starts[index] ?? line.to, starts[index + 1] ?? line.to);
		}
	}
	close();
	return cells;
}

function wordStart(source: string, { from, to }: Line, at: number): number {
	let start = Math.min(Math.max(at, from), to);
	while (start > from && start < to && /\S/.test(source.charAt(start)) && /\S/.test(source.charAt(start - 1))) {
		start--;
	}
	return start;
}

function addPart(source: string, open: Map<number, Line[]>, column: number, start: number, end: number): void {
	let [from, to] = [start, end];
	while (from < to && /\s/.test(source.charAt(from))) {
		from++;
	}
	while (to > from && /\s/.test(source.charAt(to - 1))) {
		to--;
	}
	if (to > from) {
		const parts = open.get(column) ?? [];
		parts.push({ from, to, indent: 0 });
		open.set(column, parts);
	}
}

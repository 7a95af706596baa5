// Tables drawn with characters, as reStructuredText and Pandoc's Markdown have them: which lines belong to one, and its cells.

import { isBlankLine, passageOf, type Line } from '../lines';
import type { Passage } from '../passage';

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

/** A row begins with text in its first column; a line without goes on with the row above it. */
export function simpleCells(source: string, lines: readonly Line[]): Passage[] {
	const cells: Passage[] = [];
	const border = lines[0];
	if (border === undefined) {
		return cells;
	}
	const columns = [...source.slice(border.from, border.to).matchAll(/=+/g)].map(({ index }) => index);
	let open = new Map<number, Line[]>();
	const close = (): void => {
		cells.push(...[...open].sort(([a], [b]) => a - b).map(([, parts]) => passageOf(source, parts)));
		open = new Map();
	};
	for (const line of lines.slice(1)) {
		const text = source.slice(line.from, line.to);
		const shift = line.indent - border.indent;
		if (/^[=-]+(?:\s+[=-]+)*$/.test(text) || text === '') {
			close();
			continue;
		}
		if (shift <= 0) {
			close();
		}
		for (const [index, column] of columns.entries()) {
			const from = line.from + Math.max(0, column - shift);
			const to = index + 1 < columns.length ? line.from + Math.max(0, (columns[index + 1] ?? 0) - shift) : line.to;
			addPart(source, open, column, Math.min(from, line.to), Math.min(to, line.to));
		}
	}
	close();
	return cells;
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

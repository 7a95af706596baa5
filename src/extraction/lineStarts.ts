// Where the lines of a text start, and the line and character of an offset by that alone, without the text.

import type { TextPosition } from '../knowledge/knownDocument';

/** Offsets at which lines start, ascending from 0. A line ends in LF, CR LF or CR, as VS Code counts them. */
export function lineStartsOf(text: string): number[] {
	const starts = [0];
	for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) {
		starts.push(index + end.length);
	}
	return starts;
}

/** Both from 0. */
export function positionByLineStarts(lineStarts: readonly number[], offset: number): TextPosition {
	const line = Math.max(0, countUpTo(lineStarts, offset) - 1);
	return { line, character: offset - (lineStarts[line] ?? 0) };
}

/** How many of the ascending numbers are at most `limit`. */
export function countUpTo(ascending: readonly number[], limit: number): number {
	let low = 0;
	let high = ascending.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((ascending[middle] ?? Infinity) <= limit) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

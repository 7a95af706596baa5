// From a range of a block's plain text back to the ranges of the source that hold exactly these words.

import type { Block } from './block';

/** UTF-16 offsets into the source, `end` exclusive. */
export interface SourceRange {
	readonly start: number;
	readonly end: number;
}

const whitespace = /\s/;

/**
 * The source ranges of the plain text `[start, end)`, in source order, split wherever markup lies between two characters,
 * so that no range includes markup; touching ranges are merged and white space at the ends of each is left out. Empty
 * where the plain text is empty or all white space.
 */
export function sourceRangesOf(block: Pick<Block, 'text' | 'from' | 'to'>, start: number, end: number): SourceRange[] {
	const ranges: SourceRange[] = [];
	let open: { start: number; end: number; reach: number } | undefined;
	for (let unit = Math.max(0, start); unit < Math.min(end, block.text.length); unit++) {
		const from = block.from[unit] ?? 0;
		const to = block.to[unit] ?? 0;
		const isSpace = whitespace.test(block.text.charAt(unit));
		if (open !== undefined && from <= open.reach) {
			open.reach = Math.max(open.reach, to);
			if (!isSpace) {
				open.end = Math.max(open.end, to);
			}
			continue;
		}
		if (open !== undefined) {
			ranges.push({ start: open.start, end: open.end });
			open = undefined;
		}
		if (!isSpace) {
			open = { start: from, end: to, reach: to };
		}
	}
	if (open !== undefined) {
		ranges.push({ start: open.start, end: open.end });
	}
	return ranges;
}

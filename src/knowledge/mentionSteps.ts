// From one mention to the next in the order of the text, and around at its end.

import type { Mention } from './documentExtraction';

export type Direction = 'next' | 'previous';

/**
 * The mention that begins next behind or before an offset, around the end of the text; undefined where there is none. Of
 * mentions that begin at the same place the outermost stands for all.
 * @param mentions in the order of the text
 */
export function mentionFrom(mentions: readonly Mention[], offset: number, direction: Direction): Mention | undefined {
	if (direction === 'next') {
		return mentions.find(({ span }) => span.start > offset) ?? mentions[0];
	}
	const last = mentions.findLast(({ span }) => span.start < offset) ?? mentions.at(-1);
	return last && mentions.find(({ span }) => span.start === last.span.start);
}

/** The item that follows one, or comes before it, around the ends. */
export function itemFrom<T>(items: readonly T[], index: number, direction: Direction): T | undefined {
	return items.at((index + (direction === 'next' ? 1 : -1)) % Math.max(1, items.length));
}

// Lines, columns and code point offsets of UTF-16 offsets into one text.

import { countUpTo, lineStartsOf, positionByLineStarts } from './lineStarts';

export class TextPositions {
	/** Offsets at which lines start. */
	readonly #lineStarts: readonly number[];
	/** Offsets of the second halves of surrogate pairs: each is a unit that is no code point of its own. */
	readonly #pairEnds: number[] = [];

	constructor(text: string) {
		this.#lineStarts = lineStartsOf(text);
		for (let offset = 0; offset < text.length; offset++) {
			const unit = text.charCodeAt(offset);
			if (unit >= 0xdc00 && unit <= 0xdfff && isHighSurrogate(text.charCodeAt(offset - 1))) {
				this.#pairEnds.push(offset);
			}
		}
	}

	/** From 1; the column in UTF-16 units. */
	lineAndColumn(offset: number): { readonly line: number; readonly column: number } {
		const { line, character } = positionByLineStarts(this.#lineStarts, offset);
		return { line: line + 1, column: character + 1 };
	}

	codePoint(offset: number): number {
		return offset - countUpTo(this.#pairEnds, offset - 1);
	}
}

function isHighSurrogate(unit: number): boolean {
	return unit >= 0xd800 && unit <= 0xdbff;
}

// Lines, columns and code point offsets of UTF-16 offsets into one text.

export class TextPositions {
	/** Offsets at which lines start. */
	readonly #lineStarts: number[] = [0];
	/** Offsets of the second halves of surrogate pairs: each is a unit that is no code point of its own. */
	readonly #pairEnds: number[] = [];

	constructor(text: string) {
		for (let offset = 0; offset < text.length; offset++) {
			const unit = text.charCodeAt(offset);
			// A line ends in LF, CR LF or CR, as VS Code counts them.
			if (unit === 10 || (unit === 13 && text.charCodeAt(offset + 1) !== 10)) {
				this.#lineStarts.push(offset + 1);
			} else if (unit >= 0xdc00 && unit <= 0xdfff && isHighSurrogate(text.charCodeAt(offset - 1))) {
				this.#pairEnds.push(offset);
			}
		}
	}

	/** From 1; the column in UTF-16 units. */
	lineAndColumn(offset: number): { readonly line: number; readonly column: number } {
		const line = countUpTo(this.#lineStarts, offset);
		return { line, column: offset - (this.#lineStarts[line - 1] ?? 0) + 1 };
	}

	codePoint(offset: number): number {
		return offset - countUpTo(this.#pairEnds, offset - 1);
	}
}

function isHighSurrogate(unit: number): boolean {
	return unit >= 0xd800 && unit <= 0xdbff;
}

/** How many of the ascending numbers are at most `limit`. */
function countUpTo(ascending: readonly number[], limit: number): number {
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

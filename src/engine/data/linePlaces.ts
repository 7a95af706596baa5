// Lines and columns of offsets in a text. Knows nothing of what the text says.

/** Line and column from 1; columns in UTF-16 units, as editors count. */
export interface LinePlace {
	readonly line: number;
	readonly column: number;
}

/** Turns offsets into lines and columns; a line ends in LF, CR LF or CR. */
export function linePlaces(text: string): (offset: number) => LinePlace {
	const starts = [0];
	for (const { index, 0: end } of text.matchAll(/\r\n?|\n/g)) {
		starts.push(index + end.length);
	}
	return (offset) => {
		let low = 0;
		let high = starts.length - 1;
		while (low < high) {
			const middle = Math.ceil((low + high) / 2);
			if (starts[middle]! <= offset) {
				low = middle;
			} else {
				high = middle - 1;
			}
		}
		return { line: low + 1, column: offset - starts[low]! + 1 };
	};
}

// The cells of an AsciiDoc table: what stands behind each bar, up to the next.

import { isBlankLine, type Line } from '../lines';

export interface AsciiDocCell {
	readonly lines: readonly Line[];
	/** Whether its content is read as blocks (`a|`): lists, paragraphs. */
	readonly holdsBlocks: boolean;
}

/** What may stand right before a bar: how many cells it spans or repeats, how it is aligned, its style. */
const specification = /(?:^|(?<=\s))(?:\d+(?:\.\d+)?[+*]|\.\d+\+)?(?:[<^>](?:\.[<^>])?|\.[<^>])?([aehlmsdv])?$/;

/** The cells of the lines between a table's delimiters; `bar` is "|", or "!" in a table inside a cell. */
export function asciiDocCells(source: string, lines: readonly Line[], bar: string): AsciiDocCell[] {
	const cells: { lines: Line[]; holdsBlocks: boolean }[] = [];
	const add = (from: number, to: number, indent: number): void => {
		let [start, end] = [from, to];
		while (start < end && /\s/.test(source.charAt(start))) {
			start++;
		}
		while (end > start && /\s/.test(source.charAt(end - 1))) {
			end--;
		}
		cells.at(-1)?.lines.push({ from: start, to: end, indent });
	};
	for (const line of lines) {
		if (isBlankLine(line)) {
			add(line.from, line.to, 0);
			continue;
		}
		let done = line.from;
		for (let at = line.from; at < line.to; at++) {
			if (source[at] === bar && source[at - 1] !== '\\') {
				const before = specification.exec(source.slice(Math.max(done, at - 20), at));
				add(done, at - (before?.[0].length ?? 0), line.indent);
				cells.push({ lines: [], holdsBlocks: before?.[1] === 'a' });
				done = at + 1;
			}
		}
		add(done, line.to, done === line.from ? line.indent : 0);
	}
	return cells;
}

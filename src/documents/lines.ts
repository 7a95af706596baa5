// The lines of a source, as formats that go by lines and indentation see them.

import { PassageBuilder, type Passage } from './passage';

/** `from` to `to` holds the line without the white space around it; `indent` counts columns, tabs going to multiples of 8. */
export interface Line {
	readonly from: number;
	readonly to: number;
	readonly indent: number;
}

/** A line with all of its white space: from `start` to `end`, which is before its line feed. */
export interface WholeLine extends Line {
	readonly start: number;
	readonly end: number;
}

/** The lines of `source[first, last)`. */
export function linesOf(source: string, first = 0, last = source.length): WholeLine[] {
	const lines: WholeLine[] = [];
	for (let start = first; start < last; ) {
		const newline = source.slice(start, last).indexOf('\n');
		const end = newline < 0 ? last : start + newline;
		let from = start;
		let indent = 0;
		for (; from < end && /\s/.test(source.charAt(from)); from++) {
			indent = source[from] === '\t' ? indent + 8 - (indent % 8) : indent + 1;
		}
		let to = end;
		while (to > from && /\s/.test(source.charAt(to - 1))) {
			to--;
		}
		lines.push({ start, end, from, to, indent });
		start = end + 1;
	}
	return lines;
}

export function isBlankLine({ from, to }: Line): boolean {
	return from === to;
}

/** The lines as one text with a line feed between each two. */
export function passageOf(source: string, lines: readonly Line[]): Passage {
	const builder = new PassageBuilder(source);
	for (const [index, { from, to }] of lines.entries()) {
		if (index > 0) {
			const end = lines[index - 1]?.to ?? from;
			builder.put('\n', end, Math.max(end + 1, from));
		}
		builder.keep(from, to);
	}
	return builder.build();
}

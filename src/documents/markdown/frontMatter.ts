// YAML front matter at the top of a Markdown document: finds its extent, and the title and abstract in it, which are prose.
// It is no YAML parser: it reads top-level scalars in the forms that people write by hand.

/** A value's lines as ranges of the source, without indentation and quotation marks. */
export interface FrontMatterField {
	readonly name: string;
	readonly lines: readonly { readonly from: number; readonly to: number }[];
	/** In quotation marks, where a doubled mark or a backslash escapes. */
	readonly quote: '"' | "'" | undefined;
}

export interface FrontMatter {
	/** Offset behind its last line; 0 where there is none. */
	readonly end: number;
	readonly fields: readonly FrontMatterField[];
}

const wanted = /^(title|subtitle|abstract|description):[ \t]*/i;

/** Reads the front matter of `source`; lines end in line feeds. */
export function readFrontMatter(source: string): FrontMatter {
	const extent = /^\ufeff?---[ \t]*\n([\s\S]*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(source);
	if (extent === null || !/^[\w-]+[ \t]*:/m.test(extent[1] ?? '')) {
		return { end: 0, fields: [] };
	}
	const end = extent[0].length;
	const fields: FrontMatterField[] = [];
	for (let at = source.indexOf('\n') + 1; at < end; ) {
		const next = lineAfter(source, at, end);
		const key = wanted.exec(source.slice(at, next));
		at = key === null ? next : readField(source, at, key, next, end, fields);
	}
	return { end, fields };
}

function readField(source: string, at: number, key: RegExpExecArray, next: number, end: number, fields: FrontMatterField[]): number {
	const lines: { from: number; to: number }[] = [];
	const first = source.slice(at + key[0].length, next).trim();
	const isBlockScalar = /^[|>][+-]?\d?[+-]?$/.test(first);
	const quote = first.startsWith('"') ? '"' : first.startsWith("'") ? "'" : undefined;
	const add = (from: number, to: number): void => {
		let start = from;
		let stop = to;
		while (start < stop && /\s/.test(source.charAt(start))) {
			start++;
		}
		while (stop > start && /\s/.test(source.charAt(stop - 1))) {
			stop--;
		}
		lines.push({ from: start, to: stop });
	};
	if (!isBlockScalar) {
		add(at + key[0].length, next);
	}
	let line = next;
	// What is indented belongs to the value above it, and so do blank lines between.
	while (line < end && /^(?:[ \t]+\S|[ \t]*\n)/.test(source.slice(line, line + 200))) {
		const after = lineAfter(source, line, end);
		add(line, after);
		line = after;
	}
	if (quote !== undefined) {
		trimQuotes(source, lines, quote);
	}
	fields.push({ name: (key[1] ?? '').toLowerCase(), lines, quote });
	return line;
}

function trimQuotes(source: string, lines: { from: number; to: number }[], quote: string): void {
	const [first] = lines;
	const last = lines.findLast(({ from, to }) => to > from);
	if (first !== undefined) {
		first.from++;
	}
	if (last !== undefined && last.to > last.from && source[last.to - 1] === quote) {
		last.to--;
	}
}

function lineAfter(source: string, at: number, end: number): number {
	const newline = source.indexOf('\n', at);
	return newline < 0 || newline >= end ? end : newline + 1;
}

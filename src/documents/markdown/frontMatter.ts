// What stands above the text of a Markdown document: YAML or TOML between two lines, or Pandoc's "% Title". Finds its extent,
// and the title and abstract in it, which are prose. It is no YAML parser: it reads top-level scalars in the forms that people
// write by hand.

import type { BlockKind } from '../block';
import { PassageBuilder, type Passage } from '../passage';

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

const wanted = /^(title|subtitle|abstract|description|summary|plain-language-summary)[ \t]*[:=][ \t]*/i;

const nothing: FrontMatter = { end: 0, fields: [] };

/** Reads the front matter of `source`; lines end in line feeds. */
export function readFrontMatter(source: string): FrontMatter {
	if (/^\ufeff?%[ \t]/.test(source)) {
		return readTitleBlock(source);
	}
	const extent = /^\ufeff?(---|\+\+\+)[ \t]*\n([\s\S]*?\n)?(?:\1|\.\.\.)[ \t]*(?:\n|$)/.exec(source);
	if (extent === null || !/^[\w-]+[ \t]*[:=]/m.test(extent[2] ?? '')) {
		return nothing;
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

/** Pandoc's title block: "% Title", then lines of authors and of a date. */
function readTitleBlock(source: string): FrontMatter {
	const block = /^\ufeff?(%[ \t][^\n]*\n?(?:[ \t]+\S[^\n]*\n?)*)(?:%[^\n]*\n?(?:[ \t]+\S[^\n]*\n?)*){0,2}/.exec(source);
	const lines: { from: number; to: number }[] = [];
	const start = source.indexOf('%') + 1;
	for (let at = start; at < source.indexOf('%') + (block?.[1] ?? '').length; ) {
		const next = lineAfter(source, at, source.length);
		lines.push(trimmed(source, at, next));
		at = next;
	}
	return { end: block?.[0].length ?? 0, fields: [{ name: 'title', lines, quote: undefined }] };
}

/** Each field as a text of Markdown, with its escapes read. */
export function frontMatterFields(source: string, { fields }: FrontMatter): { readonly kind: BlockKind; readonly passage: Passage }[] {
	return fields.map(({ name, lines, quote }) => {
		const builder = new PassageBuilder(source);
		for (const { from, to } of lines) {
			let done = from;
			for (let at = from; quote !== undefined && at < to; at++) {
				if (source[at + 1] === quote && source[at] === (quote === '"' ? '\\' : quote)) {
					builder.keep(done, at).put(quote, at, at + 2);
					done = at + 2;
					at++;
				}
			}
			builder.keep(done, Math.max(done, to)).put('\n', to, to + 1);
		}
		return { kind: name === 'title' || name === 'subtitle' ? 'title' : 'abstract', passage: builder.build() };
	});
}

function trimmed(source: string, from: number, to: number): { from: number; to: number } {
	let start = from;
	let stop = to;
	while (start < stop && /\s/.test(source.charAt(start))) {
		start++;
	}
	while (stop > start && /\s/.test(source.charAt(stop - 1))) {
		stop--;
	}
	return { from: start, to: stop };
}

function readField(source: string, at: number, key: RegExpExecArray, next: number, end: number, fields: FrontMatterField[]): number {
	const lines: { from: number; to: number }[] = [];
	const first = source.slice(at + key[0].length, next).trim();
	const isBlockScalar = /^[|>][+-]?\d?[+-]?(?:\s+#.*)?$/.test(first);
	const quote = first.startsWith('"') ? '"' : first.startsWith("'") ? "'" : undefined;
	const add = (from: number, to: number): void => void lines.push(trimmed(source, from, to));
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
	} else if (!isBlockScalar && lines.length === 1) {
		dropComment(source, lines);
	}
	fields.push({ name: (key[1] ?? '').toLowerCase(), lines, quote });
	return line;
}

function trimQuotes(source: string, lines: { from: number; to: number }[], quote: string): void {
	const [first] = lines;
	const last = lines.findLast(({ from, to }) => to > from);
	if (last !== undefined) {
		// Behind the closing mark only a comment may follow.
		const comment = /["'](\s+#.*)$/.exec(source.slice(last.from, last.to));
		last.to -= comment?.[1]?.length ?? 0;
	}
	if (first !== undefined) {
		first.from++;
	}
	if (last !== undefined && last.to > last.from && source[last.to - 1] === quote) {
		last.to--;
	}
}

/** In a plain scalar, " #" begins a comment. */
function dropComment(source: string, lines: { from: number; to: number }[]): void {
	const [line] = lines;
	const comment = line === undefined ? -1 : source.slice(line.from, line.to).search(/\s+#\s/);
	if (line !== undefined && comment >= 0) {
		line.to = line.from + comment;
	}
}

function lineAfter(source: string, at: number, end: number): number {
	const newline = source.indexOf('\n', at);
	return newline < 0 || newline >= end ? end : newline + 1;
}

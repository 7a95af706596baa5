// Captions that code chunks of Quarto and R Markdown carry: in comments of theirs (#| fig-cap: ...) and in their header
// (fig.cap="..."). The code itself is no prose.

import { PassageBuilder, type Passage } from '../passage';

const option = /^[ \t]*(?:#|\/\/|--|%{1,2}|\*)\|[ \t]?/;
const caption = /^(?:fig|tbl|lst)-(?:cap|subcap):[ \t]*/;
const inHeader = /\b(?:fig|tbl|tab|lst)[.-](?:cap|subcap)\s*=\s*(?:c\()?\s*(["'])/g;

/** The captions in the chunk's options; `start` and `end` hold its code. */
export function captionsInOptions(source: string, start: number, end: number): Passage[] {
	const captions: Passage[] = [];
	let open: { readonly builder: PassageBuilder; readonly quote: string } | undefined;
	let isCaption = false;
	const close = (): void => {
		if (open !== undefined && !open.builder.isEmpty) {
			captions.push(open.builder.build());
		}
		open = undefined;
	};
	for (let at = start; at < end; ) {
		const newline = source.indexOf('\n', at);
		const lineEnd = newline < 0 || newline > end ? end : newline;
		const mark = option.exec(source.slice(at, lineEnd));
		if (mark === null) {
			break;
		}
		const from = at + mark[0].length;
		const text = source.slice(from, lineEnd);
		const key = caption.exec(text);
		const item = /^[ \t]*-[ \t]+/.exec(text);
		if (key !== null || (isCaption && item !== null)) {
			close();
			isCaption = true;
			open = { builder: new PassageBuilder(source), quote: '' };
			const valueStart = from + (key ?? item)![0].length;
			if (!/^(?:[|>][+-]?\s*$|!expr)/.test(source.slice(valueStart, lineEnd))) {
				keepValue(source, open.builder, valueStart, lineEnd);
			}
		} else if (isCaption && open !== undefined && /^[ \t]+\S/.test(text)) {
			if (!open.builder.isEmpty) {
				open.builder.put(' ', from, from + 1);
			}
			keepValue(source, open.builder, from, lineEnd);
		} else {
			close();
			isCaption = false;
		}
		at = lineEnd + 1;
	}
	close();
	return captions;
}

/** The captions in the chunk's header, which is `source[start, end)`. */
export function captionsInHeader(source: string, start: number, end: number): Passage[] {
	const header = source.slice(start, Math.min(end, start + 5000));
	return [...header.matchAll(inHeader)].flatMap(({ index, 0: mark, 1: quote = '' }) => {
		const from = index + mark.length;
		const to = header.indexOf(quote, from);
		// "(ref:name)" stands for a text that is given elsewhere.
		return to < 0 || header.startsWith('(ref:', from) ? [] : [new PassageBuilder(source).keep(start + from, start + to).build()];
	});
}

/** A value without the white space and the quotation marks around it. */
function keepValue(source: string, builder: PassageBuilder, start: number, end: number): void {
	let [from, to] = [start, end];
	while (from < to && /["'\s]/.test(source.charAt(from))) {
		from++;
	}
	while (to > from && /["'\s]/.test(source.charAt(to - 1))) {
		to--;
	}
	builder.keep(from, to);
}

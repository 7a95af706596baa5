// The text of raw HTML between blocks of Markdown. A reader sees it, so it is prose: "<details><summary>Why</summary>",
// tables and centred captions written as HTML. What a browser does not show as text (scripts, styles, drawings) is left out.

import type { BlockKind } from '../block';
import { linesOf, isBlankLine } from '../lines';
import { PassageBuilder, type Passage } from '../passage';

export interface HtmlText {
	readonly kind: BlockKind;
	readonly passage: Passage;
}

/** Elements whose content is no text of the page. */
const hidden = /^(?:script|style|pre|svg|math|textarea|iframe|object|video|audio|canvas|noscript|template|select|head)$/i;

/** Elements that stand in a line of text. */
const inline =
	/^(?:a|abbr|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|img|ins|kbd|label|mark|q|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr)$/i;

const kinds: readonly (readonly [RegExp, BlockKind])[] = [
	[/^(?:h[1-6]|summary|legend)$/i, 'heading'],
	[/^(?:figcaption|caption)$/i, 'caption'],
	[/^t[dh]$/i, 'cell'],
	[/^(?:li|dt|dd)$/i, 'item'],
];

const tag = /<(\/?)([a-zA-Z][\w.:-]*)(?:"[^"]{0,2000}"|'[^']{0,2000}'|\{[^{}]{0,500}\}|[^'">{]){0,500}>/y;

/** The runs of text in `source[start, end)` between tags of blocks, with inline tags left out. */
export function htmlTexts(source: string, start: number, end: number): HtmlText[] {
	const texts: HtmlText[] = [];
	let builder = new PassageBuilder(source);
	let kind: BlockKind = 'paragraph';
	const close = (): void => {
		if (!builder.isEmpty) {
			texts.push({ kind, passage: builder.build() });
			builder = new PassageBuilder(source);
		}
	};
	const keep = (from: number, to: number): void => {
		for (const line of linesOf(source, from, to)) {
			if (!isBlankLine(line)) {
				// Indentation means nothing here, and must not be taken for that of code.
				const gap = line.start < line.from || line.start > from;
				builder.put(gap && !builder.isEmpty ? ' ' : '', line.from, line.from + 1).keep(line.from, line.to);
			}
			if (line.to < line.end && !builder.isEmpty) {
				builder.put(' ', line.to, line.end);
			}
		}
	};
	for (let at = start; at < end; ) {
		const next = source.indexOf('<', at);
		const stop = next < 0 || next > end ? end : next;
		keep(at, stop);
		if (stop === end) {
			break;
		}
		if (source.startsWith('<!--', stop)) {
			const comment = source.indexOf('-->', stop);
			at = comment < 0 ? end : comment + 3;
			continue;
		}
		tag.lastIndex = stop;
		const found = tag.exec(source);
		if (found === null) {
			keep(stop, stop + 1);
			at = stop + 1;
			continue;
		}
		at = stop + found[0].length;
		const name = found[2] ?? '';
		if (hidden.test(name)) {
			close();
			at = found[1] === '' && !found[0].endsWith('/>') ? hiddenEnd(source, at, end, name) : at;
		} else if (/^br$/i.test(name)) {
			builder.put(builder.isEmpty ? '' : ' ', stop, at);
		} else if (!inline.test(name)) {
			close();
			kind = found[1] === '' ? (kinds.find(([pattern]) => pattern.test(name))?.[1] ?? kind) : 'paragraph';
		}
	}
	close();
	return texts;
}

function hiddenEnd(source: string, at: number, end: number, name: string): number {
	const closing = new RegExp(`</${name}`, 'gi');
	closing.lastIndex = at;
	const found = closing.exec(source.slice(0, end));
	return found === null ? end : found.index;
}

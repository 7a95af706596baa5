// A mention within its sentence, cut so that a narrow list shows it. No editor in it.

import type { ExtractedSentence, Mention, SourceSpan } from '../../knowledge/documentExtraction';
import { rangeInSentence, tokenRanges } from '../../knowledge/entities/indexedDocument';

export interface Excerpt {
	readonly text: string;
	/** Where the mention's words stand in the text. */
	readonly words: SourceSpan;
}

/** Characters that may stand before the words: a side bar shows about forty. */
const mostBefore = 20;
const longest = 200;

export function excerpt(sentence: ExtractedSentence | undefined, mention: Mention): Excerpt {
	const words = sentence && wordsIn(sentence, mention);
	if (sentence === undefined || words === undefined) {
		return { text: mention.text, words: { start: 0, end: mention.text.length } };
	}
	let from = 0;
	if (words.start > mostBefore) {
		const space = sentence.text.indexOf(' ', words.start - mostBefore - 1);
		from = space >= 0 && space < words.start ? space + 1 : words.start;
	}
	const mark = from > 0 ? '…' : '';
	const end = Math.max(words.end, from + longest);
	const text = mark + sentence.text.slice(from, end) + (end < sentence.text.length ? '…' : '');
	const shift = mark.length - from;
	return { text, words: { start: words.start + shift, end: words.end + shift } };
}

/** Undefined where mention and sentence don't fit together. */
function wordsIn(sentence: ExtractedSentence, mention: Mention): SourceSpan | undefined {
	const range = rangeInSentence(mention, tokenRanges(sentence));
	if (range !== undefined) {
		return range;
	}
	const start = sentence.text.indexOf(mention.text);
	return start < 0 ? undefined : { start, end: start + mention.text.length };
}

// A mention within its sentence, cut so that a narrow list shows it. No editor in it.

import { tokensOfSentence, type ExtractedSentence, type Mention, type SourceSpan } from '../../knowledge/documentExtraction';

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
		const space = sentence.text.indexOf(' ', words.start - mostBefore);
		from = space >= 0 && space < words.start ? space + 1 : words.start;
	}
	const mark = from > 0 ? '…' : '';
	const end = Math.max(words.end, from + longest);
	const text = mark + sentence.text.slice(from, end) + (end < sentence.text.length ? '…' : '');
	const shift = mark.length - from;
	return { text, words: { start: words.start + shift, end: words.end + shift } };
}

/** Where a mention's words stand in its sentence as a reader sees it; undefined where the two don't fit together. */
function wordsIn(sentence: ExtractedSentence, { firstToken, endToken, text }: Mention): SourceSpan | undefined {
	let at = 0;
	let start: number | undefined;
	for (const [index, token] of tokensOfSentence(sentence).slice(0, endToken).entries()) {
		const found = sentence.text.indexOf(token, at);
		// Some tokens are not written as they stand in the text, such as quotation marks.
		if (found >= 0) {
			start ??= index >= firstToken ? found : undefined;
			at = found + token.length;
		}
	}
	if (start !== undefined && sentence.text.slice(start, at) === text) {
		return { start, end: at };
	}
	const found = sentence.text.indexOf(text);
	return found < 0 ? undefined : { start: found, end: found + text.length };
}

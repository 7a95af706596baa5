// Which of a model's entities are marked in a document. A model that was trained on sentences of abstracts meets there what those do
// not have: citation keys, symbols, cross-references, acknowledgements. Each rule leaves out what cannot be an entity of any model.

import { wordOrigins } from '../documents/block';
import { isUnmarked, originsAt, tokensOf, type DocumentReading } from '../documents/documentReading';
import type { SentenceEntity } from '../protocol/engineProtocol';

/** What a cross-reference in brackets leaves where its number is no word: "(Figure)", "(see Section)". */
const referenceNoun = /^(?:figures?|figs?\.?|tables?|tabs?\.?|sections?|secs?\.?|equations?|eqs?\.?|eqns?\.?|appendi(?:x|ces)|algorithms?|chapters?|refs?\.?)$/i;
const referenceVerb = /^(?:see|cf\.?)$/i;

const closingOf = new Map([
	['(', ')'],
	['[', ']'],
	['{', '}'],
]);
const closing = new Set(closingOf.values());

/**
 * The end of the mention that an entity of a sentence is, in tokens and exclusive; undefined where it is none:
 * - in acknowledgements and the like (DocumentReading.unmarked);
 * - where it holds a word of a citation, which names a paper;
 * - where it is a single letter of a formula (a longer one may be a name: "NaCl");
 * - where brackets open in it and close outside, or the other way round.
 * A cross-reference in brackets at its end is cut off.
 */
export function mentionEnd(reading: DocumentReading, sentence: number, { start, end }: SentenceEntity): number | undefined {
	if (isUnmarked(reading, sentence)) {
		return undefined;
	}
	const tokens = tokensOf(reading, sentence);
	const cut = withoutReference(tokens, start, end);
	if (cut <= start || !areBracketsPaired(tokens.slice(start, cut))) {
		return undefined;
	}
	const origins = originsAt(reading, sentence, start, cut - 1);
	const isSymbol = origins.length === 1 && origins[0] === wordOrigins.formula;
	return isSymbol || origins.includes(wordOrigins.citation) ? undefined : cut;
}

/** The end without "(Figure)" and the like. */
function withoutReference(tokens: readonly string[], start: number, end: number): number {
	const noun = end - 2;
	if (tokens[end - 1] !== ')' || !referenceNoun.test(tokens[noun] ?? '')) {
		return end;
	}
	const opening = referenceVerb.test(tokens[noun - 1] ?? '') ? noun - 2 : noun - 1;
	return opening >= start && tokens[opening] === '(' ? opening : end;
}

function areBracketsPaired(tokens: readonly string[]): boolean {
	const open: (string | undefined)[] = [];
	for (const character of tokens.join('')) {
		if (closingOf.has(character)) {
			open.push(closingOf.get(character));
		} else if (closing.has(character) && open.pop() !== character) {
			return false;
		}
	}
	return open.length === 0;
}

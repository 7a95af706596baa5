// A document as it was read: blocks, sentences and tokens, as a few large arrays that cross to another thread with next to no
// copying. Accessors are functions, as methods would not survive the crossing.

import type { Block, WordOrigin } from './block';
import { sourceRangesOf, type SourceRange } from './sourceRange';

export interface DocumentReading {
	/** The plain text of each block. */
	readonly texts: readonly string[];
	/** Source ranges of the units of all blocks, one block after the other (see Block). */
	readonly from: Int32Array;
	readonly to: Int32Array;
	/** Where each block begins in `from` and `to`, and the total: [blocks + 1]. */
	readonly blockStarts: Int32Array;
	/** Where the words of all blocks come from (WordOrigin), unit by unit. */
	readonly origins: Uint8Array;
	/** For each block 1 where nothing is marked, as in acknowledgements: [blocks]. */
	readonly unmarked: Uint8Array;
	/** For each sentence: its block, its start and end in the block's text, its first token and the one after its last. */
	readonly sentences: Int32Array;
	/** For each token: start and end in the text of its sentence's block. */
	readonly tokens: Int32Array;
	/** The tokens of each sentence, joined: equal for sentences that read the same. */
	readonly wordings: readonly string[];
}

/** Between the tokens of a wording: no token contains white space. */
export const tokenSeparator = '\n';

/** Numbers that `sentences` holds for each. */
const fieldsPerSentence = 5;

export function sentenceCount({ sentences }: DocumentReading): number {
	return sentences.length / fieldsPerSentence;
}

/** The tokens of a sentence, as the model reads them. */
export function tokensOf({ wordings }: DocumentReading, sentence: number): readonly string[] {
	const wording = wordings[sentence] ?? '';
	return wording === '' ? [] : wording.split(tokenSeparator);
}

/** Where a sentence stands in the source, from its first character to its last. */
export function sentenceSpan(reading: DocumentReading, sentence: number): SourceRange {
	const { block, start, end } = fieldsOf(reading, sentence);
	const blockStart = reading.blockStarts[block] ?? 0;
	return { start: reading.from[blockStart + start] ?? 0, end: reading.to[blockStart + end - 1] ?? 0 };
}

/** A sentence as a reader sees it. */
export function sentenceText(reading: DocumentReading, sentence: number): string {
	const { block, start, end } = fieldsOf(reading, sentence);
	return (reading.texts[block] ?? '').slice(start, end);
}

/** The words of tokens first .. last of a sentence: as a reader sees them, and where exactly they stand in the source. */
export function wordsAt(
	reading: DocumentReading,
	sentence: number,
	first: number,
	last: number,
): { readonly text: string; readonly ranges: readonly SourceRange[] } {
	const { block, firstToken } = fieldsOf(reading, sentence);
	const start = reading.tokens[2 * (firstToken + first)] ?? 0;
	const end = reading.tokens[2 * (firstToken + last) + 1] ?? 0;
	const text = reading.texts[block] ?? '';
	const [blockStart, blockEnd] = [reading.blockStarts[block], reading.blockStarts[block + 1]];
	const [from, to] = [reading.from.subarray(blockStart, blockEnd), reading.to.subarray(blockStart, blockEnd)];
	return { text: text.slice(start, end), ranges: sourceRangesOf({ text, from, to }, start, end) };
}

/** A token's place in the source, and in the text of its block. */
export interface TokenPlace extends SourceRange {
	readonly textStart: number;
	readonly textEnd: number;
}

/** The block of a sentence and the places of its tokens. */
export function tokenPlaces(
	reading: DocumentReading,
	sentence: number,
): { readonly block: Pick<Block, 'text' | 'from' | 'to'>; readonly tokens: readonly TokenPlace[] } {
	const { block: number, firstToken } = fieldsOf(reading, sentence);
	const [blockStart, blockEnd] = [reading.blockStarts[number], reading.blockStarts[number + 1]];
	const [from, to] = [reading.from.subarray(blockStart, blockEnd), reading.to.subarray(blockStart, blockEnd)];
	const tokens = tokensOf(reading, sentence).map((_token, index): TokenPlace => {
		const textStart = reading.tokens[2 * (firstToken + index)] ?? 0;
		const textEnd = reading.tokens[2 * (firstToken + index) + 1] ?? 0;
		return { textStart, textEnd, start: from[textStart] ?? 0, end: to[textEnd - 1] ?? 0 };
	});
	return { block: { text: reading.texts[number] ?? '', from, to }, tokens };
}

/** Whether nothing is marked in the block of a sentence. */
export function isUnmarked(reading: DocumentReading, sentence: number): boolean {
	return reading.unmarked[fieldsOf(reading, sentence).block] === 1;
}

/** Where the words of tokens first .. last of a sentence come from, unit by unit without the space between them. */
export function originsAt(reading: DocumentReading, sentence: number, first: number, last: number): readonly WordOrigin[] {
	const { block, firstToken } = fieldsOf(reading, sentence);
	const blockStart = reading.blockStarts[block] ?? 0;
	const origins: WordOrigin[] = [];
	for (let token = firstToken + first; token <= firstToken + last; token++) {
		const [start = 0, end = 0] = reading.tokens.subarray(2 * token, 2 * token + 2);
		for (const origin of reading.origins.subarray(blockStart + start, blockStart + end)) {
			origins.push(origin as WordOrigin);
		}
	}
	return origins;
}

/** The memory that a reading can hand over to another thread instead of copying it. */
export function transferableBuffers({ from, to, origins, unmarked, blockStarts, sentences, tokens }: DocumentReading): ArrayBufferLike[] {
	return [from, to, origins, unmarked, blockStarts, sentences, tokens].map(({ buffer }) => buffer);
}

function fieldsOf({ sentences }: DocumentReading, sentence: number): { block: number; start: number; end: number; firstToken: number } {
	const at = sentence * fieldsPerSentence;
	const [block, start, end, firstToken] = [sentences[at], sentences[at + 1], sentences[at + 2], sentences[at + 3]];
	if (block === undefined || start === undefined || end === undefined || firstToken === undefined) {
		throw new RangeError(`The document has no sentence ${sentence}.`);
	}
	return { block, start, end, firstToken };
}

// A document as it was read: blocks, sentences and tokens, as plain data that crosses to another thread with next to no
// copying. Accessors are functions, as methods would not survive the crossing.

import type { Block } from './block';
import { sourceRangesOf, type SourceRange } from './sourceRange';

export interface DocumentReading {
	readonly blocks: readonly Block[];
	/** For each sentence: its block, its start and end in the block's text, its first token and the one after its last. */
	readonly sentences: Int32Array;
	/** For each token: start and end in the text of its sentence's block. */
	readonly tokens: Int32Array;
}

/** One sentence of a reading. */
export interface ReadSentence {
	readonly block: Block;
	/** Texts of the tokens, as the model reads them. */
	readonly tokens: readonly string[];
	/** In the source, from its first character to its last. */
	readonly span: SourceRange;
	/** Offsets of token i in the block's text: tokenOffsets[2 i] and tokenOffsets[2 i + 1]. */
	readonly tokenOffsets: Int32Array;
}

/** Numbers that `sentences` holds for each. */
const fieldsPerSentence = 5;

export function sentenceCount({ sentences }: DocumentReading): number {
	return sentences.length / fieldsPerSentence;
}

export function sentenceAt({ blocks, sentences, tokens }: DocumentReading, index: number): ReadSentence {
	const fields = sentences.subarray(index * fieldsPerSentence, (index + 1) * fieldsPerSentence);
	const [blockIndex = -1, start = 0, end = 0, firstToken = 0, endToken = 0] = fields;
	const block = blocks[blockIndex];
	if (block === undefined) {
		throw new RangeError(`The document has no sentence ${index}.`);
	}
	const tokenOffsets = tokens.subarray(2 * firstToken, 2 * endToken);
	const texts: string[] = [];
	for (let token = 0; token < tokenOffsets.length; token += 2) {
		texts.push(block.text.slice(tokenOffsets[token], tokenOffsets[token + 1]));
	}
	return { block, tokens: texts, tokenOffsets, span: { start: block.from[start] ?? 0, end: block.to[end - 1] ?? 0 } };
}

/** The words of tokens first .. last of a sentence: as a reader sees them, and where exactly they stand in the source. */
export function wordsAt(
	{ block, tokenOffsets }: ReadSentence,
	first: number,
	last: number,
): { readonly text: string; readonly ranges: readonly SourceRange[] } {
	const start = tokenOffsets[2 * first] ?? 0;
	const end = tokenOffsets[2 * last + 1] ?? 0;
	return { text: block.text.slice(start, end), ranges: sourceRangesOf(block, start, end) };
}

/** The memory that a reading can hand over to another thread instead of copying it. */
export function transferableBuffers({ blocks, sentences, tokens }: DocumentReading): ArrayBufferLike[] {
	return [...new Set([sentences.buffer, tokens.buffer, ...blocks.flatMap(({ from, to }) => [from.buffer, to.buffer])])];
}

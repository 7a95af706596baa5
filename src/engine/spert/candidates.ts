// Enumerates the spans that SpERT classifies: every run of 1 to maxSpanSize tokens, shortest first, then by start.

/** Span candidates of one sequence, as parallel arrays of the same length. All ends are exclusive. */
export interface SpanCandidates {
	readonly count: number;
	/** Token indices within the sequence. */
	readonly tokenStart: Int32Array;
	readonly tokenEnd: Int32Array;
	/** Word piece indices within the encoded sequence, where [CLS] is 0, so the first token starts at 1. */
	readonly pieceStart: Int32Array;
	readonly pieceEnd: Int32Array;
}

/** Tokens of a sentence, `end` exclusive. */
export interface TokenSpan {
	readonly start: number;
	readonly end: number;
}

/** All spans of up to `maxSpanSize` of the tokens, in the order of spanCandidates. */
export function spansUpTo(tokenCount: number, maxSpanSize: number): TokenSpan[] {
	const spans: TokenSpan[] = [];
	for (let size = 1; size <= Math.min(maxSpanSize, tokenCount); size++) {
		for (let start = 0; start + size <= tokenCount; start++) {
			spans.push({ start, end: start + size });
		}
	}
	return spans;
}

/**
 * All spans of up to `maxSpanSize` tokens.
 * @param tokenStarts word piece index, without [CLS], at which each token starts, and after the last the total: [tokens + 1]
 */
export function spanCandidates(tokenStarts: Int32Array, maxSpanSize: number): SpanCandidates {
	const tokenCount = tokenStarts.length - 1;
	const longest = Math.min(maxSpanSize, tokenCount);
	const count = longest * tokenCount - (longest * (longest - 1)) / 2;
	const tokenStart = new Int32Array(count);
	const tokenEnd = new Int32Array(count);
	const pieceStart = new Int32Array(count);
	const pieceEnd = new Int32Array(count);
	let index = 0;
	for (let size = 1; size <= longest; size++) {
		for (let start = 0; start + size <= tokenCount; start++, index++) {
			tokenStart[index] = start;
			tokenEnd[index] = start + size;
			pieceStart[index] = 1 + at(tokenStarts, start);
			pieceEnd[index] = 1 + at(tokenStarts, start + size);
		}
	}
	return { count, tokenStart, tokenEnd, pieceStart, pieceEnd };
}

/** Spans that are known, in their order. @param tokenStarts as for spanCandidates; every span lies within it */
export function givenCandidates(
	tokenStarts: Int32Array,
	spans: readonly TokenSpan[],
): SpanCandidates {
	const tokenStart = Int32Array.from(spans, ({ start }) => start);
	const tokenEnd = Int32Array.from(spans, ({ end }) => end);
	return {
		count: spans.length,
		tokenStart,
		tokenEnd,
		pieceStart: tokenStart.map((token) => 1 + at(tokenStarts, token)),
		pieceEnd: tokenEnd.map((token) => 1 + at(tokenStarts, token)),
	};
}

/** Element of a typed array that is known to be within it. */
export function at(array: Int32Array | Float32Array, index: number): number {
	const value = array[index];
	if (value === undefined) {
		throw new RangeError(`Index ${index} is outside 0..${array.length - 1}.`);
	}
	return value;
}

// What teachers say of one document: probabilities of its spans and of some pairs of them, kept as flat arrays.

import { spansUpTo, type TokenSpan } from '../spert/candidates';
import { argMax } from '../spert/decoding';
import type { DatasetDocument } from '../../corpus/dataset';

/** Entities that are paired at most: a pair costs as much as a span, and there are as many as their square. */
const mostPaired = 64;

/** Looked up in a training's step. */
export interface Lesson {
	/** Probabilities of the classes, [classes]; undefined for a span that was not asked for, or that a teacher cannot read. */
	span(span: TokenSpan): Float32Array | undefined;
	/** Probabilities of the relation types, [types]; undefined likewise. */
	pair(head: TokenSpan, tail: TokenSpan): Float32Array | undefined;
}

/** All spans of up to maxSpanSize tokens, by size, then by start, and after them longer ones that are annotated. */
export function askedSpans({ tokens, entities }: DatasetDocument, maxSpanSize: number): TokenSpan[] {
	return [...spansUpTo(tokens.length, maxSpanSize), ...longSpans(entities, maxSpanSize)];
}

function longSpans(entities: DatasetDocument['entities'], maxSpanSize: number): TokenSpan[] {
	return distinct(entities.filter(({ start, end }) => end - start > maxSpanSize));
}

function distinct(spans: readonly TokenSpan[]): TokenSpan[] {
	return [...new Map(spans.map(({ start, end }) => [`${start} ${end}`, { start, end }])).values()];
}

export interface LessonSizes {
	readonly maxSpanSize: number;
	readonly classCount: number;
	readonly typeCount: number;
}

export class StoredLesson implements Lesson {
	readonly document: DatasetDocument;
	/** [spans, classes], in the order of askedSpans. */
	readonly spans: Float32Array;
	/** Entities whose pairs are scored. */
	readonly paired: readonly TokenSpan[];
	/** [paired, paired, types], the head first. */
	readonly pairs: Float32Array;
	readonly #sizes: LessonSizes;

	constructor(document: DatasetDocument, sizes: LessonSizes, spans: Float32Array, paired: readonly TokenSpan[], pairs: Float32Array) {
		this.document = document;
		this.#sizes = sizes;
		this.spans = spans;
		this.paired = paired;
		this.pairs = pairs;
	}

	span(span: TokenSpan): Float32Array | undefined {
		return known(this.spans, this.#placeOf(span), this.#sizes.classCount);
	}

	pair(head: TokenSpan, tail: TokenSpan): Float32Array | undefined {
		const place = ({ start, end }: TokenSpan): number => this.paired.findIndex((span) => span.start === start && span.end === end);
		const [row, column] = [place(head), place(tail)];
		return row < 0 || column < 0 ? undefined : known(this.pairs, row * this.paired.length + column, this.#sizes.typeCount);
	}

	/**
	 * The document as the teachers would annotate it: their entities, and relations that they give the threshold or more.
	 * Without pairs it has no relations.
	 */
	annotated(threshold: number): DatasetDocument {
		const entities = this.paired.map((span) => {
			const probabilities = this.span(span);
			return { ...span, type: probabilities === undefined ? 0 : argMax(probabilities, 0, probabilities.length) };
		});
		const least = Math.fround(threshold);
		const relations = entities.flatMap((_, head) =>
			entities.flatMap((__, tail) => {
				const scores = known(this.pairs, head * entities.length + tail, this.#sizes.typeCount) ?? [];
				return [...scores].flatMap((score, column) => (score >= least && score > 0 ? [{ head, tail, type: column + 1 }] : []));
			}),
		);
		return { tokens: this.document.tokens, entities, relations };
	}

	#placeOf({ start, end }: TokenSpan): number {
		const { tokens, entities } = this.document;
		const { maxSpanSize } = this.#sizes;
		const size = end - start;
		if (size <= maxSpanSize) {
			return spansBefore(tokens.length, size) + start;
		}
		const long = longSpans(entities, maxSpanSize).findIndex((span) => span.start === start && span.end === end);
		return long < 0 ? -1 : spansBefore(tokens.length, Math.min(maxSpanSize, tokens.length) + 1) + long;
	}
}

/** Spans of fewer than `size` tokens. */
function spansBefore(tokenCount: number, size: number): number {
	return (size - 1) * tokenCount - ((size - 1) * (size - 2)) / 2;
}

/** Row `place` of a matrix; undefined outside of it and for what is no number. */
function known(matrix: Float32Array, place: number, width: number): Float32Array | undefined {
	const row = place < 0 ? undefined : matrix.subarray(place * width, (place + 1) * width);
	return row?.length !== width || width === 0 || Number.isNaN(row[0]) ? undefined : row;
}

/**
 * Spans whose pairs are to be scored: the annotated entities, or where nothing is annotated what the teachers take for
 * entities, the surest of them if there are many.
 * @param spans probabilities, [spans, classes] in the order of askedSpans
 */
export function pairedSpans(document: DatasetDocument, isLabelled: boolean, spans: Float32Array, { maxSpanSize, classCount }: LessonSizes): TokenSpan[] {
	if (isLabelled) {
		return distinct(document.entities).slice(0, mostPaired);
	}
	const asked = askedSpans(document, maxSpanSize);
	const found = asked.flatMap((span, index) => {
		const none = spans[index * classCount] ?? NaN;
		const isEntity = !Number.isNaN(none) && argMax(spans, index * classCount, classCount) !== 0;
		return isEntity ? [{ ...span, index, none }] : [];
	});
	const surest = found.sort((a, b) => a.none - b.none || a.index - b.index).slice(0, mostPaired);
	return surest.sort((a, b) => a.index - b.index).map(({ start, end }) => ({ start, end }));
}

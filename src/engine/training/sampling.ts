// Makes training samples as the reference does: all annotated entities and related pairs, and negatives drawn at random
// from the other spans and pairs ("strong negatives": both ends are entities).

import type { DatasetDocument } from '../../corpus/dataset';
import type { TypeSet } from '../../corpus/types';
import { areNeighbours, drawNegatives, overlapsEntity, type Draw } from './hardNegatives';
import type { PairSample, SpanSample, TrainingSample } from './sample';

export interface SamplingOptions {
	readonly maxSpanSize: number;
	readonly negativeEntityCount: number;
	readonly negativeRelationCount: number;
	/**
	 * As in the code that the paper's figures were made with: one sample a relation, so two relations of a pair are two
	 * samples that contradict each other, and the reverse of a symmetric pair is no negative.
	 */
	readonly paperSampling: boolean;
	/** Share of the negatives that is drawn from hard ones first; absent: 0. */
	readonly hardNegativeShare?: number;
}

/** A document with the word pieces of its tokens. */
export interface EncodedDocument {
	readonly document: DatasetDocument;
	/** With [CLS] and [SEP]. */
	readonly ids: Int32Array;
	/** Word piece of `ids` at which each token starts, and after the last: [tokens + 1]; the first token's is 1. */
	readonly pieceStarts: Int32Array;
	/** Whether it is annotated. */
	readonly isLabelled: boolean;
}

/** A sample of a document. It has no spans at all for a document without tokens. */
export function createSample(encoded: EncodedDocument, types: TypeSet, options: SamplingOptions, draw: Draw): TrainingSample {
	const { document, ids, pieceStarts } = encoded;
	const positives = document.entities.map(({ start, end, type }) => spanOf(pieceStarts, start, end, type));
	const { negativeEntityCount, negativeRelationCount, hardNegativeShare = 0 } = options;
	const others = negativeSpans(encoded, positives, options.maxSpanSize);
	const negatives = drawNegatives(draw, others, negativeEntityCount, hardNegativeShare, (span) => overlapsEntity(span, positives));
	const related = options.paperSampling ? singleRelations(document, positives) : groupedRelations(document, positives);
	const unrelated = negativePairs(document, positives, related, options.paperSampling ? types : undefined);
	const negativeRelations = drawNegatives(draw, unrelated, negativeRelationCount, hardNegativeShare, (pair) => areNeighbours(pair, positives));
	return { ids, spans: [...positives, ...negatives], pairs: [...related, ...negativeRelations] };
}

/** All spans of 1 to maxSpanSize tokens that are no annotated entity, by size, then by start. */
export function negativeSpans({ document, pieceStarts }: EncodedDocument, positives: readonly SpanSample[], maxSpanSize: number): SpanSample[] {
	const taken = new Set(positives.map(spanKey));
	const tokenCount = document.tokens.length;
	const spans: SpanSample[] = [];
	for (let size = 1; size <= Math.min(maxSpanSize, tokenCount); size++) {
		for (let start = 0; start + size <= tokenCount; start++) {
			const span = spanOf(pieceStarts, start, start + size, 0);
			if (!taken.has(spanKey(span))) {
				spans.push(span);
			}
		}
	}
	return spans;
}

/** One sample a pair of entities, with all of its relation types, in the order in which pairs first appear. */
function groupedRelations(document: DatasetDocument, positives: readonly SpanSample[]): PairSample[] {
	const groups = new Map<string, { head: number; tail: number; types: number[] }>();
	for (const { head, tail, type } of document.relations) {
		const key = `${head} ${tail}`;
		const group = groups.get(key) ?? { head, tail, types: [] };
		group.types.push(type);
		groups.set(key, group);
	}
	return [...groups.values()].map(({ head, tail, types }) => ({
		head: firstOfSpan(positives, head),
		tail: firstOfSpan(positives, tail),
		types,
	}));
}

function singleRelations(document: DatasetDocument, positives: readonly SpanSample[]): PairSample[] {
	return document.relations.map(({ head, tail, type }) => ({
		head: firstOfSpan(positives, head),
		tail: firstOfSpan(positives, tail),
		types: [type],
	}));
}

/**
 * Ordered pairs of entities with different spans that are not related. `symmetric` is given where the reverse of a symmetric
 * pair is none either.
 */
export function negativePairs(
	document: DatasetDocument,
	positives: readonly SpanSample[],
	related: readonly PairSample[],
	symmetric: TypeSet | undefined,
): PairSample[] {
	const pairKey = (head: number, tail: number): string => `${keyAt(positives, head)} ${keyAt(positives, tail)}`;
	const taken = new Map<string, number>();
	for (const { head, tail, types } of related) {
		const key = pairKey(head, tail);
		taken.set(key, taken.get(key) ?? types[0] ?? 0);
	}
	const isSymmetric = (type: number | undefined): boolean =>
		type !== undefined && symmetric?.relations[type - 1]?.symmetric === true;
	const pairs: PairSample[] = [];
	for (const head of document.entities.keys()) {
		for (const tail of document.entities.keys()) {
			const sameSpan = keyAt(positives, head) === keyAt(positives, tail);
			if (!sameSpan && !taken.has(pairKey(head, tail)) && !isSymmetric(taken.get(pairKey(tail, head)))) {
				pairs.push({ head: firstOfSpan(positives, head), tail: firstOfSpan(positives, tail), types: [] });
			}
		}
	}
	return pairs;
}

function spanOf(pieceStarts: Int32Array, start: number, end: number, type: number): SpanSample {
	return { pieceStart: pieceStarts[start] ?? 0, pieceEnd: pieceStarts[end] ?? 0, size: end - start, type };
}

function spanKey({ pieceStart, pieceEnd }: SpanSample): string {
	return `${pieceStart}-${pieceEnd}`;
}

function keyAt(spans: readonly SpanSample[], index: number): string {
	const span = spans[index];
	if (span === undefined) {
		throw new RangeError(`A relation names entity ${index} of ${spans.length}.`);
	}
	return spanKey(span);
}

/** Entities that share a span are looked up by it, so all of them mean the first. */
function firstOfSpan(spans: readonly SpanSample[], index: number): number {
	const key = keyAt(spans, index);
	return spans.findIndex((span) => spanKey(span) === key);
}

// What is compared in an evaluation: typed spans and relations between them, of the annotation or of a prediction. Offsets
// may be tokens or word pieces, as long as both sides use the same.

import type { DatasetDocument } from '../../corpus/dataset';

/** A span with the index of its entity type. A prediction carries its score too, an annotation none. */
export interface TypedSpan {
	readonly start: number;
	/** Exclusive. */
	readonly end: number;
	readonly type: number;
	readonly score?: number;
}

export interface RelationTuple {
	readonly head: TypedSpan;
	readonly tail: TypedSpan;
	/** Index of the relation type. */
	readonly type: number;
	readonly score?: number;
}

export interface DocumentTuples {
	readonly entities: readonly TypedSpan[];
	readonly relations: readonly RelationTuple[];
}

/** The annotation of a document in token offsets. */
export function goldTuples(document: DatasetDocument): DocumentTuples {
	const entity = (index: number): TypedSpan => {
		const found = document.entities[index];
		if (found === undefined) {
			throw new Error(`A relation names entity ${index} of ${document.entities.length}.`);
		}
		return found;
	};
	return {
		entities: document.entities,
		relations: document.relations.map(({ head, tail, type }) => ({ head: entity(head), tail: entity(tail), type })),
	};
}

/**
 * Removes every entity that overlaps another, unequal one (none of them is preferred; entities that differ only in type or
 * score are unequal), and every relation whose own head and tail overlap. A relation stays even if its entities go, as in
 * the reference's `no_overlapping`.
 */
export function removeOverlapping(tuples: DocumentTuples): DocumentTuples {
	return {
		entities: tuples.entities.filter((entity) => {
			return !tuples.entities.some((other) => !isSameEntity(entity, other) && overlap(entity, other));
		}),
		relations: tuples.relations.filter(({ head, tail }) => isSameSpanAndType(head, tail) || !overlap(head, tail)),
	};
}

function isSameEntity(a: TypedSpan, b: TypedSpan): boolean {
	return isSameSpanAndType(a, b) && a.score === b.score;
}

function isSameSpanAndType(a: TypedSpan, b: TypedSpan): boolean {
	return a.start === b.start && a.end === b.end && a.type === b.type;
}

/** Spans that only touch do not overlap. */
function overlap(a: TypedSpan, b: TypedSpan): boolean {
	return a.start < b.end && b.start < a.end;
}

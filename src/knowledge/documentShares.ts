// How much of an entity or of a relation each document contributes.

import { compare } from './entities/acronymTable';
import type { Entity, EntityRelation } from './entities/entity';

export interface DocumentShare {
	/** Id of the document. */
	readonly document: string;
	/** Its mentions, or its places that state the relation. */
	readonly count: number;
	/** Of all: in (0, 1], together 1. */
	readonly share: number;
}

/** The documents that mention an entity or state a relation, those with the most first. */
export function documentShares(of: Entity | EntityRelation): DocumentShare[] {
	const places = 'mentions' in of ? of.mentions : of.evidence;
	const counts = new Map<string, number>();
	for (const { document } of places) {
		counts.set(document, (counts.get(document) ?? 0) + 1);
	}
	return [...counts]
		.map(([document, count]) => ({ document, count, share: count / places.length }))
		.sort((a, b) => b.count - a.count || compare(a.document, b.document));
}

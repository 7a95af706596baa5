// Divides documents for cross-validation. Each part is a run of neighbours: in data of sentences those of one abstract stand
// together, and would say too much about each other from both sides.

export interface Part<T> {
	readonly own: readonly T[];
	/** All that are not in this part. */
	readonly others: readonly T[];
}

/** As many parts as asked for, of nearly equal size; fewer where there are fewer documents. */
export function partsOf<T>(documents: readonly T[], count: number): Part<T>[] {
	const parts = Math.min(count, documents.length);
	const bound = (part: number): number => Math.floor((part * documents.length) / parts);
	return Array.from({ length: parts }, (_, part) => ({
		own: documents.slice(bound(part), bound(part + 1)),
		others: [...documents.slice(0, bound(part)), ...documents.slice(bound(part + 1))],
	}));
}

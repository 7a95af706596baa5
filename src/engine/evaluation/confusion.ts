// Which types are taken for which: of entities by their spans, of relations by their pairs of spans, with a class for
// "none" on both sides.

import type { TypeSet } from '../../corpus/types';
import { pairKey, spanKey, type ComparedDocument, type ComparedTuples } from './comparison';

export interface ConfusionMatrix {
	/** Identifiers of the types in the order of the types file; "" (none) comes first. */
	readonly labels: readonly string[];
	/** Counts, [annotated][predicted] by the index of a label. The cell of none and none is 0: it has no count. */
	readonly counts: readonly (readonly number[])[];
}

export interface Confusions {
	readonly entities: ConfusionMatrix;
	readonly relations: ConfusionMatrix;
}

/**
 * Tuples at the same place (span, or head and tail spans) with equal types are counted on the diagonal; the others at that
 * place are paired in the order of their types; what is left is confused with none. So a row sums up to the type's support
 * and a column to the number of its predictions.
 */
export function confusions(documents: Iterable<ComparedDocument>, types: TypeSet): Confusions {
	const entities = emptyMatrix(types.entities);
	const relations = emptyMatrix(types.relations);
	for (const { ner, rel } of documents) {
		count(entities.counts, ner, spanKey);
		count(relations.counts, rel, pairKey);
	}
	return { entities, relations };
}

function emptyMatrix(types: readonly { readonly identifier: string }[]) {
	const labels = ['', ...types.map(({ identifier }) => identifier)];
	return { labels, counts: labels.map(() => labels.map(() => 0)) };
}

function count<T extends { readonly type: number }>(
	counts: number[][],
	{ gold, predicted }: ComparedTuples<T>,
	placeOf: (tuple: T) => string,
): void {
	const goldTypes = typesByPlace(gold, placeOf);
	const predictedTypes = typesByPlace(predicted, placeOf);
	for (const place of new Set([...goldTypes.keys(), ...predictedTypes.keys()])) {
		const annotated = goldTypes.get(place) ?? [];
		const found = predictedTypes.get(place) ?? [];
		const shared = annotated.filter((type) => found.includes(type));
		const missed = annotated.filter((type) => !shared.includes(type));
		const wrong = found.filter((type) => !shared.includes(type));
		for (const type of shared) {
			increment(counts, type, type);
		}
		for (let index = 0; index < Math.max(missed.length, wrong.length); index++) {
			increment(counts, missed[index] ?? 0, wrong[index] ?? 0);
		}
	}
}

/** The types at each place, ascending. */
function typesByPlace<T extends { readonly type: number }>(
	tuples: ReadonlyMap<string, T>,
	placeOf: (tuple: T) => string,
): ReadonlyMap<string, readonly number[]> {
	const byPlace = new Map<string, number[]>();
	for (const tuple of tuples.values()) {
		const place = placeOf(tuple);
		const types = byPlace.get(place) ?? [];
		types.push(tuple.type);
		byPlace.set(place, types);
	}
	for (const types of byPlace.values()) {
		types.sort((a, b) => a - b);
	}
	return byPlace;
}

function increment(counts: number[][], annotated: number, predicted: number): void {
	const row = counts[annotated];
	const value = row?.[predicted];
	if (row === undefined || value === undefined) {
		throw new Error(`There is no cell for the types ${annotated} and ${predicted}.`);
	}
	row[predicted] = value + 1;
}

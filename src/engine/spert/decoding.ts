// From scores to predictions, exactly as the reference converts them: arg max for entities, a float32 threshold for
// relations, symmetric relations put in text order with duplicates dropped.

import type { TypeSet } from '../../corpus/types';
import { at } from './candidates';

/** An entity that was found, with the index of the candidate it is. */
export interface DecodedEntity {
	readonly candidate: number;
	/** At least 1. */
	readonly type: number;
	/** Softmax probability of the type. */
	readonly score: number;
}

export interface DecodedRelation {
	/** Candidates of the head and the tail. */
	readonly head: number;
	readonly tail: number;
	/** Index of the relation type, at least 1. */
	readonly type: number;
	/** Sigmoid probability of the type. */
	readonly score: number;
}

/** Row-wise softmax in double precision, rounded to float32: logits [rows, classes]. */
export function softmaxRows(logits: Float32Array, classes: number): Float32Array {
	const result = new Float32Array(logits.length);
	for (let row = 0; row < logits.length; row += classes) {
		let largest = -Infinity;
		for (let index = 0; index < classes; index++) {
			largest = Math.max(largest, at(logits, row + index));
		}
		let sum = 0;
		for (let index = 0; index < classes; index++) {
			sum += Math.exp(at(logits, row + index) - largest);
		}
		for (let index = 0; index < classes; index++) {
			result[row + index] = Math.exp(at(logits, row + index) - largest) / sum;
		}
	}
	return result;
}

/** Certainty: a row for each class, with 1 at it, [rows, classes]. */
export function oneHotRows(given: readonly number[], classes: number): Float32Array {
	const result = new Float32Array(given.length * classes);
	for (const [row, index] of given.entries()) {
		result[row * classes + index] = 1;
	}
	return result;
}

export function sigmoid(logits: Float32Array): Float32Array {
	return logits.map((logit) => 1 / (1 + Math.exp(-logit)));
}

/** Index of the largest of `count` elements from `offset`, the first one on ties. */
export function argMax(values: Float32Array, offset: number, count: number): number {
	let best = 0;
	for (let index = 1; index < count; index++) {
		if (at(values, offset + index) > at(values, offset + best)) {
			best = index;
		}
	}
	return best;
}

/** Candidates whose best class is an entity type, in candidate order. probabilities [candidates, classes]. */
export function decodeEntities(probabilities: Float32Array, classes: number): DecodedEntity[] {
	const entities: DecodedEntity[] = [];
	for (let candidate = 0; candidate * classes < probabilities.length; candidate++) {
		const type = argMax(probabilities, candidate * classes, classes);
		if (type !== 0) {
			entities.push({ candidate, type, score: at(probabilities, candidate * classes + type) });
		}
	}
	return entities;
}

/**
 * Relations of one sequence, in pair order, then type order.
 * @param pairs candidates of each pair's head and tail
 * @param scores sigmoid scores [pairs, relation types]
 * @param threshold scores below it (compared in float32, so equality stays) are no relation; a score of 0 never is. One for all
 * types, or one each, [relation types]
 * @param identity start offset of a candidate, which orders symmetric relations, and what makes two candidates the same
 */
export function decodeRelations(
	pairs: { readonly heads: Int32Array; readonly tails: Int32Array },
	scores: Float32Array,
	types: TypeSet['relations'],
	threshold: number | Float32Array,
	identity: { readonly start: (candidate: number) => number; readonly key: (candidate: number) => string },
): DecodedRelation[] {
	const thresholds = typeof threshold === 'number' ? new Float32Array(types.length).fill(threshold) : threshold;
	const seen = new Set<string>();
	const relations: DecodedRelation[] = [];
	for (let pair = 0; pair < pairs.heads.length; pair++) {
		for (const [column, type] of types.entries()) {
			const score = at(scores, pair * types.length + column);
			if (score === 0 || score < at(thresholds, column)) {
				continue;
			}
			let [head, tail] = [at(pairs.heads, pair), at(pairs.tails, pair)];
			if (type.symmetric && identity.start(tail) < identity.start(head)) {
				[head, tail] = [tail, head];
			}
			// The first one met keeps its score, whichever is higher.
			const key = `${identity.key(head)} ${identity.key(tail)} ${type.index}`;
			if (seen.has(key)) {
				continue;
			}
			seen.add(key);
			relations.push({ head, tail, type: type.index, score });
		}
	}
	return relations;
}

// Pairs of entities: which there are to classify, a run's worth at a time, and which of them are kept. Their number grows with
// the square of a sentence's entities, so that they are never all in memory at once.

import { at } from './candidates';

/** Pairs of candidates over a batch, as parallel arrays: the sequence, its head candidate and its tail candidate. */
export interface CandidatePairs {
	readonly sequences: Int32Array;
	readonly heads: Int32Array;
	readonly tails: Int32Array;
}

/**
 * All ordered pairs of different entities of each sequence, in candidate order, the head outside.
 * @param entities candidates of each sequence
 * @param most pairs that come together
 */
export function* orderedPairs(entities: readonly (readonly number[])[], most: number): Generator<CandidatePairs> {
	let left = entities.reduce((sum, { length }) => sum + length * Math.max(0, length - 1), 0);
	let pairs = emptyPairs(Math.min(left, most));
	let index = 0;
	for (const [sequence, own] of entities.entries()) {
		for (const head of own) {
			for (const tail of own) {
				if (tail === head) {
					continue;
				}
				pairs.sequences[index] = sequence;
				pairs.heads[index] = head;
				pairs.tails[index] = tail;
				index++;
				if (index === pairs.sequences.length) {
					yield pairs;
					left -= index;
					pairs = emptyPairs(Math.min(left, most));
					index = 0;
				}
			}
		}
	}
}

function emptyPairs(count: number): CandidatePairs {
	return { sequences: new Int32Array(count), heads: new Int32Array(count), tails: new Int32Array(count) };
}

/** Pairs of one sequence with their scores, in their order. */
export interface PairScores {
	/** Candidates of each pair's head and tail: [pairs]. */
	readonly pairHeads: Int32Array;
	readonly pairTails: Int32Array;
	/** Sigmoid [pairs, relation types]. */
	readonly relationScores: Float32Array;
}

/** Collects the pairs that are worth keeping. */
export class ScoredPairs {
	readonly #typeCount: number;
	readonly #leastScore: number;
	readonly #kept = new Map<number, { readonly heads: number[]; readonly tails: number[]; readonly scores: number[] }>();

	/** @param leastScore pairs of which no relation scores so much (in float32) are dropped; undefined: none are */
	constructor(typeCount: number, leastScore: number | undefined) {
		this.#typeCount = typeCount;
		this.#leastScore = leastScore === undefined ? -Infinity : Math.fround(leastScore);
	}

	/** @param scores [pairs, relation types] */
	add(pairs: CandidatePairs, scores: Float32Array): void {
		for (const [pair, sequence] of pairs.sequences.entries()) {
			const own = scores.subarray(pair * this.#typeCount, (pair + 1) * this.#typeCount);
			if (!own.some((score) => score >= this.#leastScore)) {
				continue;
			}
			let kept = this.#kept.get(sequence);
			if (kept === undefined) {
				kept = { heads: [], tails: [], scores: [] };
				this.#kept.set(sequence, kept);
			}
			kept.heads.push(at(pairs.heads, pair));
			kept.tails.push(at(pairs.tails, pair));
			kept.scores.push(...own);
		}
	}

	of(sequence: number): PairScores {
		const { heads = [], tails = [], scores = [] } = this.#kept.get(sequence) ?? {};
		return { pairHeads: Int32Array.from(heads), pairTails: Int32Array.from(tails), relationScores: Float32Array.from(scores) };
	}
}

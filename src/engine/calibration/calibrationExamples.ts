// What scores are calibrated by: what a model took for entities and relations of annotated documents, with its scores and
// whether the annotation says so too. Computes nothing of the calibration itself.

import type { TypeSet } from '../../corpus/types';
import { spanKey } from '../evaluation/comparison';
import type { DocumentTuples } from '../evaluation/tuples';
import type { SentencePrediction } from '../spert/sentencePrediction';

/**
 * A span that the model takes for an entity. Spans that it does not take for one show no score, and which ones these are does
 * not depend on the annotation, so nothing is skewed by leaving them out; to fit on all spans would be to fit on the thousands
 * of easy ones.
 */
export interface EntityExample {
	/** Natural logarithms of the class probabilities, [classes]: the logits but for a constant, which no softmax sees. */
	readonly logits: Float64Array;
	/** The class that the model says, at least 1. */
	readonly predicted: number;
	/** The class that the annotation says; 0: none. */
	readonly annotated: number;
}

/** A relation type for a pair of these entities; a symmetric one once, with the higher score of its two directions. */
export interface RelationExample {
	/** From 1. */
	readonly type: number;
	/** Of the sigmoid. */
	readonly logit: number;
	readonly isAnnotated: boolean;
}

/** One document's examples. */
export interface CalibrationDocument {
	readonly entities: readonly EntityExample[];
	readonly relations: readonly RelationExample[];
	/** Distinct annotated relations of each type, [relation types]; those that the model has no candidate for too. */
	readonly annotatedRelations: readonly number[];
}

/** Candidates with a lower score are not looked at: no threshold that makes sense would show them. */
export const leastCandidateScore = 0.01;

/** @param predicted as SpertModel.scoreCandidates gives it */
export function calibrationDocument(predicted: SentencePrediction, gold: DocumentTuples, types: TypeSet): CalibrationDocument {
	const annotatedTypes = new Map<string, Set<number>>();
	for (const entity of gold.entities) {
		const key = spanKey(entity);
		annotatedTypes.set(key, (annotatedTypes.get(key) ?? new Set()).add(entity.type));
	}
	const entities = predicted.entities.map(({ start, end, type, probabilities }): EntityExample => {
		const here = annotatedTypes.get(spanKey({ start, end, type })) ?? new Set<number>();
		const [first = 0] = here;
		return { logits: Float64Array.from(probabilities, logarithm), predicted: type, annotated: here.has(type) ? type : first };
	});
	const annotated = new Map(gold.relations.map((relation) => [relationKey(relation), relation.type]));
	const candidates = new Map<string, { type: number; logit: number }>();
	for (const { head, tail, type, score } of predicted.relations) {
		// As relations are decoded: a symmetric one in the order of the text.
		const isTurned = types.relations[type - 1]?.symmetric === true && tail.start < head.start;
		const key = relationKey(isTurned ? { head: tail, tail: head, type } : { head, tail, type });
		const logit = logitOf(score);
		if (logit > (candidates.get(key)?.logit ?? -Infinity)) {
			candidates.set(key, { type, logit });
		}
	}
	return {
		entities,
		relations: [...candidates].map(([key, { type, logit }]) => ({ type, logit, isAnnotated: annotated.has(key) })),
		annotatedRelations: types.relations.map(({ index }) => [...annotated.values()].filter((type) => type === index).length),
	};
}

interface Pair {
	readonly head: { readonly start: number; readonly end: number; readonly type: number };
	readonly tail: { readonly start: number; readonly end: number; readonly type: number };
	readonly type: number;
}

/** As an evaluation without entity types compares relations. */
function relationKey({ head, tail, type }: Pair): string {
	return `${spanKey(head)} ${spanKey(tail)} ${type}`;
}

/** Of a probability that may have been rounded to 0. */
function logarithm(probability: number): number {
	return Math.log(Math.max(probability, smallestFloat));
}

function logitOf(probability: number): number {
	const inside = Math.min(Math.max(probability, smallestFloat), 1 - largestGap);
	return Math.log(inside) - Math.log1p(-inside);
}

/** The smallest positive float32, and half the distance from 1 to the float32 below it. */
const smallestFloat = 2 ** -149;
const largestGap = 2 ** -25;

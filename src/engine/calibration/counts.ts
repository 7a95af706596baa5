// What micro F1 is made of, counted over documents.

import { score } from '../evaluation/scores';

export interface Counts {
	readonly truePositives: number;
	readonly predicted: number;
	readonly annotated: number;
}

export function sumOf(counts: readonly Counts[]): Counts {
	const sum = { truePositives: 0, predicted: 0, annotated: 0 };
	for (const { truePositives, predicted, annotated } of counts) {
		sum.truePositives += truePositives;
		sum.predicted += predicted;
		sum.annotated += annotated;
	}
	return sum;
}

/** Micro F1, from 0 to 1. */
export function f1Of({ truePositives, predicted, annotated }: Counts): number {
	return score(truePositives, predicted, annotated).f1;
}

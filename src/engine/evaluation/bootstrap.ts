// Confidence intervals of micro F1 by the bootstrap: the documents are drawn again with replacement, many times, and the
// interval is what most of the results lie in. Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13
// (percentile intervals). With a seed, so the same evaluation has the same interval every time.

import { Random } from '../training/random';
import { score } from './scores';

/** Distinct tuples of one document in one setting. */
export interface TupleTotals {
	readonly gold: number;
	readonly predicted: number;
	readonly truePositives: number;
}

export interface BootstrapOptions {
	readonly resamples: number;
	/** Share of the results inside the interval, between 0 and 1. */
	readonly level: number;
	readonly seed: number;
}

/** Fractions from 0 to 1. */
export interface Interval {
	readonly low: number;
	readonly high: number;
}

/** The interval of micro F1 over documents; undefined without any. */
export function bootstrapF1(documents: readonly TupleTotals[], options: BootstrapOptions): Interval | undefined {
	const { resamples, level, seed } = options;
	if (documents.length === 0) {
		return undefined;
	}
	const random = new Random(seed, 'bootstrap');
	const results = new Float64Array(resamples);
	for (let resample = 0; resample < resamples; resample++) {
		let gold = 0;
		let predicted = 0;
		let truePositives = 0;
		for (let draw = 0; draw < documents.length; draw++) {
			const document = documents[random.below(documents.length)]!;
			gold += document.gold;
			predicted += document.predicted;
			truePositives += document.truePositives;
		}
		results[resample] = score(truePositives, predicted, gold).f1;
	}
	results.sort();
	return { low: quantile(results, (1 - level) / 2), high: quantile(results, (1 + level) / 2) };
}

/** Of sorted values, linear between two of them (Hyndman and Fan's definition 7, as NumPy's default). */
function quantile(sorted: Float64Array, probability: number): number {
	const position = probability * (sorted.length - 1);
	const below = sorted[Math.floor(position)] ?? Number.NaN;
	const above = sorted[Math.ceil(position)] ?? Number.NaN;
	return below + (above - below) * (position - Math.floor(position));
}

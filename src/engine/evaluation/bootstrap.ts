// Confidence intervals of micro F1 by the bootstrap: the documents are drawn again with replacement, many times, and the
// interval is what most of the results lie in. Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13
// (percentile intervals). Two models are compared on the same draws, "paired": Koehn, Statistical Significance Tests for
// Machine Translation Evaluation (2004). With a seed, so the same evaluation has the same interval every time.

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
	if (documents.length === 0) {
		return undefined;
	}
	return intervalOf(
		drawn(documents.length, options, (draws) => f1Of(documents, draws)),
		options.level,
	);
}

/** How far one model is ahead of another one on the same documents. */
export interface PairedDifference {
	/** Micro F1 of the second model less that of the first, on all documents. */
	readonly difference: number;
	/** Of the difference. */
	readonly interval: Interval;
	/** Share of the resamples in which the second model is ahead. */
	readonly shareAhead: number;
}

/** @param first of each document @param second of the same documents in the same order; undefined without any */
export function bootstrapDifference(first: readonly TupleTotals[], second: readonly TupleTotals[], options: BootstrapOptions): PairedDifference | undefined {
	if (first.length !== second.length) {
		throw new Error(`${first.length} documents of one model, ${second.length} of the other.`);
	}
	if (first.length === 0) {
		return undefined;
	}
	const difference = (draws: Int32Array): number => f1Of(second, draws) - f1Of(first, draws);
	const results = drawn(first.length, options, difference);
	return {
		difference: difference(Int32Array.from(first.keys())),
		interval: intervalOf(results, options.level),
		shareAhead: results.filter((result) => result > 0).length / options.resamples,
	};
}

/** The results of all resamples, ascending. @param of the result of one, of the places of its documents */
function drawn(count: number, { resamples, seed }: BootstrapOptions, of: (draws: Int32Array) => number): Float64Array {
	const random = new Random(seed, 'bootstrap');
	const draws = new Int32Array(count);
	return Float64Array.from({ length: resamples }, () => of(draws.map(() => random.below(count)))).sort();
}

function f1Of(documents: readonly TupleTotals[], draws: Int32Array): number {
	let gold = 0;
	let predicted = 0;
	let truePositives = 0;
	for (const draw of draws) {
		const document = documents[draw]!;
		gold += document.gold;
		predicted += document.predicted;
		truePositives += document.truePositives;
	}
	return score(truePositives, predicted, gold).f1;
}

function intervalOf(results: Float64Array, level: number): Interval {
	return { low: quantile(results, (1 - level) / 2), high: quantile(results, (1 + level) / 2) };
}

/** Of sorted values, linear between two of them (Hyndman and Fan's definition 7, as NumPy's default). */
function quantile(sorted: Float64Array, probability: number): number {
	const position = probability * (sorted.length - 1);
	const below = sorted[Math.floor(position)] ?? Number.NaN;
	const above = sorted[Math.ceil(position)] ?? Number.NaN;
	return below + (above - below) * (position - Math.floor(position));
}

// Chooses from which score on relations count, so that micro F1 is as high as it can be: one threshold for all types, and of
// types that are frequent enough their own, where cross-validation says that this helps.

import { bestStep } from './bestStep';
import { f1Of, sumOf, type Counts } from './counts';
import { partsOf } from './parts';

/** A candidate with its calibrated score. */
export interface ScoredCandidate {
	/** From 1. */
	readonly type: number;
	readonly score: number;
	readonly isAnnotated: boolean;
}

export interface ScoredDocument {
	readonly candidates: readonly ScoredCandidate[];
	/** Distinct annotated relations of each type. */
	readonly annotated: readonly number[];
}

export interface ThresholdChoice {
	readonly common: number;
	/** By type, the common one among them; [relation types]. */
	readonly ofTypes: readonly number[];
	/** Types with fewer annotated relations have the common threshold; Infinity: all types have. */
	readonly leastExamples: number;
	/** Whether these are the thresholds that there were: none that were chosen did better in cross-validation. */
	readonly isKept: boolean;
}

/** Thresholds are hundredths: more digits would be those of one development set. */
const steps = 100;
const [lowest, highest] = [5, 95];
/** F1 is averaged over so many hundredths to both sides: a spike that one example makes is no good place. */
const smoothing = 2;
/** From how many annotated examples on a type may have its own threshold: what cross-validation chooses among. */
const leastExamplesChoices = [Infinity, 400, 200, 100, 50, 25];
const innerParts = 5;
/** In F1: what less is gained is noise of a development set. */
const leastGain = 0.005;

/**
 * A few hundred relations are too few to tell thresholds apart that are near each other: what there is stays, unless
 * cross-validation finds something better.
 * @param present thresholds as they are, [relation types]
 */
export function chooseThresholds(documents: readonly ScoredDocument[], present: readonly number[]): ThresholdChoice {
	const parts = partsOf(documents, innerParts);
	let best: { readonly leastExamples: number | undefined; readonly f1: number } = { leastExamples: undefined, f1: f1Of(countAt(documents, present)) };
	for (const leastExamples of parts.length > 1 ? leastExamplesChoices : []) {
		const counts = parts.map(({ others, own }) => countAt(own, chosenAt(others, present.length, leastExamples).ofTypes));
		const f1 = f1Of(sumOf(counts));
		// Simpler unless the other is clearly better.
		if (f1 > best.f1 + leastGain) {
			best = { leastExamples, f1 };
		}
	}
	return best.leastExamples === undefined ? keptAt(present) : chosenAt(documents, present.length, best.leastExamples);
}

function keptAt(present: readonly number[]): ThresholdChoice {
	const frequency = (threshold: number): number => present.filter((other) => other === threshold).length;
	const [common = 0.5] = [...present].sort((a, b) => frequency(b) - frequency(a));
	return { common, ofTypes: present, leastExamples: Infinity, isKept: true };
}

/** @param thresholds of each type */
export function countAt(documents: readonly ScoredDocument[], thresholds: readonly number[]): Counts {
	const counts = { truePositives: 0, predicted: 0, annotated: 0 };
	for (const { candidates, annotated } of documents) {
		counts.annotated += annotated.reduce((sum, count) => sum + count, 0);
		for (const { type, score: found, isAnnotated } of candidates) {
			if (found >= (thresholds[type - 1] ?? Infinity)) {
				counts.predicted++;
				counts.truePositives += isAnnotated ? 1 : 0;
			}
		}
	}
	return counts;
}

function best(f1At: (step: number) => number): number {
	return bestStep({ lowest, highest, smoothing, stepCount: steps }, f1At);
}

function chosenAt(documents: readonly ScoredDocument[], typeCount: number, leastExamples: number): ThresholdChoice {
	const tables = Array.from({ length: typeCount }, (_, index) => new TypeTable(documents, index + 1));
	const all = (step: number): number[] => tables.map(() => step);
	const common = best((step) => f1At(tables, all(step)));
	const ofTypes = all(common);
	const own = [...tables.keys()].filter((index) => (tables[index]?.annotated ?? 0) >= leastExamples);
	// Micro F1 is of all types together, so each type's best threshold depends on the others': in turn until nothing changes.
	for (let round = 0, changes = true; changes && round < 10; round++) {
		changes = false;
		for (const index of own) {
			const step = best((candidate) => f1At(tables, ofTypes.with(index, candidate)));
			changes ||= step !== ofTypes[index];
			ofTypes[index] = step;
		}
	}
	return { common: common / steps, ofTypes: ofTypes.map((step) => step / steps), leastExamples, isKept: false };
}


/** @param at the step of each type */
function f1At(tables: readonly TypeTable[], at: readonly number[]): number {
	return f1Of(sumOf(tables.map((table, index) => table.countsAt(at[index] ?? 0))));
}

/** What one type counts at each step. */
class TypeTable {
	readonly annotated: number;
	readonly #truePositives = new Int32Array(steps + 1);
	readonly #predicted = new Int32Array(steps + 1);

	constructor(documents: readonly ScoredDocument[], type: number) {
		this.annotated = documents.reduce((sum, { annotated }) => sum + (annotated[type - 1] ?? 0), 0);
		for (const candidate of documents.flatMap(({ candidates }) => candidates)) {
			if (candidate.type !== type) {
				continue;
			}
			for (let step = 0; step <= steps && step / steps <= candidate.score; step++) {
				this.#predicted[step]! += 1;
				this.#truePositives[step]! += candidate.isAnnotated ? 1 : 0;
			}
		}
	}

	countsAt(step: number): Counts {
		return { truePositives: this.#truePositives[step] ?? 0, predicted: this.#predicted[step] ?? 0, annotated: this.annotated };
	}
}

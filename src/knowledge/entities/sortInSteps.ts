// Sorts by merging, step by step. Stable, as arrays' own sort is.

import { type Pace, type Steps } from './pace';

type Compare<T> = (a: T, b: T) => number;

/** Runs of this length are sorted at once. */
const runLength = 256;

export function* sortInSteps<T>(items: readonly T[], compare: Compare<T>, pace: Pace): Steps<T[]> {
	let runs: T[][] = [];
	for (let at = 0; at < items.length; at += runLength) {
		runs.push(items.slice(at, at + runLength).sort(compare));
		if (pace.isStepOver(4 * runLength)) {
			yield;
		}
	}
	while (runs.length > 1) {
		const merged: T[][] = [];
		for (let at = 0; at < runs.length; at += 2) {
			merged.push(yield* mergeInSteps(runs[at] ?? [], runs[at + 1] ?? [], compare, pace));
		}
		runs = merged;
	}
	return runs[0] ?? [];
}

/** Of equal items those of `a` come first. @param a sorted @param b sorted */
export function* mergeInSteps<T>(a: readonly T[], b: readonly T[], compare: Compare<T>, pace: Pace): Steps<T[]> {
	const merged: T[] = [];
	let next = 0;
	for (const item of a) {
		for (let other = b[next]; other !== undefined && compare(other, item) < 0; other = b[next]) {
			merged.push(other);
			next++;
			if (pace.isStepOver(1)) {
				yield;
			}
		}
		merged.push(item);
		if (pace.isStepOver(1)) {
			yield;
		}
	}
	return merged.concat(b.slice(next));
}

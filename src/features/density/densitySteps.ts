// The steps from everything to only the surest: least scores. They are fixed, so that a step means the same in every document,
// and lie where a trained model's scores do: near 1, with a tail. Of the sample papers they leave about 100, 95, 80, 55, 40 and
// 15 % of the mentions.

export const densityThresholds = [0, 0.5, 0.7, 0.9, 0.97, 0.99] as const;

/** Relations are thinned by their ends already, both of which must be sure enough: beyond this they ask no more of their own. */
const strictestOfRelations = 0.7;

/** The least score of relations that goes with one of entities. */
export function relationThresholdAt(entityThreshold: number): number {
	return Math.min(entityThreshold, strictestOfRelations);
}

/** The next least score that shows less than the present one; the same where there is none. */
export function fewer(threshold: number): number {
	return densityThresholds.find((step) => step > threshold) ?? threshold;
}

/** The next least score that shows more than the present one; the same where there is none. */
export function more(threshold: number): number {
	return densityThresholds.findLast((step) => step < threshold) ?? threshold;
}

// The steps from everything to only the surest: least scores. They are fixed, so that a step means the same in every document,
// and lie where scores do: those of a calibrated model, which are shares of what is right, between a half and nine tenths; those
// of another one near 1.

const densityThresholds = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 0.99] as const;

/** The steps that show anything. @param surest the highest score that there is */
export function densitySteps(surest: number): number[] {
	return densityThresholds.filter((step) => step <= surest || step === 0);
}

/**
 * The least score of relations that goes with one of entities. They are thinned by their ends already, both of which must be sure
 * enough, and no model is as sure of them: of their own they need half.
 */
export function relationThresholdAt(entityThreshold: number): number {
	return entityThreshold / 2;
}

/** The next least score that shows less than the present one, and anything; the same where there is none. */
export function fewer(threshold: number, surest: number): number {
	return densitySteps(surest).find((step) => step > threshold) ?? threshold;
}

/** The next least score that shows more than the present one; the same where there is none. */
export function more(threshold: number): number {
	return densityThresholds.findLast((step) => step < threshold) ?? threshold;
}

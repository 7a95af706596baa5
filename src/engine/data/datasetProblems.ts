// What can be wrong with a dataset, with the place of each: the vocabulary of the validator.

import type { LinePlace } from './linePlaces';

/**
 * Errors keep a dataset from being used, or make parts of it worthless; warnings are likely mistakes; notes are just to
 * know.
 */
export type ProblemSeverity = 'error' | 'warning' | 'note';

export const problemSeverities = {
	notJson: 'error',
	datasetMalformed: 'error',
	documentMalformed: 'error',
	annotationMalformed: 'error',
	unknownType: 'error',
	emptySpan: 'error',
	outOfRange: 'error',
	spanTooLong: 'error',
	duplicateKey: 'warning',
	emptyDocument: 'warning',
	emptyToken: 'warning',
	spanLongerThanMaximum: 'warning',
	duplicateEntity: 'warning',
	twoTypesOfSpan: 'warning',
	duplicateRelation: 'warning',
	selfRelation: 'warning',
	duplicateDocument: 'warning',
	sharedDocument: 'warning',
	overlappingEntities: 'note',
} as const satisfies Readonly<Record<string, ProblemSeverity>>;

/** Stable: scripts match on it, not on the message. */
export type ProblemCode = keyof typeof problemSeverities;

export interface DatasetProblem extends LinePlace {
	readonly severity: ProblemSeverity;
	readonly code: ProblemCode;
	readonly file: string;
	/** Index of the document, from 0; null for what concerns the whole file. */
	readonly document: number | null;
	/** A sentence. */
	readonly message: string;
}

// Chooses how much surer than "no entity" a model must be of an entity, so that micro F1 of entities is as high as it can be. In a
// training a span that is no entity is rarer than in text (it samples negatives), so that a model may find too many; a constant
// added to the logit of "no entity" puts that right (logit adjustment, Menon et al. 2021).

import { entityKey } from '../evaluation/comparison';
import type { TypedSpan } from '../evaluation/tuples';
import { bestStep } from './bestStep';
import { f1Of, sumOf, type Counts } from './counts';
import { partsOf } from './parts';

/** A span that the model takes for an entity at some offset. */
export interface SpanMargin {
	/** Logit of its best entity type less that of "no entity": it is an entity at offsets below. */
	readonly margin: number;
	/** Whether the annotation has it with that type. */
	readonly isRight: boolean;
}

/** One document's. */
export interface DocumentMargins {
	readonly spans: readonly SpanMargin[];
	/** Distinct annotated entities. */
	readonly annotated: number;
}

export interface OffsetChoice {
	/** To be added to the logit of "no entity"; 0 where none that was chosen did better in cross-validation. */
	readonly offset: number;
	/** Micro F1 of entities, from 0 to 1; `after` by cross-validation, `fitted` on the documents that it was chosen by. */
	readonly entityF1: { readonly before: number; readonly after: number; readonly fitted: number };
}

/** Offsets are twentieths from -2 to 2. */
const stepSize = 0.05;
const largestOffset = 2;
const steps = { stepCount: 80, lowest: 0, highest: 80, smoothing: 5 };
/** In F1: what less is gained is noise of a development set. */
const leastGain = 0.005;

/**
 * @param spans of the document
 * @param probabilities of their classes, [spans, classes]; NaN where the model cannot read one
 */
export function documentMargins(
	spans: readonly Pick<TypedSpan, 'start' | 'end'>[],
	probabilities: Float32Array,
	classCount: number,
	annotated: readonly TypedSpan[],
): DocumentMargins {
	const keys = new Set(annotated.map(entityKey));
	const margins = spans.flatMap(({ start, end }, index): SpanMargin[] => {
		const [none = NaN, ...types] = probabilities.subarray(index * classCount, (index + 1) * classCount);
		const best = Math.max(...types);
		const margin = Math.log(best) - Math.log(none);
		return margin > -largestOffset ? [{ margin, isRight: keys.has(entityKey({ start, end, type: types.indexOf(best) + 1 })) }] : [];
	});
	return { spans: margins, annotated: keys.size };
}

/** @param crossValidationParts parts of the documents, at least two for anything but 0 to be chosen */
export function chooseOffset(documents: readonly DocumentMargins[], crossValidationParts: number): OffsetChoice {
	const before = f1Of(countAt(documents, 0));
	const parts = partsOf(documents, crossValidationParts);
	const after = parts.length < 2 ? before : f1Of(sumOf(parts.map(({ own, others }) => countAt(own, bestOffset(others)))));
	if (after <= before + leastGain) {
		return { offset: 0, entityF1: { before, after: before, fitted: before } };
	}
	const offset = bestOffset(documents);
	return { offset, entityF1: { before, after, fitted: f1Of(countAt(documents, offset)) } };
}

function bestOffset(documents: readonly DocumentMargins[]): number {
	return offsetOf(bestStep(steps, (step) => f1Of(countAt(documents, offsetOf(step)))));
}

/** In hundredths exactly. */
function offsetOf(step: number): number {
	return Math.round(100 * (step * stepSize - largestOffset)) / 100;
}

function countAt(documents: readonly DocumentMargins[], offset: number): Counts {
	const counts = { truePositives: 0, predicted: 0, annotated: 0 };
	for (const { spans, annotated } of documents) {
		counts.annotated += annotated;
		for (const { margin, isRight } of spans) {
			if (margin > offset) {
				counts.predicted++;
				counts.truePositives += isRight ? 1 : 0;
			}
		}
	}
	return counts;
}

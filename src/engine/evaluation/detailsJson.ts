// The machine-readable form of an evaluation's details, to stand beside the scores: percentages, keyed by setting.

import type { Interval } from './bootstrap';
import type { ConfusionMatrix } from './confusion';
import type { EvaluationDetails } from './details';

export interface DetailsJson {
	/** Entities by their spans alone. */
	readonly span: {
		readonly precision: number;
		readonly recall: number;
		readonly f1: number;
		readonly support: number;
	};
	/** Micro F1 per setting; null where there is no document. */
	readonly confidence: {
		readonly level: number;
		readonly resamples: number;
		readonly seed: number;
		readonly ner: IntervalJson | null;
		readonly rel: IntervalJson | null;
		readonly rel_nec: IntervalJson | null;
	};
	/** Counts [annotated][predicted] by the index of a label; the label "" is none. */
	readonly confusion: { readonly entities: ConfusionMatrix; readonly relations: ConfusionMatrix };
}

export interface IntervalJson {
	readonly low: number;
	readonly high: number;
}

export function detailsJson({ spans, confusions, intervals }: EvaluationDetails): DetailsJson {
	const { precision, recall, f1, support } = spans;
	const { level, resamples, seed } = intervals.options;
	return {
		span: { precision: 100 * precision, recall: 100 * recall, f1: 100 * f1, support },
		confidence: {
			level: 100 * level,
			resamples,
			seed,
			ner: percentages(intervals.ner),
			rel: percentages(intervals.rel),
			rel_nec: percentages(intervals.relNec),
		},
		confusion: confusions,
	};
}

function percentages(interval: Interval | undefined): IntervalJson | null {
	return interval === undefined ? null : { low: 100 * interval.low, high: 100 * interval.high };
}

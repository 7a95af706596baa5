// What an evaluation tells beyond the reference's table: entities by their spans alone, confused types, and how far micro F1
// would move with other documents.

import type { TypeSet } from '../../corpus/types';
import { bootstrapF1, type BootstrapOptions, type Interval, type TupleTotals } from './bootstrap';
import {
	compareDocument,
	spanKey,
	type ComparedDocument,
	type ComparedTuples,
	type EvaluatedDocument,
	type EvaluationOptions,
} from './comparison';
import { confusions, type Confusions } from './confusion';
import { score, type Score } from './scores';
import type { TypedSpan } from './tuples';

export interface SpanScores extends Score {
	readonly truePositives: number;
	/** Distinct annotated spans. */
	readonly support: number;
}

export interface EvaluationDetails {
	/** Entities whose type is not considered. */
	readonly spans: SpanScores;
	readonly confusions: Confusions;
	readonly intervals: {
		readonly options: BootstrapOptions;
		/** Of micro F1; undefined where there is no document. */
		readonly ner: Interval | undefined;
		readonly rel: Interval | undefined;
		readonly relNec: Interval | undefined;
	};
}

/** What the figures are made with where nobody says otherwise. */
export const defaultBootstrap: BootstrapOptions = { resamples: 1000, level: 0.95, seed: 1 };

export function evaluationDetails(
	documents: Iterable<EvaluatedDocument>,
	types: TypeSet,
	options: EvaluationOptions,
	bootstrap: BootstrapOptions = defaultBootstrap,
): EvaluationDetails {
	const compared = [...documents].map((document) => compareDocument(document, options));
	const interval = (setting: keyof ComparedDocument): Interval | undefined => bootstrapF1(compared.map((document) => tupleTotals(document, setting)), bootstrap);
	return {
		spans: spanScores(compared.map(({ ner }) => ner)),
		confusions: confusions(compared, types),
		intervals: { options: bootstrap, ner: interval('ner'), rel: interval('rel'), relNec: interval('relNec') },
	};
}

export function tupleTotals(document: ComparedDocument, setting: keyof ComparedDocument): TupleTotals {
	const { gold, predicted }: ComparedTuples<unknown> = document[setting];
	const truePositives = [...predicted.keys()].filter((key) => gold.has(key)).length;
	return { gold: gold.size, predicted: predicted.size, truePositives };
}

function spanScores(documents: readonly ComparedTuples<TypedSpan>[]): SpanScores {
	let gold = 0;
	let predicted = 0;
	let truePositives = 0;
	for (const document of documents) {
		const annotated = new Set([...document.gold.values()].map(spanKey));
		const found = new Set([...document.predicted.values()].map(spanKey));
		gold += annotated.size;
		predicted += found.size;
		truePositives += [...found].filter((key) => annotated.has(key)).length;
	}
	return { ...score(truePositives, predicted, gold), truePositives, support: gold };
}

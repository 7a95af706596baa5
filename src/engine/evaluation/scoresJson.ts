// The machine-readable form of an evaluation: percentages, keyed by setting and by type identifier.

import { type Evaluation, type Score, type SettingScores } from './scores';

/** Percentages from 0 to 100, unrounded; null where undefined (the mean over no types). */
export interface ScoreJson {
	readonly precision: number | null;
	readonly recall: number | null;
	readonly f1: number | null;
}

export interface SettingScoresJson {
	readonly micro: ScoreJson;
	readonly macro: ScoreJson;
	/** By type identifier: the types that occur in annotation or prediction. */
	readonly types: Readonly<Record<string, ScoreJson & { readonly support: number }>>;
}

export interface EvaluationJson {
	readonly ner: SettingScoresJson;
	readonly rel: SettingScoresJson;
	readonly rel_nec: SettingScoresJson;
}

export function scoresJson(evaluation: Evaluation): EvaluationJson {
	return { ner: setting(evaluation.ner), rel: setting(evaluation.rel), rel_nec: setting(evaluation.relNec) };
}

function setting(scores: SettingScores): SettingScoresJson {
	return {
		micro: percentages(scores.micro),
		macro: percentages(scores.macro),
		types: Object.fromEntries(
			scores.types.map((type) => [type.type.identifier, { ...percentages(type), support: type.support }]),
		),
	};
}

function percentages({ precision, recall, f1 }: Score): ScoreJson {
	return { precision: percentage(precision), recall: percentage(recall), f1: percentage(f1) };
}

function percentage(fraction: number): number | null {
	return Number.isNaN(fraction) ? null : fraction * 100;
}

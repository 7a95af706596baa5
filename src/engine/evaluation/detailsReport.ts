// The details of an evaluation as text for people: what `spert eval --report` prints below the reference's report.

import type { Interval } from './bootstrap';
import type { ConfusionMatrix } from './confusion';
import type { EvaluationDetails } from './details';
import { twoDecimals } from './scoresTable';

/** The report, with a line feed after every line but the last. */
export function detailsReport({ spans, confusions, intervals }: EvaluationDetails): string {
	const { options } = intervals;
	const { precision, recall, f1, support } = spans;
	return [
		'--- Entity spans, types aside ---',
		'',
		`precision ${percent(precision)}  recall ${percent(recall)}  f1-score ${percent(f1)}  support ${support}`,
		'',
		`--- ${percent(options.level).replace(/\.?0+$/, '')} % confidence intervals of micro F1 ---`,
		`Bootstrap over documents, ${options.resamples} resamples, seed ${options.seed}`,
		'',
		`Entities                ${interval(intervals.ner)}`,
		`Relations without NEC   ${interval(intervals.rel)}`,
		`Relations with NEC      ${interval(intervals.relNec)}`,
		'',
		'--- Confused entity types (rows: annotated, columns: predicted) ---',
		'',
		...matrix(confusions.entities, 'No Entity'),
		'',
		'--- Confused relation types (rows: annotated, columns: predicted; entity types aside) ---',
		'',
		...matrix(confusions.relations, 'No Relation'),
	].join('\n');
}

function percent(fraction: number): string {
	return twoDecimals(100 * fraction);
}

function interval(found: Interval | undefined): string {
	return found === undefined ? 'nan' : `${percent(found.low)} to ${percent(found.high)}`;
}

function matrix({ labels, counts }: ConfusionMatrix, none: string): string[] {
	const names = labels.map((label) => (label === '' ? none : label));
	const width = Math.max(...names.map(length), 6);
	const line = (cells: readonly string[]): string => cells.map((cell) => ' '.repeat(width - length(cell)) + cell).join('  ');
	return [line(['', ...names]), ...counts.map((row, index) => line([names[index] ?? '', ...row.map(String)]))];
}

function length(text: string): number {
	return [...text].length;
}

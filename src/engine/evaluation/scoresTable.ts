// The printed report of an evaluation, in the reference's words and layout. Types stand in the order of the types file; the
// reference prints them in an order that changes from run to run.

import { type Evaluation, type Score, type SettingScores } from './scores';

/** The report, with a line feed after every line but the last. */
export function scoresTable(evaluation: Evaluation): string {
	return [
		'Evaluation',
		'',
		'--- Entities (named entity recognition (NER)) ---',
		'An entity is considered correct if the entity type and span is predicted correctly',
		'',
		...table(evaluation.ner),
		'',
		'--- Relations ---',
		'',
		'Without named entity classification (NEC)',
		'A relation is considered correct if the relation type and the spans of the two related entities are predicted ' +
			'correctly (entity type is not considered)',
		'',
		...table(evaluation.rel),
		'',
		'With named entity classification (NEC)',
		'A relation is considered correct if the relation type and the two related entities are predicted correctly ' +
			'(in span and entity type)',
		'',
		...table(evaluation.relNec),
	].join('\n');
}

function table(scores: SettingScores): string[] {
	// The reference counts in floating point where nothing at all was predicted correctly, and prints such counts as "3.0".
	const isFloat = scores.types.length > 0 && scores.truePositives === 0;
	const support = (count: number): string => (isFloat ? count.toFixed(1) : String(count));
	return [
		row(['type', 'precision', 'recall', 'f1-score', 'support']),
		...scores.types.map((type) => row([type.type.short, ...percentages(type), support(type.support)])),
		'',
		row(['micro', ...percentages(scores.micro), support(scores.support)]),
		row(['macro', ...percentages(scores.macro), support(scores.support)]),
	];
}

const firstWidth = 20;
const otherWidth = 12;

function row(cells: readonly string[]): string {
	return cells.map((cell, column) => padStart(cell, column === 0 ? firstWidth : otherWidth)).join(' ');
}

/** Pads by code points, so that a name outside the basic plane does not shift its row. */
function padStart(text: string, width: number): string {
	return ' '.repeat(Math.max(0, width - [...text].length)) + text;
}

function percentages({ precision, recall, f1 }: Score): string[] {
	return [precision, recall, f1].map((fraction) => twoDecimals(fraction * 100));
}

/**
 * Two decimals, rounded half to even as C's printf does; JavaScript's toFixed rounds half up. Only odd multiples of 1/8 lie
 * exactly half way between two numbers of two decimals, so only for them do the two differ.
 */
export function twoDecimals(value: number): string {
	if (Number.isNaN(value)) {
		return 'nan';
	}
	if (Math.abs(value * 8) % 2 === 1) {
		const below = Math.floor(value * 100);
		return ((below % 2 === 0 ? below : below + 1) / 100).toFixed(2);
	}
	return value.toFixed(2);
}

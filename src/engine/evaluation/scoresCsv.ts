// The CSV log of evaluations (eval_valid.csv, eval_test.csv): one row per evaluation, in the reference's columns and format.

import { pythonFloat } from '../../corpus/pythonFormat';
import { type Evaluation, type Score } from './scores';

export interface TrainingPosition {
	/** Finished epochs; 0 outside a training. */
	readonly epoch: number;
	readonly iteration: number;
	readonly globalIteration: number;
}

const settings = ['ner', 'rel', 'rel_nec'];
const averages = ['micro', 'macro'];

/** The first line of the file, with its line end. */
export const scoresCsvHeader = line([
	...settings.flatMap((setting) =>
		averages.flatMap((average) => ['prec', 'rec', 'f1'].map((metric) => `${setting}_${metric}_${average}`)),
	),
	'epoch',
	'iteration',
	'global_iteration',
]);

/** One row with its line end: percentages, micro before macro, for each setting. */
export function scoresCsvRow({ ner, rel, relNec }: Evaluation, position: TrainingPosition): string {
	return line([
		...[ner, rel, relNec].flatMap(({ micro, macro }) => [...percentages(micro), ...percentages(macro)]),
		...[position.epoch, position.iteration, position.globalIteration].map(String),
	]);
}

function percentages({ precision, recall, f1 }: Score): string[] {
	return [precision, recall, f1].map((fraction) => pythonFloat(fraction * 100));
}

function line(cells: readonly string[]): string {
	return `${cells.join(';')}\r\n`;
}

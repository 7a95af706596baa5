// The tables of one run: scores by type of the newest evaluation with what changed since the one before, and F1 by epoch.

import type { Scores } from '../../src/protocol/trainingFiles';
import type { RunEvaluation, RunView } from '../../src/protocol/trainingPanelProtocol';
import { make, row } from '../shared/elements';
import { t } from '../shared/texts';
import { change, percent } from './formats';

export type Setting = keyof Scores;

/** In the reference's order. */
export const settings: readonly { readonly key: Setting; readonly title: string; readonly short: string }[] = [
	{ key: 'ner', title: t('Entities'), short: t('Entities') },
	{ key: 'rel', title: t('Relations'), short: t('Relations') },
	{ key: 'rel_nec', title: t('Relations with entity types'), short: t('With types') },
];

type Score = Scores[Setting]['micro'];

export function typesTable(run: RunView, setting: Setting): HTMLElement {
	const newest = run.evaluations.at(-1);
	if (newest === undefined) {
		return make('p', 'quiet', t('No evaluation yet: there is one after each epoch, or after the last with final_eval.'));
	}
	const before = run.evaluations.at(-2);
	const title = settings.find(({ key }) => key === setting)?.title ?? setting;
	const caption =
		before === undefined
			? t('{0} after epoch {1}', title, newest.epoch)
			: t('{0} after epoch {1}, change since epoch {2}', title, newest.epoch, before.epoch);
	const table = make('table', '', make('caption', '', caption));
	const columns = [t('Type'), t('Precision'), t('Recall'), 'F1', t('Change'), t('Annotated')];
	table.append(make('thead', '', row('th', columns)));
	const { micro, macro, types } = newest.scores[setting];
	const old = before?.scores[setting];
	const body = make('tbody');
	for (const [type, score] of Object.entries(types)) {
		body.append(scoreRow(type, score, old?.types[type], String(score.support)));
	}
	const foot = make('tfoot', '', scoreRow(t('Micro'), micro, old?.micro, ''), scoreRow(t('Macro'), macro, old?.macro, ''));
	table.append(body, foot);
	return table;
}

function scoreRow(name: string, score: Score, old: Score | undefined, support: string): HTMLTableRowElement {
	const { precision, recall, f1 } = score;
	const difference = f1 === null || old?.f1 === null || old?.f1 === undefined ? null : f1 - old.f1;
	return row('td', [name, percent(precision), percent(recall), percent(f1), change(difference), support]);
}

export function epochsTable({ evaluations }: RunView): HTMLElement {
	if (evaluations.length === 0) {
		return make('p');
	}
	const table = make('table', '', make('caption', '', t('F1 by epoch, the newest first')));
	table.append(make('thead', '', row('th', [t('Epoch'), ...settings.map(({ short }) => short), t('Best so far')])));
	table.append(make('tbody', '', ...evaluations.toReversed().map(epochRow)));
	return table;
}

function epochRow({ epoch, scores, isBest }: RunEvaluation): HTMLTableRowElement {
	return row('td', [String(epoch), ...settings.map(({ key }) => percent(scores[key].micro.f1)), isBest ? '★' : '']);
}

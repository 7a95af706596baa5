// The rows of the Corpora view: what is to be seen of each corpus, and what can be done with it now. Knows no editor.

import type { CorpusFailure } from '../../protocol/corpusLines';
import { isSettled, secondsLeft, type CorpusCounts, type CorpusState, type ShownFailure } from './corpusState';

export type CorpusRow =
	| { readonly kind: 'corpus'; readonly id: string; readonly state: CorpusState }
	/** Why the queue cannot be asked. */
	| { readonly kind: 'problem'; readonly id: string; readonly failure: ShownFailure }
	/** It is in another queue than the one that is set. */
	| { readonly kind: 'elsewhere'; readonly id: string; readonly place: string }
	/** The queue knows nothing of it any more. */
	| { readonly kind: 'gone'; readonly id: string }
	/** What the program says meanwhile. */
	| { readonly kind: 'said'; readonly id: string; readonly text: string }
	/** Not all is submitted, or collected, and nobody is at it. */
	| { readonly kind: 'interrupted'; readonly id: string; readonly what: 'submitting' | 'collecting' }
	/** With how fast that goes, in documents a second, where it goes on and something tells. */
	| { readonly kind: 'count'; readonly id: string; readonly of: 'done' | 'active' | 'waiting' | 'delayed'; readonly count: number; readonly rate?: number }
	| { readonly kind: 'failed'; readonly id: string; readonly corpus: string; readonly folder: string; readonly count: number }
	| { readonly kind: 'failure'; readonly id: string; readonly folder: string; readonly failure: CorpusFailure }
	| { readonly kind: 'moreFailures'; readonly id: string; readonly count: number }
	| { readonly kind: 'graph'; readonly id: string; readonly path: string };

export type CorpusRowOf<Kind extends CorpusRow['kind']> = Extract<CorpusRow, { readonly kind: Kind }>;

/** Failures that are listed; the rest is counted. */
const mostFailures = 200;

/** What can be done with a corpus now: menus ask for these words. */
export type CorpusAbility = 'collect' | 'cancel' | 'retry' | 'submit' | 'goOn' | 'stop' | 'forget';

export function abilitiesOf({ isHere, look, activities, record }: CorpusState): ReadonlySet<CorpusAbility> {
	const isThere = isHere && look.kind !== 'gone';
	const isCollecting = activities.has('collecting') || activities.has('merging');
	const abilities: [CorpusAbility, boolean][] = [
		['collect', isThere && !isCollecting],
		['cancel', isThere],
		['retry', isThere && (countsOf({ look })?.failed ?? 0) > 0],
		['submit', isHere && !activities.has('submitting')],
		['goOn', isHere && !activities.has('submitting') && !record.isSubmitted],
		['stop', activities.size > 0],
		['forget', activities.size === 0],
	];
	return new Set(abilities.flatMap(([ability, is]) => (is ? [ability] : [])));
}

/** As it was seen last; undefined where it never was. */
export function countsOf({ look }: Pick<CorpusState, 'look'>): CorpusCounts | undefined {
	return look.kind === 'seen' || look.kind === 'away' ? look.counts : undefined;
}

/** Whether every document of a corpus is submitted and read, or has failed. */
export function isFinished({ look, record }: CorpusState): boolean {
	return record.isSubmitted && look.kind === 'seen' && isSettled(look.counts);
}

export function rowsOf(state: CorpusState): CorpusRow[] {
	const { id, isHere, look, activities, record, said } = state;
	const rows: CorpusRow[] = [];
	if (!isHere) {
		rows.push({ kind: 'elsewhere', id: `${id}/elsewhere`, place: record.place });
	} else if (look.kind === 'away') {
		rows.push({ kind: 'problem', id: `${id}/problem`, failure: look.failure });
	} else if (look.kind === 'gone') {
		rows.push({ kind: 'gone', id: `${id}/gone` });
	}
	if (said !== undefined) {
		rows.push({ kind: 'said', id: `${id}/said`, text: said });
	}
	const isGone = look.kind === 'gone';
	if (isHere && !isGone && !record.isSubmitted && !activities.has('submitting')) {
		rows.push({ kind: 'interrupted', id: `${id}/submitting`, what: 'submitting' });
	}
	if (isHere && !isGone && record.isCollecting && !activities.has('collecting') && !activities.has('merging')) {
		rows.push({ kind: 'interrupted', id: `${id}/collecting`, what: 'collecting' });
	}
	if (look.kind === 'seen') {
		const { counts, rate } = look;
		const isGoingOn = secondsLeft(counts, rate) !== undefined;
		for (const part of ['done', 'active', 'waiting', 'delayed'] as const) {
			if (counts[part] > 0 || part === 'done') {
				const how = part === 'done' && isGoingOn && rate !== undefined ? { rate } : {};
				rows.push({ kind: 'count', id: `${id}/${part}`, of: part, count: counts[part], ...how });
			}
		}
		if (counts.failed > 0) {
			rows.push({ kind: 'failed', id: `${id}/failed`, corpus: id, folder: record.folder, count: counts.failed });
		}
	}
	if (record.graph !== undefined) {
		rows.push({ kind: 'graph', id: `${id}/graph`, path: record.graph });
	}
	return rows;
}

export function failureRows({ id, folder }: CorpusRowOf<'failed'>, failures: readonly CorpusFailure[]): CorpusRow[] {
	const rows = failures.slice(0, mostFailures).map((failure): CorpusRow => ({ kind: 'failure', id: `${id}/${failure.file}`, folder, failure }));
	const left = failures.length - rows.length;
	return left === 0 ? rows : [...rows, { kind: 'moreFailures', id: `${id}/more`, count: left }];
}

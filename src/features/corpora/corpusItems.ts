// Rows of the Corpora view as VS Code shows them: counts, rate and time left, icons, errors, and what a click opens.

import { resolve } from 'node:path';
import * as vscode from 'vscode';
import { isWithin } from '../../base/node/isWithin';
import { commandIds } from '../../host/contributions';
import { plainLabel } from '../../host/plainLabel';
import { abilitiesOf, countsOf, isFinished, type CorpusRow, type CorpusRowOf } from './corpusRows';
import { secondsLeft, type CorpusState, type ShownFailure } from './corpusState';

export function corpusItem(row: CorpusRow): vscode.TreeItem {
	const { l10n, ThemeIcon } = vscode;
	const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
	switch (row.kind) {
		case 'corpus': {
			const { state } = row;
			const description = descriptionOf(state);
			const item = itemOf(row, state.record.name, description, Expanded);
			item.iconPath = iconOf(state);
			item.contextValue = ['corpus', ...abilitiesOf(state)].join(' ');
			item.tooltip = [...(description === '' ? [] : [description]), l10n.t('Documents of {0}', state.record.folder), l10n.t('In the queue at {0}', state.record.place)].join('\n');
			return item;
		}
		case 'problem': {
			const { failure } = row;
			const item = failureItem(itemOf(row, problemText(failure)), failure);
			item.contextValue = failure.code === 'queue.accessDenied' ? 'problem password' : 'problem';
			if (failure.code === 'queue.accessDenied') {
				item.command = { command: commandIds.setQueuePassword, title: l10n.t('Set Queue Password') };
			}
			return item;
		}
		case 'elsewhere': {
			const item = itemOf(row, l10n.t('In another queue'), row.place);
			item.tooltip = l10n.t('In another queue than the one that is set: {0}', row.place);
			item.iconPath = new ThemeIcon('debug-disconnect');
			return item;
		}
		case 'gone': {
			const item = itemOf(row, l10n.t('Not in the queue any more'));
			item.iconPath = new ThemeIcon('circle-slash');
			return item;
		}
		case 'said': {
			const item = itemOf(row, row.text);
			item.iconPath = new ThemeIcon('info');
			return item;
		}
		case 'interrupted': {
			const isSubmitting = row.what === 'submitting';
			const item = itemOf(row, isSubmitting ? l10n.t('Not all is submitted') : l10n.t('Not all is collected'));
			item.tooltip = isSubmitting ? l10n.t('Submit again to go on') : l10n.t('Collect again to go on');
			item.iconPath = new ThemeIcon('debug-pause');
			return item;
		}
		case 'count':
			return countItem(row);
		case 'failed': {
			const item = itemOf(row, l10n.t('Failed'), written(row.count), Collapsed);
			item.iconPath = new ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
			item.contextValue = 'failed';
			return item;
		}
		case 'failure':
			return failedDocumentItem(row);
		case 'moreFailures':
			return itemOf(row, l10n.t('{0} more: spert corpus status --failures lists them', written(row.count)));
		case 'graph': {
			const item = itemOf(row, l10n.t('Graph of what was collected'));
			item.iconPath = new ThemeIcon('type-hierarchy');
			item.command = { command: commandIds.openCorpusGraph, title: l10n.t('Open Corpus Graph'), arguments: [vscode.Uri.file(row.path)] };
			return item;
		}
		default:
			return row satisfies never;
	}
}

/** In few words, as a side bar is narrow; the tooltip says it in full. */
function problemText({ code, problem }: ShownFailure): string {
	switch (code) {
		case 'queue.unreachable':
			return vscode.l10n.t('Cannot be reached');
		case 'queue.accessDenied':
			return vscode.l10n.t('Wants another password');
		default:
			return problem;
	}
}

/** Progress and time left; what a narrow side bar may cut comes last. */
export function descriptionOf(state: CorpusState): string {
	const { l10n } = vscode;
	const { look, activities, isHere } = state;
	const counts = countsOf(state);
	const parts: string[] = [];
	if (counts !== undefined) {
		parts.push(l10n.t('{0} of {1}', written(counts.done), written(counts.documents)));
	}
	if (isHere && look.kind === 'seen') {
		const left = secondsLeft(look.counts, look.rate);
		parts.push(...(left === undefined ? [] : [l10n.t('{0} left', durationText(left))]));
	}
	if (isHere && look.kind === 'away') {
		parts.push(l10n.t('the queue is away'));
	}
	if (counts !== undefined && counts.failed > 0) {
		parts.push(l10n.t('{0} failed', written(counts.failed)));
	}
	const doing = { submitting: l10n.t('submitting'), collecting: l10n.t('collecting'), merging: l10n.t('merging') };
	parts.push(...(['submitting', 'collecting', 'merging'] as const).flatMap((activity) => (activities.has(activity) ? [doing[activity]] : [])));
	return parts.join(' · ');
}

function iconOf(state: CorpusState): vscode.ThemeIcon {
	const { isHere, look, activities } = state;
	if (activities.size > 0 && look.kind !== 'away') {
		return new vscode.ThemeIcon('sync~spin');
	}
	if (!isHere || look.kind === 'gone') {
		return new vscode.ThemeIcon('archive');
	}
	if (look.kind === 'away') {
		return new vscode.ThemeIcon('debug-disconnect');
	}
	return new vscode.ThemeIcon(!isFinished(state) ? 'server-process' : (countsOf(state)?.failed ?? 0) > 0 ? 'warning' : 'check');
}

function countItem(row: CorpusRowOf<'count'>): vscode.TreeItem {
	const { l10n } = vscode;
	const [label, icon] = {
		done: [l10n.t('Read'), 'check'] as const,
		active: [l10n.t('Being read'), 'book'] as const,
		waiting: [l10n.t('Waiting for workers'), 'clock'] as const,
		delayed: [l10n.t('To be tried again'), 'history'] as const,
	}[row.of];
	const { count, rate } = row;
	const item = itemOf(row, label, rate === undefined ? written(count) : `${written(count)} · ${l10n.t('{0} a second', written(rate))}`);
	item.iconPath = new vscode.ThemeIcon(icon);
	return item;
}

function failedDocumentItem(row: CorpusRowOf<'failure'>): vscode.TreeItem {
	const { file } = row.failure;
	const path = resolve(row.folder, file);
	const item = failureItem(itemOf(row, file, row.failure.problem), row.failure);
	// Names come out of the queue, in which others may write: nothing else than documents of the folder is opened.
	if (isWithin(row.folder, path)) {
		const uri = vscode.Uri.file(path);
		item.resourceUri = uri;
		item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [uri] };
	}
	return item;
}

function failureItem(item: vscode.TreeItem, { problem, remedy, code }: ShownFailure): vscode.TreeItem {
	item.tooltip = `${problem} ${remedy} [${code}]`;
	item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
	return item;
}

function itemOf({ id }: CorpusRow, label: string, description = '', state = vscode.TreeItemCollapsibleState.None): vscode.TreeItem {
	const item = new vscode.TreeItem(plainLabel(label), state);
	item.id = id;
	item.description = description;
	return item;
}

/** A count, or a rate with three digits. */
function written(value: number): string {
	return value.toLocaleString(vscode.env.language, { maximumSignificantDigits: Number.isInteger(value) ? 21 : 3 });
}

/** 59 s, 12 min, 3.5 h, 12 days. */
function durationText(seconds: number): string {
	const { l10n } = vscode;
	if (seconds < 100) {
		return l10n.t('{0} s', Math.ceil(seconds));
	}
	if (seconds < 6000) {
		return l10n.t('{0} min', Math.ceil(seconds / 60));
	}
	return seconds < 48 * 3600 ? l10n.t('{0} h', (seconds / 3600).toFixed(1)) : l10n.t('{0} days', Math.ceil(seconds / 86_400));
}

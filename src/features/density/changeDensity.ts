// The command "Change Density": a list of steps that applies each while the person moves through it. Types can be muted in the
// list too.

import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { plainLabel } from '../../host/plainLabel';
import type { Mention } from '../../knowledge/documentExtraction';
import type { TypeName } from '../../knowledge/knownDocument';
import type { Knowledge } from '../knowledge/knowledge';
import type { VisibilityState } from '../knowledge/visibilityState';
import type { VisibleMarks } from '../knowledge/visibleMarks';
import { densitySteps, relationThresholdAt } from './densitySteps';

type DensityItem = vscode.QuickPickItem & ({ readonly threshold: number } | { readonly type: string } | { readonly kind: vscode.QuickPickItemKind });

export interface DensityOptions {
	readonly visible: VisibleMarks;
	readonly knowledge: Knowledge;
	readonly visibility: VisibilityState;
}

/** The highest score in the list's documents. */
export function surestOf({ visible, knowledge }: Pick<DensityOptions, 'visible' | 'knowledge'>): number {
	return highest(whatIsThere(visible, knowledge).mentions);
}

function highest(mentions: readonly Mention[]): number {
	return mentions.reduce((most, { score }) => Math.max(most, score), 0);
}

export function thresholds(threshold: number): { entityThreshold: number; relationThreshold: number } {
	return { entityThreshold: threshold, relationThreshold: relationThresholdAt(threshold) };
}

export function changeDensity({ visible, knowledge, visibility }: DensityOptions): void {
	const { entityThreshold, relationThreshold } = visibility.current;
	const before = { entityThreshold, relationThreshold };
	const { mentions, types } = whatIsThere(visible, knowledge);
	const store = new DisposableStore();
	const list = store.add(vscode.window.createQuickPick<DensityItem>());
	list.title = vscode.l10n.t('How much is shown');
	list.placeholder = vscode.l10n.t('Move to try a step, Enter to keep it, Escape to go back');
	list.matchOnDescription = true;
	list.keepScrollPosition = true;
	let isKept = false;
	/** @param active what the cursor is on: a type, or the step of a least score */
	const fill = (active: string | number): void => {
		list.items = items(mentions, types, visibility.current.hiddenTypes, before.entityThreshold);
		list.activeItems = list.items.filter((item) => ('type' in item ? item.type === active : 'threshold' in item && item.threshold === active));
	};
	store.add(
		list.onDidChangeActive(([active]) => {
			if (active !== undefined) {
				void visibility.change('threshold' in active ? thresholds(active.threshold) : before);
			}
		}),
	);
	store.add(
		list.onDidAccept(() => {
			const [active] = list.activeItems;
			if (active !== undefined && 'type' in active) {
				const hiddenTypes = new Set(visibility.current.hiddenTypes);
				if (!hiddenTypes.delete(active.type)) {
					hiddenTypes.add(active.type);
				}
				void visibility.change({ hiddenTypes });
				fill(active.type);
			} else {
				isKept = active !== undefined;
				list.hide();
			}
		}),
	);
	store.add(
		list.onDidHide(() => {
			if (!isKept) {
				void visibility.change(before);
			}
			store.dispose();
		}),
	);
	fill(before.entityThreshold);
	list.show();
}

/** The active document's mentions where it has any, otherwise those of all documents. */
function whatIsThere(visible: VisibleMarks, knowledge: Knowledge): { mentions: readonly Mention[]; types: readonly TypeName[] } {
	const document = vscode.window.activeTextEditor?.document;
	const marks = document && visible.allMarksOf(document);
	if (marks !== undefined) {
		return { mentions: marks.extraction.mentions, types: marks.model.entityTypes };
	}
	return {
		mentions: knowledge.documents.flatMap(({ extraction }) => extraction.mentions),
		types: knowledge.models.flatMap(({ entityTypes }) => entityTypes),
	};
}

function items(mentions: readonly Mention[], types: readonly TypeName[], hiddenTypes: ReadonlySet<string>, chosen: number): DensityItem[] {
	const shown = mentions.filter(({ type }) => !hiddenTypes.has(type));
	const steps = [...new Set([...densitySteps(highest(mentions)), chosen])].sort((a, b) => a - b);
	const typesByName = new Map(types.map((type) => [type.identifier, type]));
	return [
		...steps.map((threshold) => ({
			threshold,
			label: stepName(threshold, threshold === steps.at(-1)),
			description: vscode.l10n.t('{0} of {1} entities', shown.filter(({ score }) => score >= threshold).length, mentions.length),
		})),
		{ kind: vscode.QuickPickItemKind.Separator, label: vscode.l10n.t('Types') },
		...[...typesByName.values()].map(({ identifier, verbose }) => ({
			type: identifier,
			label: `${hiddenTypes.has(identifier) ? '$(eye-closed)' : '$(eye)'} ${plainLabel(verbose)}`,
			description: hiddenTypes.has(identifier)
				? vscode.l10n.t('hidden, Enter shows it')
				: vscode.l10n.t('{0} entities, Enter hides them', mentions.filter(({ type }) => type === identifier).length),
		})),
	];
}

function stepName(threshold: number, isLast: boolean): string {
	if (threshold <= 0) {
		return vscode.l10n.t('Everything');
	}
	const least = String(Math.round(threshold * 1000) / 10);
	return isLast
		? vscode.l10n.t('Only the surest: {0} % and more', least)
		: vscode.l10n.t('{0} % and more', least);
}

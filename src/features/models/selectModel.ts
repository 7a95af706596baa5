// The list of models from which one is chosen. Shows and asks; what follows is others' work.

import * as vscode from 'vscode';
import { CancellationSource } from '../../base/cancellation';
import type { ModelSummary } from '../../protocol/modelFiles';
import { modelGroups, type ModelItem } from './modelItems';

/** What a person has chosen: a model, or what to do with models. */
export type ModelChoice =
	| { readonly kind: 'model'; readonly model: ModelSummary }
	| { readonly kind: 'browse' | 'download' | 'remove' | 'compare' };

type Item = vscode.QuickPickItem & { readonly choice?: ModelChoice };

export interface ModelListRequest {
	readonly title: string;
	readonly placeholder: string;
	/** Path of the model that is used. */
	readonly inUse: string;
	readonly recent: readonly string[];
	readonly load: (cancellation: CancellationSource['token']) => Promise<readonly ModelSummary[]>;
	/** Which models are offered. */
	readonly isOffered: (model: ModelSummary) => boolean;
	/** Whether to offer also what can be done with models. */
	readonly withActions: boolean;
}

/** Undefined where nothing was chosen. Errors: those of `load`. */
export async function chooseModel(request: ModelListRequest): Promise<ModelChoice | undefined> {
	const { title, placeholder, inUse, recent, load, isOffered, withActions } = request;
	const pick = vscode.window.createQuickPick<Item>();
	const loading = new CancellationSource();
	try {
		pick.title = title;
		pick.placeholder = placeholder;
		pick.matchOnDescription = true;
		pick.matchOnDetail = true;
		pick.busy = true;
		pick.items = withActions ? actions() : [];
		pick.onDidTriggerItemButton(({ item }) => {
			if (item.choice?.kind === 'model') {
				void vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(item.choice.model.path));
			}
		});
		return await new Promise<ModelChoice | undefined>((resolve, reject) => {
			pick.onDidAccept(() => resolve(pick.selectedItems[0]?.choice));
			pick.onDidHide(() => resolve(undefined));
			pick.show();
			load(loading.token).then((models) => {
				const groups = modelGroups(models.filter(isOffered), inUse, recent);
				const items = groups.flatMap(({ title: group, items: ofGroup }) => [separator(group), ...ofGroup.map(asItem)]);
				pick.items = [...items, ...(withActions ? actions() : [])];
				const used = pick.items.find(({ choice }) => choice?.kind === 'model' && choice.model.path === inUse);
				pick.activeItems = used === undefined ? [] : [used];
				pick.busy = false;
			}, reject);
		});
	} finally {
		loading.cancel();
		pick.dispose();
	}
}

function asItem({ model, ...item }: ModelItem): Item {
	return { ...item, choice: { kind: 'model', model } };
}

function separator(label: string): Item {
	return { label, kind: vscode.QuickPickItemKind.Separator };
}

function actions(): readonly Item[] {
	return [
		separator(vscode.l10n.t('More')),
		{ label: `$(folder) ${vscode.l10n.t('Browse…')}`, detail: vscode.l10n.t('A model folder anywhere on this machine'), choice: { kind: 'browse' } },
		{
			label: `$(cloud-download) ${vscode.l10n.t('Download…')}`,
			detail: vscode.l10n.t('From the Hugging Face hub or a URL; asks before anything is downloaded'),
			choice: { kind: 'download' },
		},
		{ label: `$(trash) ${vscode.l10n.t('Remove Downloaded…')}`, choice: { kind: 'remove' } },
		{ label: `$(diff) ${vscode.l10n.t('Compare with…')}`, detail: vscode.l10n.t('This document, read by two models'), choice: { kind: 'compare' } },
	];
}

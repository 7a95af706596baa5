// Models as items to choose from, by where they are from.

import * as vscode from 'vscode';
import { plainLabel } from '../../host/plainLabel';
import type { ModelSummary } from '../../protocol/modelFiles';
import { modelDescription, modelDetail } from './modelTexts';

export interface ModelItem extends vscode.QuickPickItem {
	readonly model: ModelSummary;
}

/**
 * Groups with their titles, empty ones left out: models to extract with by place, then encoders, then what cannot be used.
 * @param inUse path of the model that is used
 * @param recent paths of models that were used
 */
export function modelGroups(
	models: readonly ModelSummary[],
	inUse: string,
	recent: readonly string[],
): readonly { readonly title: string; readonly items: readonly ModelItem[] }[] {
	const usable = models.filter(({ kind }) => kind === 'spert');
	const isRecent = ({ path }: ModelSummary): boolean => recent.includes(path);
	const byUse = (a: ModelSummary, b: ModelSummary): number => recent.indexOf(a.path) - recent.indexOf(b.path);
	const groups: readonly (readonly [string, readonly ModelSummary[]])[] = [
		[vscode.l10n.t('Embedded'), usable.filter(({ place }) => place === 'embedded')],
		[vscode.l10n.t('Recently used'), usable.filter((model) => model.place !== 'embedded' && isRecent(model)).sort(byUse)],
		[vscode.l10n.t('In this workspace'), usable.filter((model) => model.place === 'workspace' && !isRecent(model))],
		[vscode.l10n.t('Downloaded'), usable.filter((model) => model.place === 'downloaded' && !isRecent(model))],
		[vscode.l10n.t('Named by the setting'), usable.filter((model) => model.place === 'named' && !isRecent(model))],
		[vscode.l10n.t('Encoders, for training'), models.filter(({ kind }) => kind === 'encoder')],
		[vscode.l10n.t('Cannot be used'), models.filter(({ kind }) => kind === 'broken')],
	];
	return groups
		.filter(([, items]) => items.length > 0)
		.map(([title, items]) => ({ title, items: items.map((model) => modelItem(model, model.path === inUse)) }));
}

function modelItem(model: ModelSummary, isInUse: boolean): ModelItem {
	const icons = { spert: isInUse ? 'check' : 'symbol-misc', encoder: 'mortar-board', broken: 'warning' } as const;
	const description = modelDescription(model);
	return {
		model,
		label: `$(${icons[model.kind]}) ${plainLabel(model.name)}`,
		description: isInUse ? `${vscode.l10n.t('in use')} · ${description}` : description,
		detail: modelDetail(model),
		buttons: [{ iconPath: new vscode.ThemeIcon('folder-opened'), tooltip: vscode.l10n.t('Show the folder') }],
	};
}

// What lists say of a model, in words.

import * as vscode from 'vscode';
import { plainLabel } from '../../host/plainLabel';
import type { ModelSummary } from '../../protocol/modelFiles';

/** In millions of bytes. */
export function megabytes(bytes: number): string {
	return bytes < 1e5 ? vscode.l10n.t('{0} KB', Math.ceil(bytes / 1e3)) : vscode.l10n.t('{0} MB', (bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0));
}

/** Beside its name: its size, and how good it is, where that is known. */
export function modelDescription(model: ModelSummary): string {
	const size = megabytes(model.bytes);
	switch (model.kind) {
		case 'spert': {
			const { results } = model;
			const scores = results && vscode.l10n.t('F1 {0} entities, {1} relations ({2})', percent(results.entityF1), percent(results.relationF1), plainLabel(results.dataset));
			return scores === undefined ? size : `${size} · ${scores}`;
		}
		case 'encoder':
			return size;
		case 'broken':
			return vscode.l10n.t('cannot be used');
		default:
			return model satisfies never;
	}
}

/** Below it: its types and encoder, or why it cannot be used. */
export function modelDetail(model: ModelSummary): string {
	switch (model.kind) {
		case 'spert': {
			const { entityTypes, relationTypes } = model;
			return plainLabel(
				[
					vscode.l10n.t('{0} entity types: {1}', entityTypes.length, some(entityTypes)),
					relationTypes.length === 0 ? vscode.l10n.t('no relation types') : vscode.l10n.t('{0} relation types: {1}', relationTypes.length, some(relationTypes)),
					`${model.encoder}, ${model.precision}`,
				].join(' · '),
			);
		}
		case 'encoder':
			return plainLabel(`${model.encoder}, ${model.precision}`);
		case 'broken':
			return plainLabel(model.problem);
		default:
			return model satisfies never;
	}
}

const mostNamed = 8;

function some(names: readonly string[]): string {
	return names.length > mostNamed ? `${names.slice(0, mostNamed).join(', ')} …` : names.join(', ');
}

function percent(value: number | null): string {
	return value === null ? '–' : value.toFixed(1);
}

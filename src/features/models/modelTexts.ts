// What lists say of a model, in words.

import * as vscode from 'vscode';
import { plainLabel } from '../../host/plainLabel';
import type { ModelSummary } from '../../protocol/modelFiles';

/** In millions of bytes. */
export function megabytes(bytes: number): string {
	return bytes < 1e5 ? vscode.l10n.t('{0} KB', Math.ceil(bytes / 1e3)) : vscode.l10n.t('{0} MB', (bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0));
}

/** Beside its name: micro F1 of entities and relations, where they are known, and its size. */
export function modelDescription(model: ModelSummary): string {
	const size = megabytes(model.bytes);
	switch (model.kind) {
		case 'spert': {
			const { results } = model;
			const scores = results && vscode.l10n.t('F1 {0} / {1} ({2})', percent(results.entityF1), percent(results.relationF1), plainLabel(results.dataset));
			return scores === undefined ? size : `${scores} · ${size}`;
		}
		case 'encoder':
			return size;
		case 'broken':
			return vscode.l10n.t('cannot be used');
		default:
			return model satisfies never;
	}
}

/** Below it: its encoder and types, or why it cannot be used. */
export function modelDetail(model: ModelSummary): string {
	switch (model.kind) {
		case 'spert': {
			const { entityTypes, relationTypes, thresholds } = model;
			// What is cut off where there is no room comes last; it is searched all the same.
			const counts = vscode.l10n.t('{0} entity types, {1} relation types', entityTypes.length, relationTypes.length);
			const names = [...entityTypes, ...relationTypes].slice(0, mostNamed).join(', ');
			const shown = thresholds === undefined ? [] : [vscode.l10n.t('relations from {0}', thresholdsText(thresholds))];
			return plainLabel([`${model.encoder}, ${model.precision}`, ...shown, `${counts}: ${names}`].join(' · '));
		}
		case 'encoder':
			return plainLabel(`${model.encoder}, ${model.precision}`);
		case 'broken':
			return plainLabel(model.problem);
		default:
			return model satisfies never;
	}
}

/** "0.3", or "0.25–0.4" where types have their own. */
function thresholdsText({ relation, relationTypes }: { readonly relation: number; readonly relationTypes: Readonly<Record<string, number>> }): string {
	const all = [relation, ...Object.values(relationTypes)].map((threshold) => Math.round(100 * threshold) / 100);
	const [least, most] = [Math.min(...all), Math.max(...all)];
	return least === most ? String(least) : `${least}–${most}`;
}

/** Of hundreds of types the first ones will do. */
const mostNamed = 50;

function percent(value: number | null): string {
	return value === null ? '–' : value.toFixed(1);
}

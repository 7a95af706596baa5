// The status bar item of trainings that run: how far the newest is. There is none while nothing trains.

import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { commandIds } from '../../host/contributions';
import type { Training, Trainings } from './trainings';

export class TrainingStatus implements Disposable {
	readonly #owned = new DisposableStore();
	readonly #item: vscode.StatusBarItem;
	readonly #trainings: Trainings;

	constructor(trainings: Trainings) {
		this.#trainings = trainings;
		this.#item = this.#owned.add(vscode.window.createStatusBarItem('spert.training', vscode.StatusBarAlignment.Right, 99));
		this.#item.name = vscode.l10n.t('SpERT Training');
		this.#item.command = commandIds.showTraining;
		this.#owned.add(trainings.onDidChange(() => this.#update()));
		this.#update();
	}

	dispose(): void {
		this.#owned.dispose();
	}

	#update(): void {
		const { running } = this.#trainings;
		const newest = running.at(-1);
		if (newest === undefined) {
			this.#item.hide();
			return;
		}
		const text = statusText(newest);
		const more = running.length > 1 ? ` +${running.length - 1}` : '';
		this.#item.text = `$(sync~spin) ${text}${more}`;
		this.#item.tooltip = vscode.l10n.t('{0}: {1}. Show Training', newest.stored.record.name, text);
		this.#item.accessibilityInformation = { label: vscode.l10n.t('SpERT training: {0}', text) };
		this.#item.show();
	}
}

function statusText({ state, follower }: Training): string {
	const figures = follower?.figures.view();
	if (state === 'stopping') {
		return vscode.l10n.t('stopping');
	}
	if (figures === undefined || figures.updatesPerEpoch === 0) {
		return vscode.l10n.t('starting');
	}
	const { updatesPerEpoch, totalUpdates, iteration, evaluating } = figures;
	if (evaluating !== null) {
		return vscode.l10n.t('evaluating epoch {0}', evaluating);
	}
	const epochs = Math.round(totalUpdates / updatesPerEpoch);
	return vscode.l10n.t('epoch {0}/{1}', Math.min(epochs, Math.floor(iteration / updatesPerEpoch) + 1), epochs);
}

// Shows in the status bar how far the workspace is extracted; a click stops it. How it ended stays for some seconds.

import * as vscode from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../../base/disposable';
import { commandIds } from '../../host/contributions';
import type { WorkspaceActivity, WorkspaceExtraction, WorkspaceOutcome } from './workspaceExtraction';

/** How long the outcome is shown, in milliseconds; longer where something failed. */
const outcomeTime = 8_000;
const failureTime = 60_000;

/** In "when" clauses: whether there is something to stop. */
const activeKey = 'spert.isExtractingWorkspace';

export class WorkspaceStatus implements Disposable {
	readonly #owned = new DisposableStore();
	readonly #item = this.#owned.add(vscode.window.createStatusBarItem('spert.workspace', vscode.StatusBarAlignment.Left, -1));
	#timer: NodeJS.Timeout | undefined;
	#isActive = false;

	constructor(extraction: WorkspaceExtraction) {
		this.#item.name = vscode.l10n.t('SpERT: Workspace');
		this.#owned.add(extraction.onDidChange((activity) => this.#show(activity)));
		this.#owned.add(toDisposable(() => clearTimeout(this.#timer)));
	}

	dispose(): void {
		this.#owned.dispose();
	}

	#show(activity: WorkspaceActivity): void {
		clearTimeout(this.#timer);
		const isActive = activity.kind === 'searching' || activity.kind === 'extracting';
		if (isActive !== this.#isActive) {
			this.#isActive = isActive;
			void vscode.commands.executeCommand('setContext', activeKey, isActive);
		}
		const { l10n } = vscode;
		switch (activity.kind) {
			case 'idle':
				this.#item.hide();
				return;
			case 'searching':
				this.#item.text = `$(sync~spin) ${l10n.t('Finding documents: {0}', activity.found)}`;
				break;
			case 'extracting':
				this.#item.text = `$(sync~spin) ${l10n.t('{0} of {1} documents', activity.done, activity.total)}`;
				break;
			case 'finished':
				this.#showOutcome(activity.outcome);
				return;
			default:
				activity satisfies never;
		}
		this.#item.tooltip = l10n.t('SpERT extracts entities in the workspace. Click to stop: what is done is kept.');
		this.#item.command = commandIds.stopWorkspaceExtraction;
		this.#item.show();
	}

	#showOutcome({ found, unchanged, extracted, failed, duration }: WorkspaceOutcome): void {
		const { l10n } = vscode;
		this.#item.text =
			failed === 0
				? `$(check) ${l10n.t('{0} documents', found)}`
				: `$(warning) ${l10n.t('{0} of {1} documents failed', failed, found)}`;
		const seconds = (duration / 1000).toFixed(1);
		const summary = l10n.t('SpERT: {0} documents extracted, {1} were unchanged, {2} failed, in {3} s.', extracted, unchanged, failed, seconds);
		this.#item.tooltip = failed === 0 ? summary : `${summary}\n${l10n.t('Click to see the log.')}`;
		this.#item.command = failed === 0 ? undefined : commandIds.showLog;
		this.#item.show();
		this.#timer = setTimeout(() => this.#item.hide(), failed === 0 ? outcomeTime : failureTime);
	}
}

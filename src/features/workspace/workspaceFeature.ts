// The workspace as a whole: its commands, its place in the status bar, and following files that change on disk.

import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancellation';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { describeFailure } from '../../base/logger';
import { UserError } from '../../base/userError';
import { commandIds } from '../../host/contributions';
import type { CommandTable } from '../../host/registerCommands';
import { readSettings } from '../../host/settings';
import { WorkspaceExtraction, type WorkspaceExtractionOptions } from './workspaceExtraction';
import { WorkspaceStatus } from './workspaceStatus';

export interface WorkspaceFeatureOptions extends WorkspaceExtractionOptions {
	/** Whether this machine is to extract the whole workspace; otherwise somebody else does, or nobody was chosen. */
	readonly isExtractedHere: () => Promise<boolean>;
}

export class WorkspaceFeature implements Disposable {
	readonly #owned = new DisposableStore();
	readonly extraction: WorkspaceExtraction;
	readonly commands: CommandTable;

	constructor(options: WorkspaceFeatureOptions) {
		const extraction = this.#owned.add(new WorkspaceExtraction(options));
		this.extraction = extraction;
		this.#owned.add(new WorkspaceStatus(extraction));
		this.commands = {
			[commandIds.extractWorkspace]: () => extractWorkspace(extraction, options.isExtractedHere),
			[commandIds.extractResources]: (clicked, selected) => extraction.extract(urisOf(clicked, selected)),
			[commandIds.stopWorkspaceExtraction]: () => extraction.stop(),
		};
		this.#owned.add(
			options.documents.onDidChangeOnDisk((uris) => {
				const watched = uris.filter((uri) => readSettings(uri).workspaceWatch);
				extraction.follow(watched).catch((failure: unknown) => {
					// Nobody asked: the log is enough.
					if (!(failure instanceof CancelledError)) {
						options.logger.log('warn', failure instanceof UserError ? failure.message : describeFailure(failure));
					}
				});
			}),
		);
	}

	dispose(): void {
		this.#owned.dispose();
	}
}

async function extractWorkspace(extraction: WorkspaceExtraction, isExtractedHere: () => Promise<boolean>): Promise<void> {
	if ((vscode.workspace.workspaceFolders ?? []).length === 0) {
		const open = vscode.l10n.t('Open Folder');
		if ((await vscode.window.showInformationMessage(vscode.l10n.t('Open a folder with papers first.'), open)) === open) {
			await vscode.commands.executeCommand('vscode.openFolder');
		}
		return;
	}
	if (await isExtractedHere()) {
		await extraction.extract(undefined);
	}
}

/** What the explorer hands over: what was clicked, and all that is selected where it is one of several. */
function urisOf(clicked: unknown, selected: unknown): readonly vscode.Uri[] | undefined {
	const uris = (Array.isArray(selected) && selected.length > 0 ? (selected as unknown[]) : [clicked]).filter((uri) => uri instanceof vscode.Uri);
	return uris.length === 0 ? undefined : uris;
}

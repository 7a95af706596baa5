// Asks what becomes of "Extract in Workspace" where a queue is set: this machine reads the documents, or the queue's workers do. Nothing is
// sent before somebody has said so.

import * as vscode from 'vscode';
import { corpusNameOf, corpusNamePattern } from '../../queue/corpusName';
import type { QueueAccess } from './queueAccess';

export type ExtractionPlace = 'here' | 'queue';

/** Undefined where nothing was chosen. @param notice of a server that reads sentences in place of this machine */
export async function chooseExtractionPlace(access: QueueAccess, notice: string | undefined): Promise<ExtractionPlace | undefined> {
	const { l10n } = vscode;
	const items: readonly (vscode.QuickPickItem & { readonly place: ExtractionPlace })[] = [
		{ place: 'here', label: `$(device-desktop) ${l10n.t('On this machine')}`, detail: notice ?? l10n.t('Nothing is sent.') },
		{ place: 'queue', label: `$(server-process) ${l10n.t('By the queue')}`, description: access.place ?? '', detail: access.problem ?? sendingNotice(access) },
	];
	const chosen = await vscode.window.showQuickPick(items, { title: l10n.t('Extract Entities in Workspace'), placeHolder: l10n.t('Where are the documents read?') });
	return chosen?.place;
}

/** What is sent where, in one line: a longer one would be cut. */
function sendingNotice(access: QueueAccess): string {
	const { l10n } = vscode;
	return access.isOpen
		? l10n.t('The whole texts of your documents are sent there, unencrypted.')
		: l10n.t('The whole texts of your documents are sent there, and read by workers.');
}

/** One of the folders that are open on this machine's disk; undefined where none was chosen. */
export async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
	const folders = foldersOnDisk();
	if (folders.length < 2) {
		return folders[0];
	}
	const items = folders.map((folder) => ({ label: folder.name, description: folder.uri.fsPath, folder }));
	return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which folder is to be submitted?') }))?.folder;
}

export function foldersOnDisk(): readonly vscode.WorkspaceFolder[] {
	return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}

/** Undefined where none was given. @param known of this folder's last corpus in the same queue */
export async function chooseName(folder: vscode.WorkspaceFolder, known: string | undefined): Promise<string | undefined> {
	const { l10n } = vscode;
	return await vscode.window.showInputBox({
		title: l10n.t('Submit {0}', folder.name),
		prompt: l10n.t('Name of the corpus. Workers read it by: spert worker --name NAME'),
		value: known ?? corpusNameOf(folder.name),
		validateInput: (name) => (corpusNamePattern.test(name) ? undefined : l10n.t('Letters, digits, dots, dashes and underscores, at most 64.')),
	});
}

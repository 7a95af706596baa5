// "Remove Downloaded Model": moves one to the trash, after asking.

import * as vscode from 'vscode';
import type { ModelSummary } from '../../protocol/modelFiles';
import { megabytes } from './modelTexts';

/** Whether it is gone now. Errors: those of the file system. */
export async function removeModel(model: ModelSummary): Promise<boolean> {
	const remove = vscode.l10n.t('Move to Trash');
	const question = vscode.l10n.t('Remove {0}, {1}?', model.name, megabytes(model.bytes));
	const detail = vscode.l10n.t('Results that it has found stay. It can be downloaded again.\n{0}', model.path);
	if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, remove)) !== remove) {
		return false;
	}
	const uri = vscode.Uri.file(model.path);
	try {
		await vscode.workspace.fs.delete(uri, { recursive: true, useTrash: true });
		return true;
	} catch (failure) {
		// Windows whose extensions run elsewhere have no trash there.
		if (!(failure instanceof vscode.FileSystemError)) {
			throw failure;
		}
	}
	const forever = vscode.l10n.t('Delete Permanently');
	const noTrash = vscode.l10n.t('There is no trash where this model is.');
	if ((await vscode.window.showWarningMessage(noTrash, { modal: true, detail: model.path }, forever)) !== forever) {
		return false;
	}
	await vscode.workspace.fs.delete(uri, { recursive: true, useTrash: false });
	return true;
}

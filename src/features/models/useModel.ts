// Sets which model documents are extracted with, at the scope where it has an effect.

import { isAbsolute, relative } from 'node:path';
import * as vscode from 'vscode';
import { settingKeys, settingsSection } from '../../host/contributions';

/**
 * Sets `spert.modelPath`: for the workspace, relative to its folder, where the model lies in it or the workspace has a value of its
 * own; otherwise for the user. Nothing is written to a workspace that is not trusted: what it sets is not obeyed.
 * @param path undefined: the embedded model
 */
export async function useModel(path: string | undefined): Promise<void> {
	const scope = vscode.window.activeTextEditor?.document.uri;
	const configuration = vscode.workspace.getConfiguration(settingsSection, scope);
	const values = configuration.inspect<string>(settingKeys.modelPath);
	const { Global, Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;
	const { isTrusted } = vscode.workspace;
	const set = async (target: vscode.ConfigurationTarget, value: string | undefined): Promise<void> => {
		await configuration.update(settingKeys.modelPath, value, target);
	};
	if (isTrusted && values?.workspaceFolderValue !== undefined) {
		await set(WorkspaceFolder, undefined);
	}
	if (path === undefined) {
		await (isTrusted && values?.workspaceValue !== undefined && set(Workspace, undefined));
		await (values?.globalValue !== undefined && set(Global, undefined));
		return;
	}
	const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path));
	const inside = folder && relative(folder.uri.fsPath, path);
	const isInside = inside !== undefined && !isAbsolute(inside) && isTrusted;
	// In a workspace of several folders a relative path starts at the document's own: only an absolute one says which.
	const isRelative = isInside && vscode.workspace.workspaceFolders?.length === 1;
	const target = isInside || (isTrusted && values?.workspaceValue !== undefined) ? Workspace : Global;
	await set(target, isRelative ? inside.replaceAll('\\', '/') : path);
}

/** Settings beside the model that were made for another one, and a way to take them back. */
export async function offerToClearOwnFiles(): Promise<void> {
	const configuration = vscode.workspace.getConfiguration(settingsSection, vscode.window.activeTextEditor?.document.uri);
	const left = [settingKeys.typesPath, settingKeys.tokenizerPath].filter((key) => configuration.get<string>(key, '') !== '');
	if (left.length === 0) {
		return;
	}
	const names = left.map((key) => `${settingsSection}.${key}`).join(', ');
	const clear = vscode.l10n.t('Clear');
	const told = vscode.l10n.t('{0} is still set, and was perhaps made for another model.', names);
	if ((await vscode.window.showWarningMessage(told, clear)) === clear) {
		for (const key of left) {
			const { workspaceValue, globalValue } = configuration.inspect<string>(key) ?? {};
			await (workspaceValue !== undefined && configuration.update(key, undefined, vscode.ConfigurationTarget.Workspace));
			await (globalValue !== undefined && configuration.update(key, undefined, vscode.ConfigurationTarget.Global));
		}
	}
}

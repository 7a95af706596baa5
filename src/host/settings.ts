// The extension's settings as typed values. In a workspace that is not trusted, paths from that workspace are not used.

import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { settingKeys, settingsSection } from './contributions';

export interface Settings {
	/** Absolute paths; undefined where nothing is set. */
	readonly modelPath: string | undefined;
	readonly tokenizerPath: string | undefined;
	readonly typesPath: string | undefined;
	/** 0: as many as half of the cores. */
	readonly threads: number;
	readonly maxSpanSize: number;
	readonly entityThreshold: number;
	readonly relationThreshold: number;
	readonly extractOnOpen: boolean;
	readonly extractOnSave: boolean;
	readonly extractOnType: boolean;
}

/** The settings as they are for a document (or the window). */
export function readSettings(scope: vscode.Uri | undefined): Settings {
	const configuration = vscode.workspace.getConfiguration(settingsSection, scope);
	const folder = folderOf(scope);
	const path = (key: string): string | undefined => pathSetting(configuration, key, folder);
	return {
		modelPath: path(settingKeys.modelPath),
		tokenizerPath: path(settingKeys.tokenizerPath),
		typesPath: path(settingKeys.typesPath),
		threads: configuration.get(settingKeys.threads, 0),
		maxSpanSize: configuration.get(settingKeys.maxSpanSize, 10),
		entityThreshold: configuration.get(settingKeys.entityThreshold, 0),
		relationThreshold: configuration.get(settingKeys.relationThreshold, 0.4),
		extractOnOpen: configuration.get(settingKeys.extractOnOpen, false),
		extractOnSave: configuration.get(settingKeys.extractOnSave, false),
		extractOnType: configuration.get(settingKeys.extractOnType, true),
	};
}

function folderOf(scope: vscode.Uri | undefined): vscode.WorkspaceFolder | undefined {
	const own = scope && vscode.workspace.getWorkspaceFolder(scope);
	return own ?? vscode.workspace.workspaceFolders?.[0];
}

/** Relative paths are relative to the workspace folder, and meaningless without one. */
function pathSetting(
	configuration: vscode.WorkspaceConfiguration,
	key: string,
	folder: vscode.WorkspaceFolder | undefined,
): string | undefined {
	const values = configuration.inspect<string>(key);
	const fromWorkspace = values?.workspaceFolderValue ?? values?.workspaceValue;
	// The manifest restricts these settings too; this holds even if that is ever forgotten.
	const value = ((vscode.workspace.isTrusted ? fromWorkspace : undefined) ?? values?.globalValue ?? '').trim();
	if (value === '') {
		return undefined;
	}
	return isAbsolute(value) || folder === undefined ? value : join(folder.uri.fsPath, value);
}

// The extension's settings as typed values.

import * as vscode from 'vscode';
import { deviceChoices, type DeviceChoice } from '../base/device';
import { precisionChoices, type PrecisionChoice } from '../base/precision';
import { settingDefaults, settingKeys, settingsSection } from './contributions';
import { chosenPath } from './pathSetting';

/** In megabytes, as the setting says; a file of settings may say anything. */
const leastMemory = 96;

export interface Settings {
	/** Absolute paths; undefined where nothing is set. */
	readonly modelPath: string | undefined;
	readonly tokenizerPath: string | undefined;
	readonly typesPath: string | undefined;
	/** 0: half of the cores, fewer on a busy machine. */
	readonly threads: number;
	/** What computes. */
	readonly device: DeviceChoice;
	readonly precision: PrecisionChoice;
	/** In megabytes. */
	readonly memory: number;
	/** Of a server that reads sentences in place of this machine; undefined where nothing is set. */
	readonly engineUrl: string | undefined;
	/** Of a queue to which whole folders can be submitted, without a password; undefined where nothing is set. */
	readonly queueUrl: string | undefined;
	readonly maxSpanSize: number;
	readonly entityThreshold: number;
	/** undefined: the model's own. */
	readonly relationThreshold: number | undefined;
	readonly extractOnOpen: boolean;
	readonly extractOnSave: boolean;
	readonly extractOnType: boolean;
	/** On battery: as ever, or only when a document is saved. */
	readonly extractOnBattery: 'live' | 'onSave';
	/** Lines as of a .gitignore file. */
	readonly workspaceExclude: readonly string[];
	readonly workspaceWatch: boolean;
	/** What becomes of LaTeX commands and environments, by their names; not checked. */
	readonly readCommands: Readonly<Record<string, unknown>>;
	readonly readEnvironments: Readonly<Record<string, unknown>>;
	readonly readTokens: string;
	/** Whether entities are marked in acknowledgements and the like too. */
	readonly markBackMatter: boolean;
	/** Whether the Entities view selects what the cursor is on. */
	readonly followCursor: boolean;
}

/** The settings as they are for a document (or the window). */
export function readSettings(scope: vscode.Uri | undefined): Settings {
	const configuration = vscode.workspace.getConfiguration(settingsSection, scope);
	const folder = folderOf(scope)?.uri.fsPath;
	const path = (key: string): string | undefined => chosenPath(configuration.inspect<string>(key), vscode.workspace.isTrusted, folder);
	return {
		modelPath: path(settingKeys.modelPath),
		tokenizerPath: path(settingKeys.tokenizerPath),
		typesPath: path(settingKeys.typesPath),
		threads: configuration.get<number>(settingKeys.threads, settingDefaults.threads),
		device: deviceOf(configuration.get<string>(settingKeys.device)),
		precision: precisionOf(configuration.get<string>(settingKeys.precision)),
		memory: Math.max(leastMemory, Math.round(configuration.get<number>(settingKeys.memory, settingDefaults.memory))),
		// By the user alone, whatever else is ever allowed: a workspace must not say where its sentences and documents go.
		engineUrl: configuration.inspect<string>(settingKeys.engineUrl)?.globalValue?.trim() || undefined,
		queueUrl: configuration.inspect<string>(settingKeys.queueUrl)?.globalValue?.trim() || undefined,
		maxSpanSize: configuration.get<number>(settingKeys.maxSpanSize, settingDefaults.maxSpanSize),
		entityThreshold: configuration.get<number>(settingKeys.entityThreshold, settingDefaults.entityThreshold),
		relationThreshold: configuration.get<number | null>(settingKeys.relationThreshold) ?? undefined,
		extractOnOpen: configuration.get<boolean>(settingKeys.extractOnOpen, settingDefaults.extractOnOpen),
		extractOnSave: configuration.get<boolean>(settingKeys.extractOnSave, settingDefaults.extractOnSave),
		extractOnType: configuration.get<boolean>(settingKeys.extractOnType, settingDefaults.extractOnType),
		extractOnBattery: configuration.get<string>(settingKeys.extractOnBattery, settingDefaults.extractOnBattery) === 'live' ? 'live' : 'onSave',
		workspaceExclude: configuration.get<readonly string[]>(settingKeys.workspaceExclude, settingDefaults.workspaceExclude),
		workspaceWatch: configuration.get<boolean>(settingKeys.workspaceWatch, settingDefaults.workspaceWatch),
		readCommands: configuration.get<Readonly<Record<string, unknown>>>(settingKeys.readCommands, settingDefaults.readCommands),
		readEnvironments: configuration.get<Readonly<Record<string, unknown>>>(settingKeys.readEnvironments, settingDefaults.readEnvironments),
		readTokens: configuration.get<string>(settingKeys.readTokens, settingDefaults.readTokens),
		markBackMatter: configuration.get<boolean>(settingKeys.markBackMatter, settingDefaults.markBackMatter),
		followCursor: configuration.get<boolean>(settingKeys.followCursor, settingDefaults.followCursor),
	};
}

/** What is none of the choices is as if nothing were set. */
function precisionOf(value: string | undefined): PrecisionChoice {
	return precisionChoices.find((choice) => choice === value) ?? settingDefaults.precision;
}

function deviceOf(value: string | undefined): DeviceChoice {
	return deviceChoices.find((choice) => choice === value) ?? settingDefaults.device;
}

function folderOf(scope: vscode.Uri | undefined): vscode.WorkspaceFolder | undefined {
	const own = scope && vscode.workspace.getWorkspaceFolder(scope);
	return own ?? vscode.workspace.workspaceFolders?.[0];
}

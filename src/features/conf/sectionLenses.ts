// A button above each section that runs it: Train, Evaluate or Predict. What running means is the commands' matter.

import * as vscode from 'vscode';
import type { Command } from '../../conf/optionTable';
import { commandOfSection } from '../../conf/sectionCommand';
import { readConf } from './confLanguage';
import { commandName } from './optionHelp';

/** The ids of the editor's commands that run a section. A command without one has no button. */
export type RunCommands = Readonly<Partial<Record<Command, string>>>;

/** What such a command is given. */
export interface RunSectionRequest {
	/** Of the configuration file, as text. */
	readonly uri: string;
	/** Which of parseConf's sections, from 0. */
	readonly section: number;
}

/**
 * One button a section, as what decides for a command (train_path, predictions_path) is a mistake for every other. Sections
 * that are not to run (repeat count 0) have none.
 */
export class SectionLenses implements vscode.CodeLensProvider {
	readonly #commands: RunCommands;

	constructor(commands: RunCommands) {
		this.#commands = commands;
	}

	provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
		return readConf(document).sections.flatMap((section, index) => {
			const command = commandOfSection(section);
			const id = this.#commands[command];
			if (id === undefined || section.repeat === 0) {
				return [];
			}
			const request: RunSectionRequest = { uri: document.uri.toString(), section: index };
			const range = new vscode.Range(section.line, 0, section.line, 0);
			return [new vscode.CodeLens(range, { title: commandName(command), command: id, arguments: [request] })];
		});
	}
}

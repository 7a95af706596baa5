// Hovers over keys: what the option means.

import * as vscode from 'vscode';
import { optionsOfCommand, optionTable } from '../../conf/optionTable';
import { lookUpKey } from '../../conf/optionValues';
import { commandOfSection } from '../../conf/sectionCommand';
import { readConf } from './confLanguage';
import { optionHelp } from './optionHelp';
import { editorRange } from './places';

export const confHover: vscode.HoverProvider = {
	provideHover(document, position) {
		const { sections } = readConf(document);
		for (const section of sections) {
			const entry = section.entries.find(({ keyRange }) => editorRange(keyRange).contains(position));
			if (entry === undefined) {
				continue;
			}
			const ofCommand = lookUpKey(entry.key, optionsOfCommand(commandOfSection(section)));
			// An option of another command is a mistake here, but none that help should be silent about.
			const lookup = ofCommand.kind === 'found' ? ofCommand : lookUpKey(entry.key, optionTable);
			return lookup.kind === 'found' ? new vscode.Hover(optionHelp(lookup.option), editorRange(entry.keyRange)) : undefined;
		}
		return undefined;
	},
};

// Completion in configuration files: keys that a section does not have yet, and values where they can be known. Paths come
// from pathCompletion.

import * as vscode from 'vscode';
import type { ConfEntry } from '../../conf/confFile';
import { optionsOfCommand, type OptionDeclaration } from '../../conf/optionTable';
import { lookUpKey } from '../../conf/optionValues';
import { missingOptions } from '../../conf/requiredOptions';
import { entriesAround } from '../../conf/sectionAround';
import { possibleCommands } from '../../conf/sectionCommand';
import { writtenDefault } from '../../conf/writtenDefault';
import { linesOf } from './confLanguage';
import { defaultText, optionHelp } from './optionHelp';
import { pathItems } from './pathCompletion';

/** Beside letters: what begins a value, and what goes down into a folder. */
export const completionTriggers = ['=', ' ', '/', '\\'];

export const confCompletion: vscode.CompletionItemProvider = {
	async provideCompletionItems(document, position, cancellation) {
		const { text } = document.lineAt(position.line);
		const separator = text.indexOf('=');
		if (text.trimStart().startsWith('#') || text.trimStart().startsWith('[')) {
			return [];
		}
		const entries = entriesAround(linesOf(document), position.line);
		if (separator === -1 || position.character <= separator) {
			return keyItems(position, text, entries);
		}
		const options = possibleCommands({ entries }).flatMap(optionsOfCommand);
		const lookup = lookUpKey(text.slice(0, separator).trim(), [...new Set(options)]);
		const valueStart = separator + 1 + leadingBlanks(text.slice(separator + 1, position.character));
		if (lookup.kind !== 'found') {
			return [];
		}
		const { option } = lookup;
		if (option.kind === 'path') {
			return await pathItems(document, position, valueStart, option, entries, cancellation);
		}
		const range = replacing(position, valueStart, text);
		return knownValues(option).map((value) => {
			const item = new vscode.CompletionItem(value, vscode.CompletionItemKind.Value);
			item.range = range;
			item.documentation = optionHelp(option);
			return item;
		});
	},
};

/** Required keys that are missing come first, then all in the order of the table. */
function keyItems(position: vscode.Position, text: string, entries: readonly ConfEntry[]): vscode.CompletionItem[] {
	const start = leadingBlanks(text);
	// After a key and a blank comes "=", which needs no help.
	if (position.character > start && /\s/.test(text.slice(start, position.character))) {
		return [];
	}
	const commands = possibleCommands({ entries });
	const options = [...new Set(commands.flatMap(optionsOfCommand))];
	const used = new Set(
		entries.map(({ key }) => {
			const lookup = lookUpKey(key, options);
			return lookup.kind === 'found' ? lookup.option.key : key;
		}),
	);
	const required: ReadonlySet<string> = new Set(commands.flatMap((command) => missingOptions({ entries }, command)));
	const isPair = text.includes('=');
	return options
		.filter(({ key }) => key !== 'config' && !used.has(key))
		.map((option, index) => {
			const item = new vscode.CompletionItem(
				{ label: option.key, description: option.commands.join(', ') },
				vscode.CompletionItemKind.Property,
			);
			item.detail = defaultText(option);
			item.documentation = optionHelp(option);
			item.sortText = `${required.has(option.key) ? 0 : 1}${String(index).padStart(3, '0')}`;
			item.range = replacing(position, start, text);
			item.insertText = isPair ? option.key : `${option.key} = `;
			if (!isPair && (option.kind === 'path' || knownValues(option).length > 0)) {
				item.command = { command: 'editor.action.triggerSuggest', title: '' };
			}
			return item;
		});
}

/** Both truth values, all that may be chosen, or the default: a number, or spert for model_type. */
function knownValues(option: OptionDeclaration): readonly string[] {
	if (option.kind === 'boolean') {
		return ['true', 'false'];
	}
	if (option.choices !== undefined) {
		return option.choices;
	}
	const written = writtenDefault(option);
	return written === undefined ? [] : [written];
}

/** From a column to the cursor, and where text is to be replaced to the end of the word there. */
function replacing(position: vscode.Position, start: number, text: string): { inserting: vscode.Range; replacing: vscode.Range } {
	const rest = /^[^\s=]*/.exec(text.slice(position.character))?.[0].length ?? 0;
	return {
		inserting: new vscode.Range(position.line, Math.min(start, position.character), position.line, position.character),
		replacing: new vscode.Range(position.line, Math.min(start, position.character), position.line, position.character + rest),
	};
}

function leadingBlanks(text: string): number {
	return text.length - text.trimStart().length;
}

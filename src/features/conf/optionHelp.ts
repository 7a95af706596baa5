// What help says about an option: its meaning, how it is written, its default and its commands.

import * as vscode from 'vscode';
import type { Command, OptionDeclaration } from '../../conf/optionTable';
import { writtenDefault } from '../../conf/writtenDefault';

export function optionHelp(option: OptionDeclaration): vscode.MarkdownString {
	const { key, kind, commands, minimum, maximum, choices, ours, documentation } = option;
	const kinds = {
		path: vscode.l10n.t('path'),
		string: vscode.l10n.t('text'),
		integer: vscode.l10n.t('whole number'),
		number: vscode.l10n.t('number'),
		boolean: vscode.l10n.t('true or false'),
	};
	const facts = [
		choices?.join(' · ') ?? kinds[kind],
		...(minimum === undefined ? [] : [vscode.l10n.t('at least {0}', minimum)]),
		...(maximum === undefined ? [] : [vscode.l10n.t('at most {0}', maximum)]),
		defaultText(option),
		commands.map(commandName).join(', '),
		...(ours === true ? [vscode.l10n.t('not in the reference')] : []),
	];
	return new vscode.MarkdownString(`**\`${key}\`** · ${facts.join(' · ')}\n\n${documentation}`);
}

export function defaultText(option: OptionDeclaration): string {
	const written = writtenDefault(option);
	return written === undefined ? vscode.l10n.t('no default') : vscode.l10n.t('default: {0}', written);
}

/** A command as buttons and the outline call it. */
export function commandName(command: Command): string {
	switch (command) {
		case 'train':
			return vscode.l10n.t('Train');
		case 'eval':
			return vscode.l10n.t('Evaluate');
		case 'predict':
			return vscode.l10n.t('Predict');
		default:
			return command satisfies never;
	}
}

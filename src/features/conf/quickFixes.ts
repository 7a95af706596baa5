// Quick fixes for what the diagnostics of configuration files find, where there is an obvious way to mend it.

import * as vscode from 'vscode';
import type { ConfSection } from '../../conf/confFile';
import { nearestKeys } from '../../conf/nearestKeys';
import { optionsOfCommand } from '../../conf/optionTable';
import { missingOptions } from '../../conf/requiredOptions';
import { commandOfSection } from '../../conf/sectionCommand';
import { diagnosticSource, readConf } from './confLanguage';
import { editorRange, lastEntryRange, sectionRange } from './places';

export const quickFixKinds = [vscode.CodeActionKind.QuickFix];

export const confQuickFixes: vscode.CodeActionProvider = {
	provideCodeActions(document, _range, { diagnostics }) {
		const ours = diagnostics.filter(({ source }) => source === diagnosticSource);
		if (ours.length === 0) {
			return [];
		}
		const { sections } = readConf(document);
		return ours.flatMap((diagnostic) => {
			const section = sections.find((each) => sectionRange(each).contains(diagnostic.range.start));
			switch (diagnostic.code) {
				case 'unknownKey':
					return section === undefined ? [] : renames(document, section, diagnostic);
				case 'missingOption':
					return section === undefined ? [] : [addition(document, section, diagnostic)];
				case 'duplicateKey':
				case 'repeatCountLost':
					return [removal(document, diagnostic)];
				default:
					return [];
			}
		});
	},
};

function renames(document: vscode.TextDocument, section: ConfSection, diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
	const entry = section.entries.find(({ keyRange }) => editorRange(keyRange).isEqual(diagnostic.range));
	const nearest = entry === undefined ? [] : nearestKeys(entry.key, optionsOfCommand(commandOfSection(section)));
	return nearest.map((key) => {
		const action = fix(vscode.l10n.t('Change to {0}', key), diagnostic);
		action.edit?.replace(document.uri, diagnostic.range, key);
		action.isPreferred = nearest.length === 1;
		return action;
	});
}

/** All that is missing, in one go, below the section's last pair. */
function addition(document: vscode.TextDocument, section: ConfSection, diagnostic: vscode.Diagnostic): vscode.CodeAction {
	const missing = missingOptions(section, commandOfSection(section));
	const end = document.lineAt(lastEntryRange(section).line).range.end;
	const lineEnd = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
	const action = fix(vscode.l10n.t('Add {0}', missing.join(', ')), diagnostic);
	action.edit?.insert(document.uri, end, missing.map((key) => `${lineEnd}${key} = `).join(''));
	return action;
}

function removal(document: vscode.TextDocument, diagnostic: vscode.Diagnostic): vscode.CodeAction {
	const action = fix(vscode.l10n.t('Remove this line'), diagnostic);
	action.edit?.delete(document.uri, document.lineAt(diagnostic.range.start.line).rangeIncludingLineBreak);
	action.isPreferred = true;
	return action;
}

function fix(title: string, diagnostic: vscode.Diagnostic): vscode.CodeAction {
	const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
	action.diagnostics = [diagnostic];
	action.edit = new vscode.WorkspaceEdit();
	return action;
}

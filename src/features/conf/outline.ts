// The sections of a configuration file in the outline, and folded.

import * as vscode from 'vscode';
import type { ConfSection } from '../../conf/confFile';
import { commandOfSection } from '../../conf/sectionCommand';
import { linesOf, readConf } from './confLanguage';
import { commandName } from './optionHelp';
import { editorRange, sectionRange } from './places';

export const confOutline: vscode.DocumentSymbolProvider = {
	provideDocumentSymbols(document) {
		return readConf(document).sections.map(sectionSymbol);
	},
};

function sectionSymbol(section: ConfSection): vscode.DocumentSymbol {
	const command = commandName(commandOfSection(section));
	const label = section.entries.findLast(({ key, value }) => key === 'label' && value !== '');
	const range = sectionRange(section);
	const symbol = new vscode.DocumentSymbol(
		label?.value ?? command,
		repeated(command, section.repeat),
		vscode.SymbolKind.Module,
		range,
		label === undefined ? new vscode.Range(range.start, range.start) : editorRange(label.valueRange),
	);
	symbol.children = section.entries.map(({ key, value, keyRange, valueRange }) => {
		const place = editorRange(keyRange);
		// The editor refuses a symbol without a name.
		return new vscode.DocumentSymbol(key || '=', value, vscode.SymbolKind.Property, place.union(editorRange(valueRange)), place);
	});
	return symbol;
}

function repeated(command: string, repeat: number): string {
	return repeat === 0 ? vscode.l10n.t('{0}, not run', command) : repeat === 1 ? command : `${command} × ${repeat}`;
}

export const confFolding: vscode.FoldingRangeProvider = {
	provideFoldingRanges(document) {
		const sections = readConf(document)
			.sections.map(sectionRange)
			.filter(({ isSingleLine }) => !isSingleLine)
			.map(({ start, end }) => new vscode.FoldingRange(start.line, end.line, vscode.FoldingRangeKind.Region));
		return [...sections, ...commentBlocks(linesOf(document))];
	},
};

/** Two and more comment lines in a row. */
function commentBlocks(lines: readonly string[]): vscode.FoldingRange[] {
	const blocks: vscode.FoldingRange[] = [];
	let start: number | undefined;
	for (let line = 0; line <= lines.length; line++) {
		const isComment = lines[line]?.trimStart().startsWith('#') === true;
		if (isComment) {
			start ??= line;
			continue;
		}
		if (start !== undefined && line - start > 1) {
			blocks.push(new vscode.FoldingRange(start, line - 1, vscode.FoldingRangeKind.Comment));
		}
		start = undefined;
	}
	return blocks;
}

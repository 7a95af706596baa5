// Completion of paths from what is on the disk, one folder at a time.

import * as vscode from 'vscode';
import type { ConfEntry } from '../../conf/confFile';
import type { OptionDeclaration } from '../../conf/optionTable';
import { placeOf, runBaseOf } from './runBase';

/** A folder with more is shown in part. */
const mostItems = 1000;

/**
 * What the folder holds that the text before the cursor names. Names with a blank or "=" are left out: a value cannot hold
 * them. Files only where the option takes one.
 * @param valueStart column at which the value begins
 * @param entries of the section, without that of the line
 */
export async function pathItems(
	document: vscode.TextDocument,
	position: vscode.Position,
	valueStart: number,
	option: OptionDeclaration,
	entries: readonly ConfEntry[],
	cancellation: vscode.CancellationToken,
): Promise<vscode.CompletionItem[]> {
	const typed = document.lineAt(position.line).text.slice(valueStart, position.character);
	const folderText = /^.*[\\/]/.exec(typed)?.[0] ?? '';
	const base = await runBaseOf(document.uri, { repeat: 1, line: position.line, entries });
	const folder = base && placeOf(base, folderText === '' ? '.' : folderText);
	if (folder === undefined || cancellation.isCancellationRequested) {
		return [];
	}
	const start = new vscode.Position(position.line, valueStart + folderText.length);
	return (await childrenOf(folder))
		.filter(([name, type]) => !/[\s=]/.test(name) && (isFolder(type) || option.reads === 'file' || option.reads === undefined))
		.slice(0, mostItems)
		.map(([name, type]) => {
			const item = new vscode.CompletionItem(name, isFolder(type) ? vscode.CompletionItemKind.Folder : vscode.CompletionItemKind.File);
			item.range = new vscode.Range(start, position);
			if (isFolder(type) && option.reads !== 'folder') {
				item.insertText = `${name}/`;
				item.command = { command: 'editor.action.triggerSuggest', title: '' };
			}
			return item;
		});
}

/** Nothing for a folder that does not exist or may not be read: there is nothing to offer, and nothing to complain about. */
async function childrenOf(folder: vscode.Uri): Promise<readonly [string, vscode.FileType][]> {
	try {
		return await vscode.workspace.fs.readDirectory(folder);
	} catch (failure) {
		if (failure instanceof vscode.FileSystemError) {
			return [];
		}
		throw failure;
	}
}

function isFolder(type: vscode.FileType): boolean {
	return (type & vscode.FileType.Directory) !== 0;
}

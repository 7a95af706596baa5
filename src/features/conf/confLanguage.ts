// The language of SpERT's configuration files, as the manifest declares it, and what its features share.

import * as vscode from 'vscode';
import { parseConf, type ConfFile } from '../../conf/confFile';

export const confLanguage = 'spert-conf';

/** Who says what a diagnostic says. */
export const diagnosticSource = 'SpERT';

/** Whether a document is one that a person works on, not an old version that a comparison shows. */
export function isWorkingDocument({ languageId, uri }: vscode.TextDocument): boolean {
	const isWritable = uri.scheme === 'untitled' || vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true;
	return languageId === confLanguage && isWritable;
}

/** Longer files are run all the same, but are not looked at with every key that is pressed. */
const longestLookedAt = 1 << 15;

export function readConf(document: vscode.TextDocument): ConfFile {
	return parseConf(document.getText(), longestLookedAt);
}

/** The lines of a document. */
export function linesOf(document: vscode.TextDocument): string[] {
	return Array.from({ length: document.lineCount }, (_, line) => document.lineAt(line).text);
}

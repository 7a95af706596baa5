// A file's text as an editor would show it.

import * as vscode from 'vscode';
import { fileTooLarge, notText } from './errors';

/** In megabytes. Far above any paper: what is larger is not read unasked. */
const largestDocument = 16;

/** Errors: workspace.fileTooLarge, workspace.notText; those of the file system. */
export async function readText(uri: vscode.Uri): Promise<string> {
	const { size } = await vscode.workspace.fs.stat(uri);
	if (size > largestDocument << 20) {
		throw fileTooLarge(vscode.workspace.asRelativePath(uri), size >> 20, largestDocument);
	}
	const bytes = await vscode.workspace.fs.readFile(uri);
	if (bytes.includes(0)) {
		throw notText(vscode.workspace.asRelativePath(uri));
	}
	// In the encoding that the settings name for it.
	return await vscode.workspace.decode(bytes, { uri });
}

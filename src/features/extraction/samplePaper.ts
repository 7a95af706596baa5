// The command "Open Sample Paper": something to try everything with, before there is a paper of one's own.

import * as vscode from 'vscode';
import { neverCancelled } from '../../base/cancellation';
import type { DocumentExtractions } from './documentExtractions';

/** Shows the paper beside what is shown now, and extracts it. Errors: those of the engine and the model. */
export async function openSamplePaper(extensionUri: vscode.Uri, extractions: DocumentExtractions): Promise<void> {
	const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(extensionUri, 'sample', 'paper.tex'));
	await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: false });
	await extractions.extract(document, undefined, neverCancelled);
}

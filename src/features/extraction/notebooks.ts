// Notebooks: their Markdown cells are documents of their own to the editor, and are extracted together.

import * as vscode from 'vscode';
import { neverCancelled, type CancellationToken } from '../../base/cancellation';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { readSettings } from '../../host/settings';
import type { DocumentExtractions } from './documentExtractions';

/** The notebook that a person works in; undefined where an ordinary editor is active. */
export function activeNotebook(): vscode.NotebookDocument | undefined {
	const notebook = vscode.window.activeNotebookEditor?.notebook;
	const document = vscode.window.activeTextEditor?.document;
	return document === undefined || document.uri.scheme === 'vscode-notebook-cell' ? notebook : undefined;
}

/** The documents of a notebook's Markdown cells. */
export function proseOf(notebook: vscode.NotebookDocument): vscode.TextDocument[] {
	return notebook
		.getCells()
		.filter(({ kind }) => kind === vscode.NotebookCellKind.Markup)
		.map(({ document }) => document);
}

/** Errors: those of DocumentExtractions.extract. */
export async function extractNotebook(
	notebook: vscode.NotebookDocument,
	extractions: DocumentExtractions,
	token: CancellationToken,
): Promise<void> {
	for (const document of proseOf(notebook)) {
		await extractions.extract(document, undefined, token);
	}
}

/** Extracts notebooks that come into view, where the settings say so, and cells that are added to marked ones. */
export function extractNotebooksUnasked(extractions: DocumentExtractions, onFailure: (failure: unknown) => void): Disposable {
	const store = new DisposableStore();
	const seen = new WeakSet<vscode.NotebookDocument>();
	const extractVisible = (editors: readonly vscode.NotebookEditor[]): void => {
		for (const { notebook } of editors) {
			if (!seen.has(notebook) && readSettings(notebook.uri).extractOnOpen) {
				seen.add(notebook);
				extractNotebook(notebook, extractions, neverCancelled).catch(onFailure);
			}
		}
	};
	store.add(vscode.window.onDidChangeVisibleNotebookEditors(extractVisible));
	store.add(
		vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
			const added = contentChanges.flatMap(({ addedCells }) => addedCells).map(({ document }) => document);
			const prose = proseOf(notebook);
			const isMarked = prose.some((document) => !added.includes(document) && extractions.marksOf(document) !== undefined);
			if (isMarked && readSettings(notebook.uri).extractOnType) {
				for (const document of prose.filter((cell) => added.includes(cell))) {
					extractions.extract(document, undefined, neverCancelled).catch(onFailure);
				}
			}
		}),
	);
	extractVisible(vscode.window.visibleNotebookEditors);
	return store;
}

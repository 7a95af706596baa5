// The commands "Extract Entities" and "Clear Marks", and the settings that extract without being asked.

import * as vscode from 'vscode';
import { CancellationSource, neverCancelled } from '../../base/cancellation';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { commandIds, settingsSection } from '../../host/contributions';
import { readSettings } from '../../host/settings';
import { activeNotebook, extractNotebook, extractNotebooksUnasked, proseOf } from './notebooks';
import { isPaper } from './paperLanguages';
import type { DocumentExtractions } from './documentExtractions';

/** Only work that takes longer than this is worth a notification; the status bar shows it from the start. */
const notifyAfter = 1500;

/** Extracts the active document, the sentences that the selection touches, or all prose of the active notebook. */
export async function extractActiveDocument(extractions: DocumentExtractions): Promise<void> {
	const notebook = activeNotebook();
	if (notebook !== undefined) {
		await extractNotebook(notebook, extractions, neverCancelled);
		return;
	}
	const editor = vscode.window.activeTextEditor;
	if (editor === undefined) {
		await offerSample();
		return;
	}
	const { document, selection } = editor;
	const within = selection.isEmpty
		? undefined
		: { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) };
	const cancellation = new CancellationSource();
	const extraction = extractions.extract(document, within, cancellation.token);
	const notification = setTimeout(() => showProgress(document, extractions, extraction, cancellation), notifyAfter);
	try {
		await extraction;
	} finally {
		clearTimeout(notification);
		cancellation.dispose();
	}
}

/** Where there is nothing to extract. */
async function offerSample(): Promise<void> {
	const openSample = vscode.l10n.t('Open Sample Paper');
	const told = vscode.l10n.t('Open a LaTeX, Markdown or text document first.');
	if ((await vscode.window.showInformationMessage(told, openSample)) === openSample) {
		await vscode.commands.executeCommand(commandIds.openSample);
	}
}

export function clearActiveDocument(extractions: DocumentExtractions): void {
	const notebook = activeNotebook();
	const document = vscode.window.activeTextEditor?.document;
	for (const cleared of notebook === undefined ? [document] : proseOf(notebook)) {
		if (cleared !== undefined) {
			extractions.clear(cleared);
		}
	}
}

function showProgress(
	document: vscode.TextDocument,
	extractions: DocumentExtractions,
	extraction: Promise<unknown>,
	cancellation: CancellationSource,
): void {
	const title = vscode.l10n.t('Extracting entities');
	const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
	void vscode.window.withProgress(options, async (progress, token) => {
		let shown = 0;
		const store = new DisposableStore();
		store.add(token.onCancellationRequested(() => cancellation.cancel()));
		store.add(
			extractions.onDidChange((changed) => {
				const activity = extractions.activityOf(document);
				if (changed === document && activity.kind === 'extracting' && activity.total !== undefined) {
					const done = (100 * activity.done) / Math.max(1, activity.total);
					progress.report({ increment: done - shown, message: `${activity.done} / ${activity.total}` });
					shown = done;
				}
			}),
		);
		// How it ends is told by the command.
		await extraction.catch(() => undefined);
		store.dispose();
	});
}

/** Extracts when documents are opened or saved, where the settings say so, and again when the model changes. */
export function extractUnasked(extractions: DocumentExtractions, onFailure: (failure: unknown) => void): Disposable {
	const store = new DisposableStore();
	const extract = (document: vscode.TextDocument): void => {
		extractions.extract(document, undefined, neverCancelled).catch(onFailure);
	};
	// Each once: what failed or was cleared stays so until somebody asks.
	const seen = new WeakSet<vscode.TextDocument>();
	// Only what is on the screen: editors open many documents that nobody looks at.
	const extractVisible = (editors: readonly vscode.TextEditor[]): void => {
		for (const { document } of editors) {
			const untouched = extractions.activityOf(document).kind === 'idle' && extractions.marksOf(document) === undefined;
			if (!seen.has(document) && untouched && isPaper(document.languageId) && readSettings(document.uri).extractOnOpen) {
				seen.add(document);
				extract(document);
			}
		}
	};
	store.add(vscode.window.onDidChangeVisibleTextEditors(extractVisible));
	store.add(extractNotebooksUnasked(extractions, onFailure));
	store.add(
		vscode.workspace.onDidSaveTextDocument((document) => {
			if (isPaper(document.languageId) && readSettings(document.uri).extractOnSave && !extractions.isAdopted(document)) {
				extract(document);
			}
		}),
	);
	store.add(
		vscode.workspace.onDidChangeConfiguration((event) => {
			if (event.affectsConfiguration(settingsSection)) {
				extractions.refresh();
			}
		}),
	);
	extractVisible(vscode.window.visibleTextEditors);
	return store;
}


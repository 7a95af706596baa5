// The context keys under which menus and the palette offer what can be done now. Keys of the Entities view and of the active
// document's marks are set where these are.

import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { DocumentExtractions } from './extraction/documentExtractions';
import type { StoredDocuments } from './knowledge/storedDocuments';
import { resumable } from './training/runPicker';
import type { Trainings } from './training/trainings';

export interface ContextKeysOptions {
	readonly extractions: DocumentExtractions;
	readonly stored: StoredDocuments;
	readonly trainings: Trainings;
}

export class ContextKeys implements Disposable {
	readonly #options: ContextKeysOptions;
	readonly #owned = new DisposableStore();
	/** What was set last, as JSON: the editor looks at all menus again whenever a key is set. */
	readonly #known = new Map<string, string>();
	#hasStored: boolean;

	constructor(options: ContextKeysOptions) {
		this.#options = options;
		const { extractions, stored, trainings } = options;
		this.#hasStored = hasAny(stored);
		this.#owned.add(extractions.onDidChange(() => this.#ofResults()));
		this.#owned.add(
			stored.onDidChange(() => {
				this.#hasStored = hasAny(stored);
				this.#ofResults();
			}),
		);
		this.#owned.add(vscode.workspace.onDidCloseTextDocument(() => this.#ofResults()));
		this.#owned.add(trainings.onDidChange(() => this.#ofTrainings()));
		this.#ofResults();
		this.#ofTrainings();
	}

	dispose(): void {
		this.#owned.dispose();
	}

	#ofResults(): void {
		const { extractions } = this.#options;
		const marked = extractions.documents.filter((document) => !document.isClosed && extractions.marksOf(document) !== undefined);
		const notebooks = vscode.workspace.notebookDocuments.filter((notebook) =>
			notebook.getCells().some(({ document }) => marked.includes(document)),
		);
		this.#set('spert.markedPaths', [...new Set([...marked, ...notebooks].flatMap(({ uri }) => pathsOf(uri)))].sort());
		this.#set('spert.hasResults', marked.length > 0 || this.#hasStored);
	}

	#ofTrainings(): void {
		const { trainings } = this.#options;
		this.#set('spert.isTraining', trainings.running.length > 0);
		this.#set('spert.canResumeTraining', resumable(trainings).length > 0);
	}

	#set(key: string, value: boolean | readonly string[]): void {
		const written = JSON.stringify(value);
		if (this.#known.get(key) !== written) {
			this.#known.set(key, written);
			void vscode.commands.executeCommand('setContext', key, value);
		}
	}
}

/**
 * What the editor may call the path of a resource in a menu's condition: not by its URI, which is another one in the window where
 * the extension runs on another machine, and with the separators of the window's machine.
 */
function pathsOf({ path, fsPath }: vscode.Uri): readonly string[] {
	return [path, fsPath, path.replaceAll('/', '\\')];
}

function hasAny({ all }: StoredDocuments): boolean {
	return all[Symbol.iterator]().next().done !== true;
}

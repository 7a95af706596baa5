// Which document the relation graph is about while another part of the window has the focus: the paper that was edited last.

import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { DocumentExtractions } from '../extraction/documentExtractions';
import { isPaper } from '../extraction/paperLanguages';

export class CurrentPaper implements Disposable {
	readonly #extractions: DocumentExtractions;
	readonly #owned = new DisposableStore();
	readonly #changed = this.#owned.add(new Emitter<void>());
	#document: vscode.TextDocument | undefined;

	readonly onDidChange = this.#changed.event;

	constructor(extractions: DocumentExtractions) {
		this.#extractions = extractions;
		this.#owned.add(vscode.window.onDidChangeActiveTextEditor(() => this.#look()));
		this.#owned.add(vscode.window.onDidChangeVisibleTextEditors(() => this.#look()));
		this.#owned.add(vscode.workspace.onDidCloseTextDocument(() => this.#look()));
		this.#look();
	}

	get document(): vscode.TextDocument | undefined {
		return this.#document;
	}

	dispose(): void {
		this.#owned.dispose();
	}

	#look(): void {
		const active = vscode.window.activeTextEditor?.document;
		const known = this.#document?.isClosed === false ? this.#document : undefined;
		const candidates = [active, known, ...vscode.window.visibleTextEditors.map(({ document }) => document)];
		const found = candidates.find((document) => document !== undefined && this.#isText(document));
		if (found !== this.#document) {
			this.#document = found;
			this.#changed.fire();
		}
	}

	#isText(document: vscode.TextDocument): boolean {
		return isPaper(document.languageId) || this.#extractions.documents.includes(document);
	}
}

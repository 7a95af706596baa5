// Texts that commands have made, as documents that can be read, searched and copied but need no saving.

import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';

const scheme = 'spert-report';
const mostKept = 20;

export class Reports implements Disposable {
	readonly #owned = new DisposableStore();
	/** By address; the oldest go first. */
	readonly #texts = new Map<string, string>();
	#count = 0;

	constructor() {
		const provideTextDocumentContent = (uri: vscode.Uri): string =>
			this.#texts.get(uri.toString()) ?? vscode.l10n.t('This report is gone: run the command again.');
		this.#owned.add(vscode.workspace.registerTextDocumentContentProvider(scheme, { provideTextDocumentContent }));
	}

	async show(title: string, text: string): Promise<void> {
		const uri = vscode.Uri.from({ scheme, path: `/${title.replaceAll('/', '∕')}`, query: String(++this.#count) });
		this.#texts.set(uri.toString(), text);
		for (const key of [...this.#texts.keys()].slice(0, -mostKept)) {
			this.#texts.delete(key);
		}
		await vscode.window.showTextDocument(uri, { preview: false });
	}

	dispose(): void {
		this.#owned.dispose();
	}
}

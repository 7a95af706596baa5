// Shows a passage in its editor without taking the focus, and lets it flash: the eye finds what a click elsewhere meant.

import * as vscode from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../../base/disposable';
import type { SourceSpan } from '../../knowledge/documentExtraction';

/** Long enough to be found, in milliseconds. Nothing moves or fades: it needs no less where motion is reduced. */
const flashTime = 1600;

export interface Passage {
	/** Id of the document: its URI. */
	readonly documentId: string;
	readonly sentenceSpan: SourceSpan;
	readonly ranges: readonly SourceSpan[];
}

export class Flash implements Disposable {
	readonly #owned = new DisposableStore();
	readonly #sentence = this.#owned.add(
		vscode.window.createTextEditorDecorationType({
			backgroundColor: new vscode.ThemeColor('editor.findMatchHighlightBackground'),
			border: '1px solid',
			// None but in high contrast, where there is no tint.
			borderColor: new vscode.ThemeColor('editor.findMatchHighlightBorder'),
		}),
	);
	#timer: NodeJS.Timeout | undefined;

	constructor() {
		this.#owned.add(toDisposable(() => clearTimeout(this.#timer)));
	}

	/** @param besides the column of the panel, where a text that no editor shows is not to be opened */
	async show({ documentId, sentenceSpan, ranges }: Passage, besides: vscode.ViewColumn | undefined): Promise<void> {
		const visible = vscode.window.visibleTextEditors;
		const shown = visible.find(({ document }) => document.uri.toString() === documentId);
		const document = shown?.document ?? (await vscode.workspace.openTextDocument(vscode.Uri.parse(documentId, true)));
		const column = shown?.viewColumn ?? visible.find(({ viewColumn }) => viewColumn !== undefined)?.viewColumn;
		const free = besides === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One;
		const editor = await vscode.window.showTextDocument(document, { viewColumn: column ?? free, preserveFocus: true });
		const rangeOf = ({ start, end }: SourceSpan): vscode.Range =>
			new vscode.Range(document.positionAt(start), document.positionAt(end));
		const [first = sentenceSpan] = ranges;
		const { start } = rangeOf(first);
		editor.selection = new vscode.Selection(start, start);
		editor.revealRange(rangeOf(sentenceSpan), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
		this.#clear();
		editor.setDecorations(this.#sentence, [rangeOf(sentenceSpan)]);
		this.#timer = setTimeout(() => this.#clear(), flashTime);
	}

	dispose(): void {
		this.#owned.dispose();
	}

	#clear(): void {
		clearTimeout(this.#timer);
		for (const editor of vscode.window.visibleTextEditors) {
			editor.setDecorations(this.#sentence, []);
		}
	}
}

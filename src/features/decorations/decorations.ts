// Draws a document's mentions in every editor that shows it, and outlines the relation partners of the one at the cursor.

import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { partnerColor } from '../../host/contributions';
import type { Mention, SourceSpan } from '../../knowledge/documentExtraction';
import { mentionsAt, partnersOf } from '../../knowledge/lookUp';
import { nestingDepths } from '../../knowledge/nesting';
import type { DocumentMarks } from '../extraction/documentExtractions';
import type { VisibleMarks } from '../knowledge/visibleMarks';
import { MarkStyles, certaintyOf } from './markStyles';

export class Decorations implements Disposable {
	readonly #marks: VisibleMarks;
	readonly #owned = new DisposableStore();
	readonly #styles = this.#owned.add(new MarkStyles());
	readonly #partners: vscode.TextEditorDecorationType;
	/** What each editor shows, so that nothing is drawn twice. */
	readonly #shown = new WeakMap<vscode.TextEditor, DocumentMarks | undefined>();

	constructor(marks: VisibleMarks) {
		this.#marks = marks;
		this.#partners = this.#owned.add(
			vscode.window.createTextEditorDecorationType({
				borderWidth: '1px',
				borderStyle: 'solid',
				borderColor: new vscode.ThemeColor(partnerColor),
			}),
		);
		this.#owned.add(
			marks.onDidChange((document) => {
				for (const editor of vscode.window.visibleTextEditors) {
					if (editor.document === document) {
						this.#draw(editor);
					}
				}
			}),
		);
		this.#owned.add(vscode.window.onDidChangeVisibleTextEditors((editors) => editors.forEach((editor) => this.#draw(editor))));
		this.#owned.add(vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#drawPartners(textEditor)));
	}

	dispose(): void {
		this.#owned.dispose();
	}

	#draw(editor: vscode.TextEditor): void {
		const marks = this.#marks.marksOf(editor.document);
		if (this.#shown.get(editor) === marks && this.#shown.has(editor)) {
			return;
		}
		this.#shown.set(editor, marks);
		const ranges = new Map<vscode.TextEditorDecorationType, vscode.Range[]>();
		if (marks !== undefined) {
			const { extraction, stale, model } = marks;
			const slots = new Map(model.entityTypes.map(({ identifier }, index) => [identifier, index]));
			const depths = nestingDepths(extraction.mentions);
			for (const [index, mention] of extraction.mentions.entries()) {
				const type = this.#styles.of({
					slot: slots.get(mention.type) ?? 0,
					certainty: certaintyOf(mention.score),
					depth: depths[index] ?? 0,
					stale: stale.has(mention.sentence),
				});
				const own = ranges.get(type) ?? [];
				own.push(...mention.ranges.map((span) => rangeOf(editor.document, span)));
				ranges.set(type, own);
			}
		}
		for (const type of this.#styles.all) {
			editor.setDecorations(type, ranges.get(type) ?? []);
		}
		this.#drawPartners(editor);
	}

	#drawPartners(editor: vscode.TextEditor): void {
		const extraction = this.#marks.marksOf(editor.document)?.extraction;
		const offset = editor.document.offsetAt(editor.selection.active);
		const partners: readonly Mention[] =
			extraction === undefined
				? []
				: mentionsAt(extraction, offset).flatMap((mention) => partnersOf(extraction, mention.id));
		editor.setDecorations(this.#partners, partners.flatMap(({ ranges }) => ranges).map((span) => rangeOf(editor.document, span)));
	}
}

function rangeOf(document: vscode.TextDocument, { start, end }: SourceSpan): vscode.Range {
	return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

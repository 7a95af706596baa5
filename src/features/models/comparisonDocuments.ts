// Comparisons as pairs of documents that can only be read, shown by the editor's own difference view. Each line leads to its words.

import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import type { SourceSpan } from '../../knowledge/documentExtraction';
import { commandIds } from '../../host/contributions';
import type { ComparisonText } from './comparisonText';

const scheme = 'spert-comparison';
const mostKept = 10;

export interface ShownComparison {
	readonly title: string;
	/** The document that was read. */
	readonly source: vscode.Uri;
	readonly a: ComparisonText & { readonly name: string };
	readonly b: ComparisonText & { readonly name: string };
}

export class ComparisonDocuments implements Disposable {
	readonly #owned = new DisposableStore();
	/** By number; the oldest go first. */
	readonly #shown = new Map<string, ShownComparison>();
	#count = 0;

	constructor() {
		this.#owned.add(
			vscode.workspace.registerTextDocumentContentProvider(scheme, {
				provideTextDocumentContent: (uri) => this.#sideOf(uri)?.side.text ?? vscode.l10n.t('This comparison is gone: run the command again.'),
			}),
		);
		this.#owned.add(
			vscode.languages.registerDocumentLinkProvider({ scheme }, { provideDocumentLinks: (document) => this.#linksOf(document) }),
		);
	}

	async show(comparison: ShownComparison): Promise<void> {
		const number = String(++this.#count);
		this.#shown.set(number, comparison);
		for (const key of [...this.#shown.keys()].slice(0, -mostKept)) {
			this.#shown.delete(key);
		}
		const uri = (side: 'a' | 'b'): vscode.Uri =>
			vscode.Uri.from({ scheme, authority: side, path: `/${comparison[side].name.replaceAll('/', '∕')}`, query: number });
		await vscode.commands.executeCommand('vscode.diff', uri('a'), uri('b'), comparison.title, { preview: false });
	}

	dispose(): void {
		this.#owned.dispose();
	}

	#sideOf({ authority, query }: vscode.Uri): { readonly side: ComparisonText; readonly source: vscode.Uri } | undefined {
		const shown = this.#shown.get(query);
		return shown && { side: authority === 'a' ? shown.a : shown.b, source: shown.source };
	}

	#linksOf(document: vscode.TextDocument): vscode.DocumentLink[] {
		const found = this.#sideOf(document.uri);
		return [...(found?.side.places ?? [])].map(([number, place]) => {
			const { range, firstNonWhitespaceCharacterIndex } = document.lineAt(number);
			const words = range.with(range.start.translate(0, firstNonWhitespaceCharacterIndex));
			const link = new vscode.DocumentLink(words, found && linkTo(found.source, place));
			link.tooltip = vscode.l10n.t('Go to the words');
			return link;
		});
	}
}

function linkTo(source: vscode.Uri, { start, end }: SourceSpan): vscode.Uri {
	const request = encodeURIComponent(JSON.stringify([{ uri: source.toString(), start, end }]));
	return vscode.Uri.parse(`command:${commandIds.revealSpan}?${request}`);
}

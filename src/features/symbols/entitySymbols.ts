// Registers what makes entities symbols of the editor, for documents that have marks and for no others: where there are none,
// the editor does not even ask.

import * as vscode from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../../base/disposable';
import type { DocumentReader } from '../../extraction/documentReader';
import type { ReadOptionsSource } from '../extraction/readOptionsSource';
import type { CommandTable } from '../../host/registerCommands';
import { entityDefinition, entityHighlights, entityReferences } from './definition';
import { EntityPlaces, type ShownMarks } from './entityPlaces';
import { navigationCommands } from './navigation';
import { entityOutline, outlineSignature } from './outline';
import { RelationHints } from './relationHints';
import { entityRename, tellLeftOut } from './rename/rename';
import { entityWorkspaceSymbols } from './workspaceSymbols';
import type { Knowledge } from '../knowledge/knowledge';

/** After the last change of the marks, in milliseconds: the outline need not follow each keystroke. */
const quietTime = 300;

export interface EntitySymbolsOptions {
	readonly shown: ShownMarks;
	readonly knowledge: Knowledge;
	readonly reader: DocumentReader;
	readonly readOptions: ReadOptionsSource;
	/** Of the workspace: whether hints are shown is remembered there. */
	readonly memento: vscode.Memento;
}

export class EntitySymbols implements Disposable {
	readonly #shown: ShownMarks;
	readonly #places: EntityPlaces;
	readonly #rename: vscode.RenameProvider;
	readonly #hints: RelationHints;
	readonly #owned = new DisposableStore();
	/** Of the documents that have marks. */
	readonly #providers = this.#owned.add(new DisposableStore());
	readonly #outline = this.#owned.add(new DisposableStore());
	readonly #marked = new Set<vscode.TextDocument>();
	/**
	 * What the outline of each document was whenever the editor asked for it, since it was registered: outline and breadcrumbs
	 * ask on their own, and either may show what is no longer so.
	 */
	readonly #outlined = new Map<vscode.TextDocument, Set<string>>();
	/** Documents whose outline may differ from what the editor shows. */
	readonly #outdated = new Set<vscode.TextDocument>();
	#timer: NodeJS.Timeout | undefined;
	readonly commands: CommandTable;

	constructor({ shown, knowledge, reader, readOptions, memento }: EntitySymbolsOptions) {
		this.#shown = shown;
		this.#places = new EntityPlaces(shown, knowledge);
		this.#rename = entityRename({ places: this.#places, reader, readOptions, onLeftOut: (left) => void tellLeftOut(left) });
		this.#hints = this.#owned.add(new RelationHints(this.#places, shown, memento));
		this.commands = { ...navigationCommands(this.#places), ...this.#hints.commands };
		this.#owned.add(vscode.languages.registerWorkspaceSymbolProvider(entityWorkspaceSymbols(this.#places)));
		this.#owned.add(shown.onDidChange((document) => this.#changed([document])));
		// Which mentions are one entity may have changed.
		this.#owned.add(knowledge.onDidChange(() => this.#changed([...this.#marked])));
		this.#owned.add(toDisposable(() => clearTimeout(this.#timer)));
	}

	dispose(): void {
		this.#owned.dispose();
	}

	#changed(documents: readonly vscode.TextDocument[]): void {
		let hasChanged = false;
		for (const document of documents) {
			const isMarked = this.#shown.marksOf(document) !== undefined;
			hasChanged ||= isMarked !== this.#marked.has(document);
			if (isMarked) {
				this.#marked.add(document);
			} else {
				this.#marked.delete(document);
			}
		}
		if (hasChanged) {
			this.#registerProviders();
		}
		this.#refreshSoon(documents);
	}

	#registerProviders(): void {
		this.#providers.clear();
		this.#registerOutline();
		const selector = [...this.#marked].map(({ uri }): vscode.DocumentFilter => ({ scheme: uri.scheme, pattern: uri.fsPath }));
		if (selector.length === 0) {
			return;
		}
		const { languages } = vscode;
		this.#providers.add(languages.registerDefinitionProvider(selector, entityDefinition(this.#places)));
		this.#providers.add(languages.registerReferenceProvider(selector, entityReferences(this.#places)));
		this.#providers.add(languages.registerDocumentHighlightProvider(selector, entityHighlights(this.#places)));
		this.#providers.add(languages.registerRenameProvider(selector, this.#rename));
		this.#providers.add(languages.registerInlayHintsProvider(selector, this.#hints.provider));
	}

	/**
	 * For any document, as such a selector counts less than one that names a language: the headings of others come first. The
	 * breadcrumbs show an entity while the cursor is on its first mention, and headings elsewhere. Registering the outline anew is
	 * the one way to tell the editor that it has changed.
	 */
	#registerOutline(): void {
		this.#outline.clear();
		this.#outlined.clear();
		if (this.#marked.size === 0) {
			return;
		}
		const provider = entityOutline(this.#places);
		this.#outline.add(
			vscode.languages.registerDocumentSymbolProvider(
				[{ scheme: '*' }],
				{
					provideDocumentSymbols: (document, token) => {
						const given = this.#outlined.get(document) ?? new Set();
						this.#outlined.set(document, given.add(outlineSignature(this.#places, document)));
						if (given.size > 1) {
							this.#refreshSoon([document]);
						}
						return provider.provideDocumentSymbols(document, token);
					},
				},
				{ label: 'SpERT' },
			),
		);
	}

	#refreshSoon(documents: readonly vscode.TextDocument[]): void {
		documents.forEach((document) => this.#outdated.add(document));
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#refreshOutline(), quietTime);
	}

	#refreshOutline(): void {
		const outdated = [...this.#outdated];
		this.#outdated.clear();
		const differs = outdated.some((document) => {
			const given = this.#outlined.get(document);
			return given !== undefined && (given.size > 1 || !given.has(outlineSignature(this.#places, document)));
		});
		if (differs) {
			this.#registerOutline();
		}
	}
}

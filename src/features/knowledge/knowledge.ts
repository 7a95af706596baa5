// What is known of all documents at once: those that are open, as they are in their editors, and those that were extracted
// before. Lists, symbols, the relation graph and exports read it and follow its event; it shows nothing itself. What is little
// work is done when somebody asks; what is much, as when a folder of hundreds of documents is opened, is done in slices.

import type * as vscode from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { inSlices } from '../../host/inSlices';
import type { KnowledgeGraph } from '../../knowledge/entities/entity';
import { KnowledgeIndex } from '../../knowledge/entities/knowledgeIndex';
import type { MergeRules } from '../../knowledge/entities/mergeRules';
import type { KnowledgeModel, KnownDocument } from '../../knowledge/knownDocument';
import { usedModels } from '../../knowledge/usedModels';
import type { DocumentExtractions, DocumentMarks } from '../extraction/documentExtractions';
import type { StoredDocuments } from './storedDocuments';

/** Changes within this time are told together, in milliseconds: graphs and lists need not follow each keystroke. */
const quietTime = 120;
/** And no sooner than this many times as long as it took to take the last ones in: while hundreds of documents come, that is done now and then. */
const quietFactor = 10;
/** So many stored documents are taken in when somebody asks: reading each takes milliseconds. */
const documentsAtOnce = 8;
/** So many steps of the graph are done when somebody asks: for a few dozens of documents that is all of it. */
const stepsAtOnce = 12;

/** What was found in open documents. */
type FoundMarks = Pick<DocumentExtractions, 'documents' | 'marksOf' | 'isWhole' | 'onDidChange'>;

export class Knowledge implements Disposable {
	readonly #extractions: FoundMarks;
	readonly #stored: StoredDocuments;
	readonly #nameOf: (uri: vscode.Uri) => string;
	readonly #index = new KnowledgeIndex();
	readonly #owned = new DisposableStore();
	readonly #changed = this.#owned.add(new Emitter<void>());
	/** What the index holds of documents that are open. */
	readonly #live = new Map<string, { readonly marks: DocumentMarks; readonly known: KnownDocument }>();
	/** Ids of documents that are to be looked at. */
	readonly #outdated = new Set<string>();
	/** What somebody has asked for since it was last made: what nobody looks at costs nothing. */
	readonly #wanted = { documents: false, graph: false };
	/** How long the last documents took to take in, in milliseconds. */
	#took = 0;
	#timer: NodeJS.Timeout | undefined;
	#working: Promise<void> | undefined;
	/** Whether there is more to tell of than what is being worked on. */
	#tellsAgain = false;

	/** Fires soon after documents or merge rules changed. */
	readonly onDidChange = this.#changed.event;

	/** @param nameOf what people call a document: its path within the workspace */
	constructor(extractions: FoundMarks, stored: StoredDocuments, nameOf: (uri: vscode.Uri) => string) {
		this.#extractions = extractions;
		this.#stored = stored;
		this.#nameOf = nameOf;
		this.#owned.add(extractions.onDidChange((document) => this.#outdate([document.uri.toString()])));
		this.#owned.add(stored.onDidChange((ids) => this.#outdate(ids)));
		this.#owned.add(toDisposable(() => clearTimeout(this.#timer)));
		this.#outdate([...stored.all].map(({ id }) => id));
	}

	/** All documents of which something is known. Of many that came at once, none until the event tells of them. */
	get documents(): readonly KnownDocument[] {
		return this.index.documents;
	}

	/** @param id the document's URI */
	document(id: string): KnownDocument | undefined {
		return this.index.document(id);
	}

	/** For questions about single mentions, and for graphs of parts. As of the same documents as `documents`. */
	get index(): KnowledgeIndex {
		this.#wanted.documents = true;
		this.#takeInFew();
		return this.#index;
	}

	/** The graph over all documents: as it is or, where it takes long to make, as it was when the event last told of it. */
	get graph(): KnowledgeGraph {
		const { index } = this;
		this.#wanted.graph = true;
		for (let step = 0; step < stepsAtOnce && index.advance(); step++) {
			// Each step leads on to the next.
		}
		if (!index.isGraphCurrent) {
			this.#tellSoon();
		}
		return index.latestGraph;
	}

	/** Resolves once all that has come by now is taken in and is in the graph, for what must not leave any of it out. */
	async whenComplete(): Promise<void> {
		await this.#working;
		if (this.#outdated.size > 0 || !this.#index.isGraphCurrent) {
			Object.assign(this.#wanted, { documents: true, graph: true });
			await this.#work();
		}
	}

	/** The models that found what is known, the most used first. */
	get models(): readonly KnowledgeModel[] {
		return usedModels(this.documents);
	}

	setMergeRules(rules: MergeRules): void {
		this.#index.setRules(rules);
		this.#tellSoon();
	}

	dispose(): void {
		this.#owned.dispose();
	}

	#outdate(ids: readonly string[]): void {
		ids.forEach((id) => this.#outdated.add(id));
		this.#tellSoon();
	}

	#tellSoon(): void {
		if (this.#owned.isDisposed) {
			return;
		}
		if (this.#working !== undefined) {
			this.#tellsAgain = true;
			return;
		}
		this.#timer ??= setTimeout(() => void this.#work(), Math.max(quietTime, quietFactor * this.#took));
	}

	/** Makes what is wanted, and tells of it. */
	#work(): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#working ??= this.#takeInAll().finally(() => {
			this.#working = undefined;
			this.#changed.fire();
			if (this.#tellsAgain) {
				this.#tellsAgain = false;
				this.#tellSoon();
			}
		});
		return this.#working;
	}

	async #takeInAll(): Promise<void> {
		// What comes meanwhile waits: nothing would ever be ready while hundreds of documents are extracted.
		const waiting = this.#wanted.documents ? [...this.#outdated] : [];
		const { graph } = this.#wanted;
		Object.assign(this.#wanted, { documents: false, graph: false });
		this.#took = await inSlices(() => {
			const id = waiting.pop();
			if (id !== undefined) {
				this.#takeIn(id, this.#openDocuments().get(id));
			}
			return !this.#owned.isDisposed && (waiting.length > 0 || (graph && this.#index.advance()));
		});
	}

	/** Takes in what changed in open documents, and others if they are few. */
	#takeInFew(): void {
		if (this.#outdated.size === 0) {
			return;
		}
		const open = this.#openDocuments();
		const others = [...this.#outdated].filter((id) => !open.has(id));
		open.forEach((document, id) => this.#takeIn(id, document));
		if (this.#working === undefined && others.length <= documentsAtOnce) {
			others.forEach((id) => this.#takeIn(id, undefined));
		}
		if (this.#outdated.size > 0) {
			this.#tellSoon();
		}
	}

	#openDocuments(): ReadonlyMap<string, vscode.TextDocument> {
		return new Map(this.#extractions.documents.map((document) => [document.uri.toString(), document]));
	}

	#takeIn(id: string, document: vscode.TextDocument | undefined): void {
		if (!this.#outdated.delete(id)) {
			return;
		}
		const marks = document && this.#extractions.marksOf(document);
		const stored = this.#stored.get(id);
		// Half of a document is no reason to forget the whole.
		const isBetter = stored === undefined || (document !== undefined && this.#extractions.isWhole(document));
		if (document !== undefined && marks !== undefined && isBetter) {
			if (this.#live.get(id)?.marks !== marks) {
				const known = this.#knownDocument(document, marks);
				this.#live.set(id, { marks, known });
				this.#index.set(known);
			}
			return;
		}
		this.#live.delete(id);
		if (this.#index.document(id) !== stored) {
			if (stored === undefined) {
				this.#index.delete(id);
			} else {
				this.#index.set(stored);
			}
		}
	}

	#knownDocument(document: vscode.TextDocument, { model, extraction }: DocumentMarks): KnownDocument {
		return {
			id: document.uri.toString(),
			name: this.#nameOf(document.uri),
			model,
			extraction,
			positionAt: (offset) => document.positionAt(offset),
		};
	}
}

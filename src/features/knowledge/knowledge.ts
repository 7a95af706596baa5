// What is known of all documents at once: those that are open, as they are in their editors, and those that were extracted
// before. Lists, symbols, the relation graph and exports read it and follow its event; it shows nothing itself.

import * as vscode from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { KnowledgeGraph } from '../../knowledge/entities/entity';
import { KnowledgeIndex } from '../../knowledge/entities/knowledgeIndex';
import type { MergeRules } from '../../knowledge/entities/mergeRules';
import type { KnowledgeModel, KnownDocument } from '../../knowledge/knownDocument';
import type { DocumentExtractions, DocumentMarks } from '../extraction/documentExtractions';
import type { StoredDocuments } from './storedDocuments';

/** Changes within this time are told together, in milliseconds: graphs and lists need not follow each keystroke. */
const quietTime = 120;
/** And no sooner than this many times as long as the whole graph takes to make: while hundreds of documents come in, it is made now and then. */
const quietFactor = 10;

export class Knowledge implements Disposable {
	readonly #extractions: DocumentExtractions;
	readonly #stored: StoredDocuments;
	readonly #index = new KnowledgeIndex();
	readonly #owned = new DisposableStore();
	readonly #changed = this.#owned.add(new Emitter<void>());
	/** What the index holds of documents that are open. */
	readonly #live = new Map<string, { readonly marks: DocumentMarks; readonly known: KnownDocument }>();
	/** Ids of documents that are to be looked at. */
	readonly #outdated = new Set<string>();
	#wholeGraph: KnowledgeGraph | undefined;
	/** How long the whole graph took to make, in milliseconds. */
	#graphTime = 0;
	#timer: NodeJS.Timeout | undefined;

	/** Fires soon after documents or merge rules changed. */
	readonly onDidChange = this.#changed.event;

	constructor(extractions: DocumentExtractions, stored: StoredDocuments) {
		this.#extractions = extractions;
		this.#stored = stored;
		this.#owned.add(extractions.onDidChange((document) => this.#outdate([document.uri.toString()])));
		this.#owned.add(stored.onDidChange((ids) => this.#outdate(ids)));
		this.#owned.add(toDisposable(() => clearTimeout(this.#timer)));
		this.#outdate([...stored.all].map(({ id }) => id));
	}

	/** All documents of which something is known. */
	get documents(): readonly KnownDocument[] {
		this.#update();
		return this.#index.documents;
	}

	/** @param id the document's URI */
	document(id: string): KnownDocument | undefined {
		this.#update();
		return this.#index.document(id);
	}

	/** For questions about single mentions, and for graphs of parts. */
	get index(): KnowledgeIndex {
		this.#update();
		return this.#index;
	}

	/** The graph over all documents. */
	get graph(): KnowledgeGraph {
		this.#update();
		if (this.#wholeGraph === undefined) {
			const start = performance.now();
			this.#wholeGraph = this.#index.graph();
			this.#graphTime = performance.now() - start;
		}
		return this.#wholeGraph;
	}

	/** The models that found what is known, the most used first. */
	get models(): readonly KnowledgeModel[] {
		const byHash = new Map<string, { readonly model: KnowledgeModel; count: number }>();
		for (const { model } of this.documents) {
			const known = byHash.get(model.hash) ?? { model, count: 0 };
			known.count++;
			byHash.set(model.hash, known);
		}
		return [...byHash.values()].sort((a, b) => b.count - a.count).map(({ model }) => model);
	}

	setMergeRules(rules: MergeRules): void {
		this.#index.setRules(rules);
		this.#wholeGraph = undefined;
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
		this.#timer ??= setTimeout(() => {
			this.#timer = undefined;
			this.#changed.fire();
		}, Math.max(quietTime, quietFactor * this.#graphTime));
	}

	/** Brings the index up to date: only when somebody asks, so that it costs nothing where nobody does. */
	#update(): void {
		if (this.#outdated.size === 0) {
			return;
		}
		const open = new Map(this.#extractions.documents.map((document) => [document.uri.toString(), document]));
		for (const id of this.#outdated) {
			const document = open.get(id);
			const marks = document && this.#extractions.marksOf(document);
			const stored = this.#stored.get(id);
			// Half of a document is no reason to forget the whole.
			const isBetter = stored === undefined || (document !== undefined && this.#extractions.isWhole(document));
			if (document !== undefined && marks !== undefined && isBetter) {
				if (this.#live.get(id)?.marks !== marks) {
					const known = knownDocument(document, marks);
					this.#live.set(id, { marks, known });
					this.#index.set(known);
					this.#wholeGraph = undefined;
				}
				continue;
			}
			this.#live.delete(id);
			if (this.#index.document(id) !== stored) {
				if (stored === undefined) {
					this.#index.delete(id);
				} else {
					this.#index.set(stored);
				}
				this.#wholeGraph = undefined;
			}
		}
		this.#outdated.clear();
	}
}

function knownDocument(document: vscode.TextDocument, { model, extraction }: DocumentMarks): KnownDocument {
	return {
		id: document.uri.toString(),
		name: vscode.workspace.asRelativePath(document.uri),
		model,
		extraction,
		positionAt: (offset) => document.positionAt(offset),
	};
}

// Marks, and the graph over all documents, as they are to be shown: without what the person chose not to see. Decorations, hovers,
// lists and the status bar read it, so that a choice shows everywhere at once and nothing is computed again. What was found is in
// DocumentExtractions.

import type * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { DocumentExtraction } from '../../knowledge/documentExtraction';
import type { Entity, EntityMention, KnowledgeGraph } from '../../knowledge/entities/entity';
import { isMentionVisible, visibleExtraction, type Visibility } from '../../knowledge/visibility';
import { visibleGraph } from '../../knowledge/visibleGraph';
import type { DocumentActivity, DocumentExtractions, DocumentMarks } from '../extraction/documentExtractions';
import type { Knowledge } from './knowledge';
import type { VisibilityState } from './visibilityState';

/** What was found in open documents. */
type FoundMarks = Pick<DocumentExtractions, 'documents' | 'marksOf' | 'activityOf' | 'onDidChange'>;
/** Which entities mentions stand for. */
type KnownEntities = Pick<Knowledge, 'index' | 'graph' | 'onDidChange'>;

interface Shown {
	/** What it was made from. */
	readonly all: DocumentMarks;
	readonly visibility: Visibility;
	readonly marks: DocumentMarks;
}

export class VisibleMarks implements Disposable {
	readonly #extractions: FoundMarks;
	readonly #knowledge: KnownEntities;
	readonly #visibility: VisibilityState;
	readonly #owned = new DisposableStore();
	readonly #changed = this.#owned.add(new Emitter<vscode.TextDocument>());
	readonly #shown = new WeakMap<vscode.TextDocument, Shown>();
	#shownGraph: { readonly all: KnowledgeGraph; readonly visibility: Visibility; readonly graph: KnowledgeGraph } | undefined;

	/** Fires with a document whose marks, or what is shown of them, or whose activity changed. */
	readonly onDidChange = this.#changed.event;

	constructor(extractions: FoundMarks, knowledge: KnownEntities, visibility: VisibilityState) {
		this.#extractions = extractions;
		this.#knowledge = knowledge;
		this.#visibility = visibility;
		this.#owned.add(extractions.onDidChange((document) => this.#changed.fire(document)));
		this.#owned.add(visibility.onDidChange(() => extractions.documents.forEach((document) => this.#changed.fire(document))));
		this.#owned.add(knowledge.onDidChange(() => this.#mergedAnew()));
	}

	/** The very same object as long as the same is shown. */
	marksOf(document: vscode.TextDocument): DocumentMarks | undefined {
		const all = this.#extractions.marksOf(document);
		if (all === undefined) {
			return undefined;
		}
		const known = this.#shown.get(document);
		if (known?.all === all && known.visibility === this.#visibility.current) {
			return known.marks;
		}
		return this.#show(document, all);
	}

	/** Everything that was found, shown or not. */
	allMarksOf(document: vscode.TextDocument): DocumentMarks | undefined {
		return this.#extractions.marksOf(document);
	}

	/** What is shown of the graph over all documents: the very same object until something changes. */
	get graph(): KnowledgeGraph {
		const { graph: all } = this.#knowledge;
		const { current: visibility } = this.#visibility;
		if (this.#shownGraph?.all !== all || this.#shownGraph.visibility !== visibility) {
			this.#shownGraph = { all, visibility, graph: visibleGraph(all, visibility) };
		}
		return this.#shownGraph.graph;
	}

	/** An entity of all documents with those of its mentions that are shown; undefined where none is. */
	entity(id: string): Entity | undefined {
		const entity = this.#knowledge.graph.entities.get(id);
		const mentions = entity?.mentions.filter(({ mention }) => isMentionVisible(this.#visibility.current, mention, id)) ?? [];
		return entity === undefined || mentions.length === 0 ? undefined : { ...entity, mentions };
	}

	/** The mentions of an entity in all documents, without those that are not shown. */
	mentionsOf(entityId: string): readonly EntityMention[] {
		return this.entity(entityId)?.mentions ?? [];
	}

	activityOf(document: vscode.TextDocument): DocumentActivity {
		return this.#extractions.activityOf(document);
	}

	dispose(): void {
		this.#owned.dispose();
	}

	#show(document: vscode.TextDocument, all: DocumentMarks): DocumentMarks {
		const visibility = this.#visibility.current;
		const id = document.uri.toString();
		// Which entity a mention stands for is asked only where it matters: an edit must not wait for the whole index.
		const index = visibility.hiddenEntities.size > 0 ? this.#knowledge.index : undefined;
		const extraction = visibleExtraction(all.extraction, visibility, (mention) => index?.entityIdOf(id, mention) ?? '');
		const before = this.#shown.get(document);
		const marks =
			before?.all === all && sameContent(before.marks.extraction, extraction)
				? before.marks
				: extraction === all.extraction
					? all
					: { ...all, extraction };
		this.#shown.set(document, { all, visibility, marks });
		return marks;
	}

	/** Which mentions stand for a hidden entity may have changed. */
	#mergedAnew(): void {
		if (this.#visibility.current.hiddenEntities.size === 0) {
			return;
		}
		for (const document of this.#extractions.documents) {
			const all = this.#extractions.marksOf(document);
			const before = this.#shown.get(document)?.marks;
			if (all !== undefined && this.#show(document, all) !== before) {
				this.#changed.fire(document);
			}
		}
	}
}

function sameContent(a: DocumentExtraction, b: DocumentExtraction): boolean {
	return sameItems(a.mentions, b.mentions) && sameItems(a.relations, b.relations) && a.sentences === b.sentences;
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
	return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}

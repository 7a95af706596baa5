// What the relation graph shows of a scope: its graph, that it is being made, or why there is none.

import type * as vscode from 'vscode';
import type { EmptyReason, GraphContent } from '../../protocol/relationGraphProtocol';
import type { KnowledgeGraph } from '../../knowledge/entities/entity';
import type { KnowledgeModel, KnownDocument } from '../../knowledge/knownDocument';
import { visibleGraph } from '../../knowledge/visibleGraph';
import type { Visibility } from '../../knowledge/visibility';
import type { DocumentExtractions } from '../extraction/documentExtractions';
import type { Knowledge } from '../knowledge/knowledge';
import { graphView } from './graphView';

export interface ScopedGraph {
	readonly documents: readonly KnownDocument[];
	readonly all: KnowledgeGraph;
	readonly visible: KnowledgeGraph;
}

/** @param document undefined for the whole workspace */
export function scopedGraph(knowledge: Knowledge, document: vscode.TextDocument | undefined, visibility: Visibility): ScopedGraph {
	const known = document && knowledge.document(document.uri.toString());
	const documents = document === undefined ? knowledge.documents : known === undefined ? [] : [known];
	const all = document === undefined ? knowledge.graph : knowledge.index.graph(documents.map(({ id }) => id));
	return { documents, all, visible: visibleGraph(all, visibility) };
}

/** How far the first reading of a document is; undefined when none is under way. Until then half a graph would be laid out. */
export function firstReading(extractions: DocumentExtractions, document: vscode.TextDocument): GraphContent | undefined {
	const activity = extractions.activityOf(document);
	if (activity.kind === 'idle' || extractions.marksOf(document)?.isComplete === true) {
		return undefined;
	}
	return { kind: 'loading', done: activity.total === undefined ? 0 : activity.done, total: activity.total ?? 0 };
}

export function contentOf({ documents, all, visible }: ScopedGraph): GraphContent {
	const empty = (reason: EmptyReason): GraphContent => ({ kind: 'empty', reason });
	if (documents.length === 0) {
		return empty('notExtracted');
	}
	if (all.entities.size === 0) {
		return empty('nothingFound');
	}
	return visible.entities.size === 0 ? empty('allHidden') : { kind: 'graph', graph: graphView(visible, documents, modelsOf(documents)) };
}

/** The most used first. */
function modelsOf(documents: readonly KnownDocument[]): KnowledgeModel[] {
	const counts = new Map<string, { readonly model: KnowledgeModel; count: number }>();
	for (const { model } of documents) {
		const known = counts.get(model.hash) ?? { model, count: 0 };
		known.count++;
		counts.set(model.hash, known);
	}
	return [...counts.values()].sort((a, b) => b.count - a.count).map(({ model }) => model);
}

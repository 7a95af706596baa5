// What the relation graph shows of a scope: its graph, that it is being made, or why there is none.

import type * as vscode from 'vscode';
import type { EmptyReason, GraphContent } from '../../protocol/relationGraphProtocol';
import type { KnowledgeGraph } from '../../knowledge/entities/entity';
import type { KnownDocument } from '../../knowledge/knownDocument';
import { usedModels } from '../../knowledge/usedModels';
import { visibleGraph } from '../../knowledge/visibleGraph';
import type { Visibility } from '../../knowledge/visibility';
import type { DocumentExtractions } from '../extraction/documentExtractions';
import type { Knowledge } from '../knowledge/knowledge';
import type { VisibleMarks } from '../knowledge/visibleMarks';
import { graphView } from './graphView';

export interface ScopedGraph {
	readonly documents: readonly KnownDocument[];
	readonly all: KnowledgeGraph;
	readonly visible: KnowledgeGraph;
}

/** @param document undefined for the whole workspace */
export function scopedGraph(knowledge: Knowledge, visible: VisibleMarks, document: vscode.TextDocument | undefined, visibility: Visibility): ScopedGraph {
	if (document === undefined) {
		return { documents: knowledge.documents, all: knowledge.graph, visible: visible.graph };
	}
	const known = knowledge.document(document.uri.toString());
	const documents = known === undefined ? [] : [known];
	const all = knowledge.index.graph(documents.map(({ id }) => id));
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
	return visible.entities.size === 0 ? empty('allHidden') : { kind: 'graph', graph: graphView(visible, documents, usedModels(documents)) };
}

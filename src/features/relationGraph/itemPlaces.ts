// The places of an entity or a relation: where its sentences stand, for the page's list and for the editor. Pure.

import { mostPlaces, type GraphItem, type GraphPlace } from '../../protocol/relationGraphProtocol';
import type { DocumentExtraction, Mention, SourceSpan } from '../../knowledge/documentExtraction';
import type { KnowledgeGraph } from '../../knowledge/entities/entity';
import type { KnownDocument } from '../../knowledge/knownDocument';

export interface ItemPlace extends GraphPlace {
	/** Id of the document. */
	readonly documentId: string;
	/** All of the source that is to be seen. */
	readonly sentenceSpan: SourceSpan;
	/** The words in question. */
	readonly ranges: readonly SourceSpan[];
}

export interface ItemPlaces {
	/** An entity's in the order of the texts, a relation's the surest first. */
	readonly places: readonly ItemPlace[];
	readonly unsent: number;
}

/** Without places where the item is no longer there. @param graph what is visible of it */
export function placesOf(item: GraphItem, graph: KnowledgeGraph, documentOf: (id: string) => KnownDocument | undefined): ItemPlaces {
	const found = item.kind === 'entity' ? entityPlaces(item.id, graph) : relationPlaces(item.id, graph);
	const places = found.slice(0, mostPlaces).flatMap(({ document, mentions, score }): ItemPlace[] => {
		const known = documentOf(document);
		const [first] = mentions;
		if (known === undefined || first === undefined) {
			return [];
		}
		const { span, text } = sentenceAround(known.extraction, mentions);
		return [
			{
				documentId: document,
				document: known.name,
				line: known.positionAt(first.span.start).line + 1,
				sentence: text,
				words: mentions.map((mention) => mention.text).join(' – '),
				score,
				sentenceSpan: span,
				ranges: mentions.flatMap(({ ranges }) => ranges),
			},
		];
	});
	return { places, unsent: Math.max(0, found.length - mostPlaces) };
}

interface Found {
	readonly document: string;
	readonly mentions: readonly Mention[];
	readonly score: number;
}

function entityPlaces(id: string, { entities }: KnowledgeGraph): Found[] {
	const mentions = entities.get(id)?.mentions ?? [];
	return mentions.map(({ document, mention }) => ({ document, mentions: [mention], score: mention.score }));
}

function relationPlaces(id: string, { relations }: KnowledgeGraph): Found[] {
	const evidence = relations.get(id)?.evidence ?? [];
	return evidence.map(({ document, head, tail, relation }) => ({ document, mentions: [head, tail], score: relation.score }));
}

/** The sentences of the mentions and what lies between them. */
function sentenceAround({ sentences }: DocumentExtraction, mentions: readonly Mention[]): { span: SourceSpan; text: string } {
	const numbers = [...new Set(mentions.map(({ sentence }) => sentence))].sort((a, b) => a - b);
	const known = numbers.flatMap((number) => sentences[number] ?? []);
	const spans = known.length > 0 ? known : mentions.map(({ span }) => span);
	return {
		span: { start: Math.min(...spans.map(({ start }) => start)), end: Math.max(...spans.map(({ end }) => end)) },
		text: known.map(({ text }) => text).join(' … '),
	};
}

// What a mention is related to: its own relations first, then those that other mentions of the same entity have, here and in
// other documents.

import type * as vscode from 'vscode';
import type { DocumentExtraction, Mention, Relation } from '../../knowledge/documentExtraction';
import { locationIn, placeIn, type EntityPlaces, type MentionHere } from './entityPlaces';

export interface RelatedPlace {
	readonly relation: Relation;
	/** Whether the mention's entity is the head. Says nothing for a symmetric relation. */
	readonly isHead: boolean;
	readonly partner: Mention;
	readonly location: vscode.Location;
	/** The sentence of the partner, as a reader sees it. */
	readonly sentence: string;
	/** For people. */
	readonly document: string;
	/** Whether the mention itself has the relation, and not another one of its entity. */
	readonly isOwn: boolean;
}

/** The mention's own first, then the surest first. */
export function relatedPlaces(places: EntityPlaces, here: MentionHere): RelatedPlace[] {
	const { document, marks, mention, entityId } = here;
	const documentId = document.uri.toString();
	const name = places.knowledge.document(documentId)?.name ?? document.fileName;
	const ids = new Set(
		marks.extraction.mentions.filter((other) => places.entityIdOf(document, other) === entityId).map(({ id }) => id),
	);
	const found = related(marks.extraction, ids).map(({ relation, isHead, partner }): RelatedPlace => {
		return {
			relation,
			isHead,
			partner,
			location: placeIn(document, partner).location,
			sentence: sentenceText(marks.extraction, partner),
			document: name,
			isOwn: relation.head === mention.id || relation.tail === mention.id,
		};
	});
	for (const { evidence } of places.knowledge.graph.relationsByEntity.get(entityId) ?? []) {
		for (const stated of evidence) {
			const known = stated.document === documentId ? undefined : places.knowledge.document(stated.document);
			if (known !== undefined) {
				const isHead = places.knowledge.index.entityIdOf(known.id, stated.head) === entityId;
				const partner = isHead ? stated.tail : stated.head;
				found.push({
					relation: stated.relation,
					isHead,
					partner,
					location: locationIn(known, partner.span),
					sentence: sentenceText(known.extraction, partner),
					document: known.name,
					isOwn: false,
				});
			}
		}
	}
	return found.sort((a, b) => Number(b.isOwn) - Number(a.isOwn) || b.relation.score - a.relation.score);
}

function related({ mentions, relations }: DocumentExtraction, ids: ReadonlySet<string>): { relation: Relation; isHead: boolean; partner: Mention }[] {
	const byId = new Map(mentions.map((mention) => [mention.id, mention]));
	return relations.flatMap((relation) => {
		const isHead = ids.has(relation.head);
		const partner = byId.get(isHead ? relation.tail : relation.head);
		// Two mentions of one entity say nothing about what it is related to.
		return partner !== undefined && isHead !== ids.has(relation.tail) ? [{ relation, isHead, partner }] : [];
	});
}

function sentenceText({ sentences }: DocumentExtraction, { sentence, text }: Mention): string {
	return sentences[sentence]?.text ?? text;
}

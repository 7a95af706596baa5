// The mentions of an entity one after the other, over all documents and around their end.

import type { Entity, EntityMention } from './entities/entity';
import type { KnowledgeIndex } from './entities/knowledgeIndex';

/** A place in the source of a document. */
export interface DocumentPlace {
	/** Id of the document; it need not mention the entity. */
	readonly document: string;
	/** In UTF-16 units. */
	readonly offset: number;
}

/** The first mention that begins behind a place; from the last one on to the first. Undefined for an entity without any. */
export function mentionAfter(index: KnowledgeIndex, entity: Entity, place: DocumentPlace): EntityMention | undefined {
	const order = orderOf(index);
	return entity.mentions.find((mention) => compareTo(order, mention, place) > 0) ?? entity.mentions[0];
}

/** The last mention that ends before a place; from the first one on to the last. Undefined for an entity without any. */
export function mentionBefore(index: KnowledgeIndex, entity: Entity, place: DocumentPlace): EntityMention | undefined {
	const order = orderOf(index);
	return entity.mentions.findLast((mention) => compareTo(order, mention, place) < 0) ?? entity.mentions.at(-1);
}

function orderOf(index: KnowledgeIndex): ReadonlyMap<string, number> {
	return new Map(index.documents.map(({ id }, order) => [id, order]));
}

/** Below 0 for a mention that ends before the place, above 0 for one that begins behind it, 0 for one around it. */
function compareTo(order: ReadonlyMap<string, number>, { document, mention }: EntityMention, place: DocumentPlace): number {
	const [here, there] = [order.get(document) ?? Infinity, order.get(place.document) ?? Infinity];
	if (document !== place.document) {
		return here < there ? -1 : 1;
	}
	if (mention.span.end < place.offset) {
		return -1;
	}
	return mention.span.start > place.offset ? 1 : 0;
}

// What is shown of what was found: how sure it must be, and which types and entities are hidden. One rule for marks, lists and
// the graph.

import type { DocumentExtraction, Mention } from './documentExtraction';

export interface Visibility {
	/** Mentions with a lower score are not shown. */
	readonly entityThreshold: number;
	/** Relations with a lower score are not shown. */
	readonly relationThreshold: number;
	/** Identifiers of entity types. */
	readonly hiddenTypes: ReadonlySet<string>;
	/** Ids of entities. */
	readonly hiddenEntities: ReadonlySet<string>;
}

export const everythingVisible: Visibility = {
	entityThreshold: 0,
	relationThreshold: 0,
	hiddenTypes: new Set(),
	hiddenEntities: new Set(),
};

/** @param entityId of the entity that the mention stands for */
export function isMentionVisible(visibility: Visibility, mention: Mention, entityId: string): boolean {
	return (
		mention.score >= visibility.entityThreshold &&
		!visibility.hiddenTypes.has(mention.type) &&
		!visibility.hiddenEntities.has(entityId)
	);
}

/** What is shown of an extraction; the very same object where all of it is. */
export function visibleExtraction(
	extraction: DocumentExtraction,
	visibility: Visibility,
	entityIdOf: (mention: Mention) => string,
): DocumentExtraction {
	const mentions = extraction.mentions.filter((mention) => isMentionVisible(visibility, mention, entityIdOf(mention)));
	const ids = new Set(mentions.map(({ id }) => id));
	const relations = extraction.relations.filter(
		({ head, tail, score }) => score >= visibility.relationThreshold && ids.has(head) && ids.has(tail),
	);
	return mentions.length === extraction.mentions.length && relations.length === extraction.relations.length
		? extraction
		: { ...extraction, mentions, relations };
}

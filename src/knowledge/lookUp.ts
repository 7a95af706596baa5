// Questions to an extraction: what is here, and what is it linked to?

import type { DocumentExtraction, Mention, Relation } from './documentExtraction';

/** Mentions whose words are at an offset (or end there), the innermost first. */
export function mentionsAt({ mentions }: DocumentExtraction, offset: number): Mention[] {
	return mentions
		.filter(({ ranges }) => ranges.some(({ start, end }) => start <= offset && offset <= end))
		.sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start));
}

/** A relation as seen from one of its ends. */
export interface RelationAtMention {
	readonly relation: Relation;
	/** Whether the mention is the head. Says nothing for a symmetric relation. */
	readonly isHead: boolean;
	readonly partner: Mention;
}

/** Relations of a mention, outgoing ones first, surest first. */
export function relationsOf({ mentions, relations }: DocumentExtraction, id: string): RelationAtMention[] {
	const byId = new Map(mentions.map((mention) => [mention.id, mention]));
	return relations
		.flatMap((relation) => {
			const isHead = relation.head === id;
			const partner = byId.get(isHead ? relation.tail : relation.head);
			return partner !== undefined && (isHead || relation.tail === id) ? [{ relation, isHead, partner }] : [];
		})
		.sort((a, b) => Number(b.isHead) - Number(a.isHead) || b.relation.score - a.relation.score);
}

export function partnersOf(extraction: DocumentExtraction, id: string): Mention[] {
	return relationsOf(extraction, id).map(({ partner }) => partner);
}

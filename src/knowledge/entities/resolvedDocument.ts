// A document's mentions and relations with the entities that they stand for: what graphs are gathered from.

import type { Mention } from '../documentExtraction';
import type { EntityMention, RelationEvidence } from './entity';
import type { EntityMerging, ResolvedForm } from './entityMerging';
import type { IndexedDocument } from './indexedDocument';

/** A place that states a relation, with the relation between entities that it is evidence for. */
export interface ResolvedEvidence {
	/** Of the relation between the entities. */
	readonly id: string;
	/** Ids of entities. */
	readonly head: string;
	readonly tail: string;
	readonly evidence: RelationEvidence;
}

export interface ResolvedDocument {
	readonly mentions: readonly EntityMention[];
	/** Of each mention: [mentions]. */
	readonly entities: readonly ResolvedForm[];
	readonly evidence: readonly ResolvedEvidence[];
	/** By the text of mentions. */
	readonly forms: ReadonlyMap<string, ResolvedForm>;
}

/** @param before what another merging made of the same document: the very same object is given back where nothing changes */
export function resolveDocument(
	{ document, mentions, forms, expansions }: IndexedDocument,
	merging: EntityMerging,
	before: ResolvedDocument | undefined,
): ResolvedDocument {
	const resolved = new Map<string, ResolvedForm>();
	let isSame = before !== undefined;
	for (const [text, form] of forms) {
		const known = before?.forms.get(text);
		const now = merging.resolve(form, expansions);
		isSame &&= known?.id === now.id && known.isAcronym === now.isAcronym;
		resolved.set(text, now);
	}
	if (before !== undefined && isSame) {
		return before;
	}
	const entityOf = ({ text }: Mention): ResolvedForm => resolved.get(text) ?? { id: text, isAcronym: false };
	const byId = new Map(mentions.map(({ mention }) => [mention.id, mention]));
	const evidence = document.extraction.relations.flatMap((relation): ResolvedEvidence[] => {
		const [head, tail] = [byId.get(relation.head), byId.get(relation.tail)];
		if (head === undefined || tail === undefined) {
			return [];
		}
		let [headId, tailId] = [entityOf(head).id, entityOf(tail).id];
		if (relation.symmetric && headId > tailId) {
			[headId, tailId] = [tailId, headId];
		}
		const id = `${headId}\t${relation.type}\t${tailId}`;
		// What a text says of an entity and itself is no edge; it stays in the document's extraction.
		return headId === tailId ? [] : [{ id, head: headId, tail: tailId, evidence: { document: document.id, relation, head, tail } }];
	});
	return { mentions, entities: mentions.map(({ mention }) => entityOf(mention)), evidence, forms: resolved };
}

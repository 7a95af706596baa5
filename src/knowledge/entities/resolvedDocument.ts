// A document's mentions and relations with the entities that they stand for: what graphs are gathered from.

import type { RelationEvidence } from './entity';
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

/**
 * The relation between two entities that a text states. What it states of an entity and itself is none: it stays in the document's
 * extraction.
 */
export function relationBetween(head: string, tail: string, type: string, symmetric: boolean): Omit<ResolvedEvidence, 'evidence'> | undefined {
	if (head === tail) {
		return undefined;
	}
	const [first, second] = symmetric && head > tail ? [tail, head] : [head, tail];
	return { id: `${first}\t${type}\t${second}`, head: first, tail: second };
}

export interface ResolvedDocument {
	readonly indexed: IndexedDocument;
	/** Of each form, by its number. */
	readonly forms: readonly ResolvedForm[];
	readonly evidence: readonly ResolvedEvidence[];
}

/** @param before what another merging made of the same document: the very same object is given back where nothing changes */
export function resolveDocument(indexed: IndexedDocument, merging: EntityMerging, before: ResolvedDocument | undefined): ResolvedDocument {
	const forms = indexed.forms.map((form) => merging.resolve(form, indexed.expansions));
	if (before !== undefined && forms.every(({ id, isAcronym }, form) => id === before.forms[form]?.id && isAcronym === before.forms[form].isAcronym)) {
		return before;
	}
	const evidence: ResolvedEvidence[] = [];
	for (const { evidence: place, head, tail } of indexed.evidence) {
		const { type, symmetric } = place.relation;
		const relation = relationBetween(forms[head]?.id ?? '', forms[tail]?.id ?? '', type, symmetric);
		if (relation !== undefined) {
			evidence.push({ ...relation, evidence: place });
		}
	}
	return { indexed, forms, evidence };
}

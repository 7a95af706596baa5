// What single entities and relations are, by all that documents say of them.

import { compare } from './acronymTable';
import type { Entity, EntityForm, EntityMention, EntityRelation, EntityTypeCount } from './entity';
import type { DocumentPart } from './partsOfDocuments';
import type { ResolvedEvidence } from './resolvedDocument';

interface FormCount {
	count: number;
	readonly isAcronym: boolean;
}

/**
 * The entity with the given mentions; undefined where there are none.
 * @param parts numbers of its mentions in each document, in the order of the documents
 * @param longForm how the long form of its acronyms is written, if it has any
 */
export function entityOf(id: string, parts: readonly DocumentPart<number>[], longForm: string | undefined): Entity | undefined {
	const mentions: EntityMention[] = [];
	const formCounts = new Map<string, FormCount>();
	const typeCounts = new Map<string, number>();
	let score = 0;
	for (const { document: { indexed, forms: resolved }, items } of parts) {
		for (const number of items) {
			const entityMention = indexed.mentions[number];
			if (entityMention === undefined) {
				continue;
			}
			mentions.push(entityMention);
			const { text, type, score: own } = entityMention.mention;
			const form = formCounts.get(text);
			if (form === undefined) {
				formCounts.set(text, { count: 1, isAcronym: resolved[indexed.formOfMention[number] ?? -1]?.isAcronym === true });
			} else {
				form.count++;
			}
			typeCounts.set(type, (typeCounts.get(type) ?? 0) + 1);
			score = Math.max(score, own);
		}
	}
	if (mentions.length === 0) {
		return undefined;
	}
	const types = [...typeCounts]
		.map(([type, count]): EntityTypeCount => ({ type, count }))
		.sort((a, b) => b.count - a.count || compare(a.type, b.type));
	const forms = [...formCounts]
		.map(([text, { count }]): EntityForm => ({ text, count }))
		.sort((a, b) => b.count - a.count || compareForms(a.text, b.text));
	// "support vector machine (SVM)" marked as a whole is a form, but no name.
	const inFull = forms.find(({ text }) => formCounts.get(text)?.isAcronym === false && !text.endsWith(')'));
	const name = inFull?.text ?? longForm ?? forms[0]?.text ?? id;
	return { id, name, type: types[0]?.type ?? '', types, forms, mentions, documentCount: parts.length, score };
}

/** The relation that the given places state; undefined where there are none. @param places in the order of the documents and of their texts */
export function relationOf(places: readonly ResolvedEvidence[]): EntityRelation | undefined {
	const evidence = places.map((place) => place.evidence).sort((a, b) => b.relation.score - a.relation.score);
	const [[place], [best]] = [places, evidence];
	if (place === undefined || best === undefined) {
		return undefined;
	}
	const { id, head, tail } = place;
	const { type, symmetric, score } = best.relation;
	return { id, type, symmetric, head, tail, score, evidence };
}

/** Of forms that are as frequent, the one with fewer capitals: not the one that begins a sentence. */
function compareForms(a: string, b: string): number {
	return capitalsOf(a) - capitalsOf(b) || a.length - b.length || compare(a, b);
}

function capitalsOf(text: string): number {
	return text.match(/\p{Lu}/gu)?.length ?? 0;
}

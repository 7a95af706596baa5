// What single entities and relations are, by all that documents say of them.

import type { Mention } from '../documentExtraction';
import { compare } from './acronymTable';
import type { Entity, EntityForm, EntityMention, EntityRelation, EntityTypeCount } from './entity';
import type { DocumentPart } from './partsOfDocuments';
import type { ResolvedEvidence } from './resolvedDocument';

/** What the mentions of an entity come to, one by one in the order of the documents: without holding them. */
export class EntityTally {
	readonly #forms = new Map<string, { count: number; readonly isAcronym: boolean }>();
	readonly #types = new Map<string, number>();
	#score = 0;

	/** @param isAcronym whether the mention is written as an acronym of the entity's long form */
	add({ text, type, score }: Pick<Mention, 'text' | 'type' | 'score'>, isAcronym: boolean): void {
		const form = this.#forms.get(text);
		if (form === undefined) {
			this.#forms.set(text, { count: 1, isAcronym });
		} else {
			form.count++;
		}
		this.#types.set(type, (this.#types.get(type) ?? 0) + 1);
		this.#score = Math.max(this.#score, score);
	}

	/** @param longForm how the long form of its acronyms is written, if it has any */
	entity(id: string, longForm: string | undefined): Pick<Entity, 'id' | 'name' | 'type' | 'types' | 'forms' | 'score'> {
		const types = [...this.#types]
			.map(([type, count]): EntityTypeCount => ({ type, count }))
			.sort((a, b) => b.count - a.count || compare(a.type, b.type));
		const forms = [...this.#forms]
			.map(([text, { count }]): EntityForm => ({ text, count }))
			.sort((a, b) => b.count - a.count || compareForms(a.text, b.text));
		// "support vector machine (SVM)" marked as a whole is a form, but no name.
		const inFull = forms.find(({ text }) => this.#forms.get(text)?.isAcronym === false && !text.endsWith(')'));
		const name = inFull?.text ?? longForm ?? forms[0]?.text ?? id;
		return { id, name, type: types[0]?.type ?? '', types, forms, score: this.#score };
	}
}

/**
 * The entity with the given mentions; undefined where there are none.
 * @param parts numbers of its mentions in each document, in the order of the documents
 * @param longForm how the long form of its acronyms is written, if it has any
 */
export function entityOf(id: string, parts: readonly DocumentPart<number>[], longForm: string | undefined): Entity | undefined {
	const mentions: EntityMention[] = [];
	const tally = new EntityTally();
	for (const { document: { indexed, forms: resolved }, items } of parts) {
		for (const number of items) {
			const entityMention = indexed.mentions[number];
			if (entityMention !== undefined) {
				mentions.push(entityMention);
				tally.add(entityMention.mention, resolved[indexed.formOfMention[number] ?? -1]?.isAcronym === true);
			}
		}
	}
	return mentions.length === 0 ? undefined : { ...tally.entity(id, longForm), mentions, documentCount: parts.length };
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

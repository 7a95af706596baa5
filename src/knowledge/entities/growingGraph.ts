// The graph over documents that come, change and go. A document that changes costs the entities and relations that it names;
// the work is done in steps. Which entity each mention stands for is decided elsewhere.

import { compare } from './acronymTable';
import { entityOf, relationOf } from './assembleEntity';
import type { Entity, EntityRelation, KnowledgeGraph } from './entity';
import { Pace, type Steps } from './pace';
import { PartsOfDocuments } from './partsOfDocuments';
import type { ResolvedDocument, ResolvedEvidence } from './resolvedDocument';
import { mergeInSteps, sortInSteps } from './sortInSteps';

export const emptyGraph: KnowledgeGraph = { entities: new Map(), relations: new Map(), relationsByEntity: new Map() };

export class GrowingGraph {
	readonly #documents = new Map<string, ResolvedDocument>();
	/** Numbers of the mentions of each entity. */
	readonly #mentions = new PartsOfDocuments<number>();
	readonly #evidence = new PartsOfDocuments<ResolvedEvidence>();
	/** As they were assembled last: outdated ones as they were before. */
	readonly #entities = new Map<string, Entity>();
	readonly #relations = new Map<string, EntityRelation>();
	readonly #outdatedEntities = new Set<string>();
	readonly #outdatedRelations = new Set<string>();
	/** How the long forms of entities' acronyms were written when the entities were assembled. */
	#longForms: ReadonlyMap<string, string> = new Map();
	#last = emptyGraph;

	/** Adds a document, or replaces it. The very same object costs nothing. */
	set(id: string, document: ResolvedDocument): void {
		if (this.#documents.get(id) === document) {
			return;
		}
		this.delete(id);
		this.#documents.set(id, document);
		const { indexed, forms, evidence } = document;
		const entityOfMention = (number: number): string | undefined => forms[indexed.formOfMention[number] ?? -1]?.id;
		note(this.#outdatedEntities, this.#mentions.add(document, indexed.mentions.keys(), entityOfMention));
		note(this.#outdatedRelations, this.#evidence.add(document, evidence, ({ id: relation }) => relation));
	}

	delete(id: string): void {
		const document = this.#documents.get(id);
		if (document !== undefined) {
			this.#documents.delete(id);
			note(this.#outdatedEntities, this.#mentions.remove(document, document.forms.map((form) => form.id)));
			note(this.#outdatedRelations, this.#evidence.remove(document, document.evidence.map((place) => place.id)));
		}
	}

	/**
	 * The graph over all documents. Where a document comes or goes between two steps, the rest of them is worthless and is to be
	 * begun anew: what was assembled is not lost.
	 * @param order of the documents, by their ids
	 * @param longForms how the long form of an entity's acronyms is written, by the entity's id
	 */
	*inSteps(order: ReadonlyMap<string, number>, longForms: ReadonlyMap<string, string>): Steps<KnowledgeGraph> {
		const pace = new Pace();
		this.#noteLongForms(longForms);
		const byOrder = (a: { document: ResolvedDocument }, b: { document: ResolvedDocument }): number =>
			(order.get(a.document.indexed.document.id) ?? 0) - (order.get(b.document.indexed.document.id) ?? 0);
		for (const id of this.#outdatedEntities) {
			const parts = this.#mentions.of(id).sort(byOrder);
			const entity = entityOf(id, parts, longForms.get(id));
			setOrDelete(this.#entities, id, entity);
			this.#outdatedEntities.delete(id);
			if (pace.isStepOver(10 + 2 * (entity?.mentions.length ?? 0))) {
				yield;
			}
		}
		for (const id of this.#outdatedRelations) {
			const relation = relationOf(this.#evidence.of(id).sort(byOrder).flatMap(({ items }) => items));
			setOrDelete(this.#relations, id, relation);
			this.#outdatedRelations.delete(id);
			if (pace.isStepOver(10 + 2 * (relation?.evidence.length ?? 0))) {
				yield;
			}
		}
		const entities = yield* sorted(this.#entities, this.#last.entities, byMentions, pace);
		const relations = yield* sorted(this.#relations, this.#last.relations, byScore, pace);
		const relationsByEntity = new Map<string, EntityRelation[]>();
		for (const relation of relations.values()) {
			push(relationsByEntity, relation.head, relation);
			push(relationsByEntity, relation.tail, relation);
			if (pace.isStepOver(4)) {
				yield;
			}
		}
		this.#last = { entities, relations, relationsByEntity };
		return this.#last;
	}

	#noteLongForms(longForms: ReadonlyMap<string, string>): void {
		for (const id of new Set([...this.#longForms.keys(), ...longForms.keys()])) {
			if (this.#longForms.get(id) !== longForms.get(id)) {
				this.#outdatedEntities.add(id);
			}
		}
		this.#longForms = longForms;
	}
}

function byMentions(a: Entity, b: Entity): number {
	return b.mentions.length - a.mentions.length || compare(a.id, b.id);
}

function byScore(a: EntityRelation, b: EntityRelation): number {
	return b.score - a.score || compare(a.id, b.id);
}

/** All of `current`, sorted. @param before the same sorted earlier: what is still in it need not be sorted again */
function* sorted<T extends { readonly id: string }>(
	current: ReadonlyMap<string, T>,
	before: ReadonlyMap<string, T>,
	order: (a: T, b: T) => number,
	pace: Pace,
): Steps<ReadonlyMap<string, T>> {
	const kept: T[] = [];
	for (const item of before.values()) {
		if (current.get(item.id) === item) {
			kept.push(item);
		}
		if (pace.isStepOver(1)) {
			yield;
		}
	}
	const added: T[] = [];
	for (const item of current.values()) {
		if (before.get(item.id) !== item) {
			added.push(item);
		}
		if (pace.isStepOver(1)) {
			yield;
		}
	}
	const all = yield* mergeInSteps(kept, yield* sortInSteps(added, order, pace), order, pace);
	const byId = new Map<string, T>();
	for (const item of all) {
		byId.set(item.id, item);
		if (pace.isStepOver(2)) {
			yield;
		}
	}
	return byId;
}

function note(outdated: Set<string>, ids: Iterable<string>): void {
	for (const id of ids) {
		outdated.add(id);
	}
}

function setOrDelete<T>(map: Map<string, T>, id: string, value: T | undefined): void {
	if (value === undefined) {
		map.delete(id);
	} else {
		map.set(id, value);
	}
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
	const known = map.get(key);
	if (known === undefined) {
		map.set(key, [value]);
	} else {
		known.push(value);
	}
}

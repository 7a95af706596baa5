// What the relation graph's page is sent of a graph: names and counts, without the places. Pure.

import {
	mostEntities,
	type GraphEntity,
	type GraphEntityType,
	type GraphRelationType,
	type GraphView,
} from '../../protocol/relationGraphProtocol';
import type { Entity, EntityRelation, KnowledgeGraph } from '../../knowledge/entities/entity';
import type { KnowledgeModel, KnownDocument } from '../../knowledge/knownDocument';

/** Nobody reads more in a card. */
const mostForms = 6;
const mostShares = 6;

/**
 * @param graph what is visible of it
 * @param models the most used first: where they disagree on a type, the first one names and colours it
 */
export function graphView(graph: KnowledgeGraph, documents: readonly KnownDocument[], models: readonly KnowledgeModel[]): GraphView {
	const entities = [...graph.entities.values()];
	const sent = entities.slice(0, mostEntities);
	const ids = new Set(sent.map(({ id }) => id));
	const places = new Map(documents.map(({ id }, place) => [id, place]));
	const sentRelations = [...graph.relations.values()].filter(({ head, tail }) => ids.has(head) && ids.has(tail));
	return {
		documents: documents.map(({ id, name }) => ({ id, name })),
		entityTypes: entityTypesOf(models, sent),
		relationTypes: relationTypesOf(models, sentRelations),
		entities: sent.map((entity) => entityView(entity, places)),
		relations: sentRelations.map(({ id, type, symmetric, head, tail, score, evidence }) => ({
			id,
			type,
			symmetric,
			head,
			tail,
			score,
			evidence: evidence.length,
		})),
		unsent: entities.length - sent.length,
		models: models.map(({ name, hash }) => `${name} (${hash.slice(0, 12)})`),
	};
}

function entityView(entity: Entity, places: ReadonlyMap<string, number>): GraphEntity {
	const counts = new Map<number, number>();
	for (const { document } of entity.mentions) {
		const place = places.get(document);
		if (place !== undefined) {
			counts.set(place, (counts.get(place) ?? 0) + 1);
		}
	}
	const shares = [...counts].map(([document, mentions]) => ({ document, mentions })).sort((a, b) => b.mentions - a.mentions);
	return {
		id: entity.id,
		name: entity.name,
		type: entity.type,
		forms: entity.forms.slice(0, mostForms).map(({ text }) => text),
		mentions: entity.mentions.length,
		score: entity.score,
		shares: shares.slice(0, mostShares),
		documents: counts.size,
	};
}

/** Those that occur, in the order of their models. A type has the colour that its marks have. */
function entityTypesOf(models: readonly KnowledgeModel[], entities: readonly Entity[]): GraphEntityType[] {
	const used = new Set(entities.map(({ type }) => type));
	const known = new Map<string, GraphEntityType>();
	for (const { entityTypes } of models) {
		for (const [slot, { identifier, verbose }] of entityTypes.entries()) {
			if (used.has(identifier) && !known.has(identifier)) {
				known.set(identifier, { id: identifier, name: verbose, slot });
			}
		}
	}
	return [...known.values()];
}

function relationTypesOf(models: readonly KnowledgeModel[], relations: readonly EntityRelation[]): GraphRelationType[] {
	const used = new Set(relations.map(({ type }) => type));
	const known = new Map<string, GraphRelationType>();
	for (const { relationTypes } of models) {
		for (const { identifier, verbose, symmetric } of relationTypes) {
			if (used.has(identifier) && !known.has(identifier)) {
				known.set(identifier, { id: identifier, name: verbose, symmetric });
			}
		}
	}
	return [...known.values()];
}

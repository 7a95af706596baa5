// The part of a knowledge graph that is shown, by the same rule as the marks in the text.

import type { Entity, EntityMention, EntityRelation, KnowledgeGraph } from './entities/entity';
import { isMentionVisible, type Visibility } from './visibility';

/**
 * The graph without what is not shown: entities keep the mentions that are, relations the places that are. Ids, names and forms
 * stay as they were; the very same object where all of it is shown.
 */
export function visibleGraph(graph: KnowledgeGraph, visibility: Visibility): KnowledgeGraph {
	const { entityThreshold, relationThreshold, hiddenTypes, hiddenEntities } = visibility;
	if (entityThreshold <= 0 && relationThreshold <= 0 && hiddenTypes.size === 0 && hiddenEntities.size === 0) {
		return graph;
	}
	const entities: Entity[] = [];
	for (const [id, entity] of graph.entities) {
		const mentions = entity.mentions.filter(({ mention }) => isMentionVisible(visibility, mention, id));
		if (mentions.length === entity.mentions.length) {
			entities.push(entity);
		} else if (mentions.length > 0) {
			entities.push(entityWith(entity, mentions));
		}
	}
	const relations: EntityRelation[] = [];
	for (const relation of graph.relations.values()) {
		const evidence = relation.evidence.filter(
			({ relation: { score }, head, tail }) =>
				score >= relationThreshold &&
				isMentionVisible(visibility, head, relation.head) &&
				isMentionVisible(visibility, tail, relation.tail),
		);
		if (evidence.length === 0) {
			continue;
		}
		relations.push(
			evidence.length === relation.evidence.length
				? relation
				: { ...relation, evidence, score: bestOf(evidence.map((place) => place.relation.score)) },
		);
	}
	// What was taken away has changed the order.
	entities.sort((a, b) => b.mentions.length - a.mentions.length);
	relations.sort((a, b) => b.score - a.score);
	const relationsByEntity = new Map<string, EntityRelation[]>();
	for (const relation of relations) {
		for (const end of [relation.head, relation.tail]) {
			const known = relationsByEntity.get(end);
			if (known === undefined) {
				relationsByEntity.set(end, [relation]);
			} else {
				known.push(relation);
			}
		}
	}
	return {
		entities: new Map(entities.map((entity) => [entity.id, entity])),
		relations: new Map(relations.map((relation) => [relation.id, relation])),
		relationsByEntity,
	};
}

function entityWith(entity: Entity, mentions: readonly EntityMention[]): Entity {
	const counts = new Map<string, number>();
	for (const { mention } of mentions) {
		counts.set(mention.type, (counts.get(mention.type) ?? 0) + 1);
	}
	const types = [...counts].map(([type, count]) => ({ type, count })).sort((a, b) => b.count - a.count);
	return {
		...entity,
		type: types[0]?.type ?? entity.type,
		types,
		mentions,
		documentCount: new Set(mentions.map(({ document }) => document)).size,
		score: bestOf(mentions.map(({ mention }) => mention.score)),
	};
}

function bestOf(scores: readonly number[]): number {
	return scores.reduce((best, score) => Math.max(best, score), 0);
}

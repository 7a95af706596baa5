// The part of a knowledge graph that is shown, by the same rule as the marks in the text.

import type { Entity, EntityMention, EntityRelation, KnowledgeGraph } from './entities/entity';
import { isMentionVisible, type Visibility } from './visibility';

/**
 * The graph without what is not shown: entities keep the mentions that are, relations the places that are. Ids, names, forms and
 * the order stay as they were; the very same object where all of it is shown.
 */
export function visibleGraph(graph: KnowledgeGraph, visibility: Visibility): KnowledgeGraph {
	const { entityThreshold, relationThreshold, hiddenTypes, hiddenEntities } = visibility;
	if (entityThreshold <= 0 && relationThreshold <= 0 && hiddenTypes.size === 0 && hiddenEntities.size === 0) {
		return graph;
	}
	const entities = new Map<string, Entity>();
	for (const [id, entity] of graph.entities) {
		const mentions = entity.mentions.filter(({ mention }) => isMentionVisible(visibility, mention, id));
		if (mentions.length === entity.mentions.length) {
			entities.set(id, entity);
		} else if (mentions.length > 0) {
			entities.set(id, entityWith(entity, mentions));
		}
	}
	const relations = new Map<string, EntityRelation>();
	const relationsByEntity = new Map<string, EntityRelation[]>();
	for (const [id, relation] of graph.relations) {
		const evidence = relation.evidence.filter(
			({ relation: { score }, head, tail }) =>
				score >= relationThreshold &&
				isMentionVisible(visibility, head, relation.head) &&
				isMentionVisible(visibility, tail, relation.tail),
		);
		if (evidence.length === 0) {
			continue;
		}
		const shown =
			evidence.length === relation.evidence.length
				? relation
				: { ...relation, evidence, score: bestOf(evidence.map((place) => place.relation.score)) };
		relations.set(id, shown);
		for (const end of [relation.head, relation.tail]) {
			const known = relationsByEntity.get(end);
			if (known === undefined) {
				relationsByEntity.set(end, [shown]);
			} else {
				known.push(shown);
			}
		}
	}
	return { entities, relations, relationsByEntity };
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

// What the tools answer: facts from what is known, in a fixed order, at most as many as were asked for, and how many more there
// are.

import type { Entity, EntityRelation, KnowledgeGraph } from '../knowledge/entities/entity';
import type { KnowledgeIndex } from '../knowledge/entities/knowledgeIndex';
import { introductionOf } from '../knowledge/introduction';
import type { KnownDocument } from '../knowledge/knownDocument';
import { searchEntities } from '../knowledge/searchEntities';
import { unknownEntity } from './errors';
import {
	citeMention,
	citeRelation,
	mostCitations,
	relationFact,
	type Citation,
	type EntityFact,
	type MentionFact,
	type RelationFact,
} from './facts';
import type { FindInput, RelationsInput } from './toolDefinitions';

/** The entities and relations of one document, in the order of its text. */
export function extractAnswer(document: KnownDocument, limit: number): Record<string, unknown> {
	const { mentions, relations } = document.extraction;
	const byId = new Map(mentions.map((mention) => [mention.id, mention]));
	const entities = mentions.slice(0, limit).map((mention): MentionFact => ({
		text: mention.text,
		type: mention.type,
		...citeMention(document, mention),
	}));
	const stated = relations.flatMap((relation) => {
		const [head, tail] = [byId.get(relation.head), byId.get(relation.tail)];
		return head === undefined || tail === undefined
			? []
			: [
					{
						head: head.text,
						headType: head.type,
						relation: relationName([document], relation.type),
						tail: tail.text,
						tailType: tail.type,
						symmetric: relation.symmetric,
						...citeRelation(document, { document: document.id, relation, head, tail }),
					},
				];
	});
	return {
		document: document.name,
		model: modelOf(document),
		entities,
		moreEntities: mentions.length - entities.length,
		relations: stated.slice(0, limit),
		moreRelations: Math.max(0, stated.length - limit),
	};
}

/** Entities by name, the best match first. */
export function findAnswer(index: KnowledgeIndex, { query, type, limit }: FindInput): Record<string, unknown> {
	const graph = index.graph();
	const found = searchEntities(graph, query).filter((entity) => type === undefined || sameWord(entity.type, type));
	return {
		...corpusOf(index),
		entities: found.slice(0, limit).map((entity) => entityFact(index, entity)),
		moreEntities: Math.max(0, found.length - limit),
	};
}

/** Relations, the best supported first. Errors: assistant.unknownEntity. */
export function relationsAnswer(index: KnowledgeIndex, input: RelationsInput): Record<string, unknown> {
	const graph = index.graph();
	const named = (name: string | undefined): Entity | undefined => {
		const entity = name === undefined ? undefined : searchEntities(graph, name, 1)[0];
		if (name !== undefined && entity === undefined) {
			throw unknownEntity(name);
		}
		return entity;
	};
	const [entity, partner] = [named(input.entity), named(input.with)];
	const ends = [entity, partner].flatMap((end) => (end === undefined ? [] : [end.id]));
	const { documents } = index;
	const found = [...(entity === undefined ? graph.relations.values() : (graph.relationsByEntity.get(entity.id) ?? []))]
		.filter(({ head, tail }) => ends.every((end) => head === end || tail === end))
		.filter(({ type }) => input.type === undefined || sameWord(type, input.type) || sameWord(relationName(documents, type), input.type))
		.sort((a, b) => b.evidence.length - a.evidence.length || b.score - a.score || (a.id < b.id ? -1 : 1));
	const facts = found.slice(0, input.limit).flatMap((relation) => factOf(index, graph, relation));
	return { ...corpusOf(index), relations: facts, moreRelations: Math.max(0, found.length - input.limit) };
}

function factOf(index: KnowledgeIndex, graph: KnowledgeGraph, relation: EntityRelation): RelationFact[] {
	const [head, tail] = [graph.entities.get(relation.head), graph.entities.get(relation.tail)];
	if (head === undefined || tail === undefined) {
		return [];
	}
	const citations = relation.evidence.flatMap((evidence) => {
		const document = index.document(evidence.document);
		return document === undefined ? [] : [citeRelation(document, evidence)];
	});
	return [relationFact(relation, head, tail, relationName(index.documents, relation.type), citations)];
}

function entityFact(index: KnowledgeIndex, entity: Entity): EntityFact {
	const bestFirst = [...entity.mentions].sort((a, b) => b.mention.score - a.mention.score);
	const citations = bestFirst.slice(0, mostCitations).flatMap(({ document: id, mention }): Citation[] => {
		const document = index.document(id);
		return document === undefined ? [] : [citeMention(document, mention)];
	});
	const introduction = introductionOf(index, entity);
	const introducing = introduction && index.document(introduction.document);
	return {
		name: entity.name,
		type: entity.type,
		forms: entity.forms.map(({ text }) => text),
		mentions: entity.mentions.length,
		documents: entity.documentCount,
		introducedBy: introduction && introducing && citeMention(introducing, introduction.mention),
		citations,
		moreCitations: Math.max(0, entity.mentions.length - citations.length),
	};
}

/** What the answer rests on. */
function corpusOf({ documents }: KnowledgeIndex): Record<string, unknown> {
	return { documents: documents.length, models: [...new Set(documents.map(modelOf))] };
}

function modelOf({ model }: KnownDocument): string {
	return `${model.name} (${model.hash.slice(0, 12)})`;
}

/** A relation type in words, as the models of the documents name it. */
function relationName(documents: readonly KnownDocument[], type: string): string {
	for (const { model } of documents) {
		const known = model.relationTypes.find(({ identifier }) => identifier === type);
		if (known !== undefined) {
			return known.verbose;
		}
	}
	return type;
}

function sameWord(a: string, b: string): boolean {
	return a.toLowerCase().replace(/[\s_-]/g, '') === b.toLowerCase().replace(/[\s_-]/g, '');
}

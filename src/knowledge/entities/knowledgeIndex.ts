// Keeps which entity each mention of many documents stands for, and gives the graph over all of them or over some. A changed
// document costs that document.

import type { Mention } from '../documentExtraction';
import type { KnownDocument } from '../knownDocument';
import type { Entity, EntityMention, EntityRelation, KnowledgeGraph, RelationEvidence } from './entity';
import { noMergeRules, type MergeRules } from './mergeRules';

export class KnowledgeIndex {
	readonly #documents = new Map<string, KnownDocument>();
	#rules: MergeRules = noMergeRules;

	/** Adds a document, or replaces it. */
	set(document: KnownDocument): void {
		this.#documents.set(document.id, document);
	}

	delete(id: string): void {
		this.#documents.delete(id);
	}

	setRules(rules: MergeRules): void {
		this.#rules = rules;
	}

	/** In the order of their names. */
	get documents(): readonly KnownDocument[] {
		return [...this.#documents.values()].sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
	}

	document(id: string): KnownDocument | undefined {
		return this.#documents.get(id);
	}

	get rules(): MergeRules {
		return this.#rules;
	}

	/** Id of the entity that a mention of a document stands for. */
	entityIdOf(_document: string, mention: Mention): string {
		return mention.text.toLowerCase().replace(/\s+/g, ' ');
	}

	/** The graph over all documents, or over those with the given ids. Entities have the same ids in both. */
	graph(documents: readonly string[] = [...this.#documents.keys()]): KnowledgeGraph {
		const mentions = new Map<string, EntityMention[]>();
		const evidence = new Map<string, { head: string; tail: string; all: RelationEvidence[] }>();
		for (const id of documents) {
			const document = this.#documents.get(id);
			if (document === undefined) {
				continue;
			}
			const byId = new Map<string, Mention>();
			for (const mention of document.extraction.mentions) {
				byId.set(mention.id, mention);
				push(mentions, this.entityIdOf(id, mention), { document: id, mention });
			}
			for (const relation of document.extraction.relations) {
				const [head, tail] = [byId.get(relation.head), byId.get(relation.tail)];
				if (head !== undefined && tail !== undefined) {
					let [headId, tailId] = [this.entityIdOf(id, head), this.entityIdOf(id, tail)];
					if (relation.symmetric && headId > tailId) {
						[headId, tailId] = [tailId, headId];
					}
					if (headId !== tailId) {
						const key = `${headId}\t${relation.type}\t${tailId}`;
						const known = evidence.get(key) ?? { head: headId, tail: tailId, all: [] };
						known.all.push({ document: id, relation, head, tail });
						evidence.set(key, known);
					}
				}
			}
		}
		const entities = [...mentions].map(([id, all]) => entityOf(id, all)).sort((a, b) => b.mentions.length - a.mentions.length);
		const relations = [...evidence].flatMap(([id, { head, tail, all }]): EntityRelation[] => {
			all.sort((a, b) => b.relation.score - a.relation.score);
			const [best] = all;
			return best === undefined
				? []
				: [{ id, type: best.relation.type, symmetric: best.relation.symmetric, head, tail, score: best.relation.score, evidence: all }];
		});
		relations.sort((a, b) => b.score - a.score);
		const relationsByEntity = new Map<string, EntityRelation[]>();
		for (const relation of relations) {
			push(relationsByEntity, relation.head, relation);
			push(relationsByEntity, relation.tail, relation);
		}
		return {
			entities: new Map(entities.map((entity) => [entity.id, entity])),
			relations: new Map(relations.map((relation) => [relation.id, relation])),
			relationsByEntity,
		};
	}
}

function entityOf(id: string, mentions: readonly EntityMention[]): Entity {
	const forms = counted(mentions.map(({ mention }) => mention.text)).map(([text, count]) => ({ text, count }));
	const types = counted(mentions.map(({ mention }) => mention.type)).map(([type, count]) => ({ type, count }));
	return {
		id,
		name: forms[0]?.text ?? id,
		type: types[0]?.type ?? '',
		types,
		forms,
		mentions,
		documentCount: new Set(mentions.map(({ document }) => document)).size,
		score: Math.max(...mentions.map(({ mention }) => mention.score)),
	};
}

function counted(values: readonly string[]): [string, number][] {
	const counts = new Map<string, number>();
	for (const value of values) {
		counts.set(value, (counts.get(value) ?? 0) + 1);
	}
	return [...counts].sort(([, a], [, b]) => b - a);
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
	const known = map.get(key);
	if (known === undefined) {
		map.set(key, [value]);
	} else {
		known.push(value);
	}
}

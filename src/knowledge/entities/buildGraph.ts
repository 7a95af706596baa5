// Gathers mentions and relations of documents into a graph, once it is known which entity each mention stands for.

import type { Mention, Relation } from '../documentExtraction';
import { compare } from './acronymTable';
import type { Entity, EntityForm, EntityMention, EntityRelation, EntityTypeCount, KnowledgeGraph, RelationEvidence } from './entity';
import type { ResolvedForm } from './entityMerging';

/** A document with the entities of its mentions. */
export interface ResolvedDocument {
	readonly mentions: readonly EntityMention[];
	readonly relations: readonly Relation[];
	/** By the text of mentions. */
	readonly resolved: ReadonlyMap<string, ResolvedForm>;
}

interface FormCount {
	count: number;
	readonly isAcronym: boolean;
}

/** An entity while its mentions are gathered. */
interface Gathered {
	readonly mentions: EntityMention[];
	readonly forms: Map<string, FormCount>;
	readonly types: Map<string, number>;
	documentCount: number;
	lastDocument: number;
	score: number;
}

interface GatheredRelation {
	readonly head: string;
	readonly tail: string;
	readonly evidence: RelationEvidence[];
}

/**
 * @param documents in the order in which the graph is to have them
 * @param longFormOf how the long form of an entity's acronyms is written, if it has any
 */
export function buildGraph(documents: readonly ResolvedDocument[], longFormOf: (id: string) => string | undefined): KnowledgeGraph {
	const gathered = new Map<string, Gathered>();
	const gatheredRelations = new Map<string, GatheredRelation>();
	for (const [number, document] of documents.entries()) {
		gatherMentions(document, number, gathered);
		gatherRelations(document, gatheredRelations);
	}
	const entities = [...gathered]
		.map(([id, all]) => entityOf(id, all, longFormOf))
		.sort((a, b) => b.mentions.length - a.mentions.length || compare(a.id, b.id));
	const relations = [...gatheredRelations]
		.flatMap(([id, all]) => relationOf(id, all) ?? [])
		.sort((a, b) => b.score - a.score || compare(a.id, b.id));
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

function gatherMentions({ mentions, resolved }: ResolvedDocument, number: number, gathered: Map<string, Gathered>): void {
	for (const entityMention of mentions) {
		const { text, type, score } = entityMention.mention;
		const form = resolved.get(text);
		if (form === undefined) {
			continue;
		}
		let entity = gathered.get(form.id);
		if (entity === undefined) {
			entity = { mentions: [], forms: new Map(), types: new Map(), documentCount: 0, lastDocument: -1, score: 0 };
			gathered.set(form.id, entity);
		}
		entity.mentions.push(entityMention);
		const known = entity.forms.get(text);
		if (known === undefined) {
			entity.forms.set(text, { count: 1, isAcronym: form.isAcronym });
		} else {
			known.count++;
		}
		entity.types.set(type, (entity.types.get(type) ?? 0) + 1);
		if (entity.lastDocument !== number) {
			entity.lastDocument = number;
			entity.documentCount++;
		}
		entity.score = Math.max(entity.score, score);
	}
}

function gatherRelations({ mentions, relations, resolved }: ResolvedDocument, gathered: Map<string, GatheredRelation>): void {
	if (relations.length === 0) {
		return;
	}
	const byId = new Map<string, Mention>();
	for (const { mention } of mentions) {
		byId.set(mention.id, mention);
	}
	const document = mentions[0]?.document ?? '';
	for (const relation of relations) {
		const [head, tail] = [byId.get(relation.head), byId.get(relation.tail)];
		let [headId, tailId] = [head && resolved.get(head.text)?.id, tail && resolved.get(tail.text)?.id];
		// What a text says of an entity and itself is no edge; it stays in the document's extraction.
		if (head === undefined || tail === undefined || headId === undefined || tailId === undefined || headId === tailId) {
			continue;
		}
		if (relation.symmetric && headId > tailId) {
			[headId, tailId] = [tailId, headId];
		}
		const key = `${headId}\t${relation.type}\t${tailId}`;
		const known = gathered.get(key);
		const evidence = { document, relation, head, tail };
		if (known === undefined) {
			gathered.set(key, { head: headId, tail: tailId, evidence: [evidence] });
		} else {
			known.evidence.push(evidence);
		}
	}
}

function entityOf(id: string, gathered: Gathered, longFormOf: (id: string) => string | undefined): Entity {
	const { mentions, documentCount, score } = gathered;
	const types = [...gathered.types]
		.map(([type, count]): EntityTypeCount => ({ type, count }))
		.sort((a, b) => b.count - a.count || compare(a.type, b.type));
	const forms = [...gathered.forms]
		.map(([text, { count }]): EntityForm => ({ text, count }))
		.sort((a, b) => b.count - a.count || compareForms(a.text, b.text));
	const longForm = forms.find(({ text }) => gathered.forms.get(text)?.isAcronym === false);
	const name = longForm?.text ?? longFormOf(id) ?? forms[0]?.text ?? id;
	return { id, name, type: types[0]?.type ?? '', types, forms, mentions, documentCount, score };
}

function relationOf(id: string, { head, tail, evidence }: GatheredRelation): EntityRelation | undefined {
	evidence.sort((a, b) => b.relation.score - a.relation.score);
	const [best] = evidence;
	if (best === undefined) {
		return undefined;
	}
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

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
	const known = map.get(key);
	if (known === undefined) {
		map.set(key, [value]);
	} else {
		known.push(value);
	}
}

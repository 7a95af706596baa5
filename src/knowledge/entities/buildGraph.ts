// Gathers mentions and relations of documents into a graph, once it is known which entity each mention stands for.

import { compare } from './acronymTable';
import type { Entity, EntityForm, EntityMention, EntityRelation, EntityTypeCount, KnowledgeGraph, RelationEvidence } from './entity';
import type { ResolvedDocument } from './resolvedDocument';

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

function gatherMentions({ indexed, forms }: ResolvedDocument, number: number, gathered: Map<string, Gathered>): void {
	for (const [index, entityMention] of indexed.mentions.entries()) {
		const resolved = forms[indexed.formOfMention[index] ?? -1];
		if (resolved === undefined) {
			continue;
		}
		let entity = gathered.get(resolved.id);
		if (entity === undefined) {
			entity = { mentions: [], forms: new Map(), types: new Map(), documentCount: 0, lastDocument: -1, score: 0 };
			gathered.set(resolved.id, entity);
		}
		const { text, type, score } = entityMention.mention;
		entity.mentions.push(entityMention);
		const form = entity.forms.get(text);
		if (form === undefined) {
			entity.forms.set(text, { count: 1, isAcronym: resolved.isAcronym });
		} else {
			form.count++;
		}
		entity.types.set(type, (entity.types.get(type) ?? 0) + 1);
		if (entity.lastDocument !== number) {
			entity.lastDocument = number;
			entity.documentCount++;
		}
		entity.score = Math.max(entity.score, score);
	}
}

function gatherRelations(document: ResolvedDocument, gathered: Map<string, GatheredRelation>): void {
	for (const { id, head, tail, evidence } of document.evidence) {
		const known = gathered.get(id);
		if (known === undefined) {
			gathered.set(id, { head, tail, evidence: [evidence] });
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
	// "support vector machine (SVM)" marked as a whole is a form, but no name.
	const longForm = forms.find(({ text }) => gathered.forms.get(text)?.isAcronym === false && !text.endsWith(')'));
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

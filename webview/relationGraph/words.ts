// How entities and relations are put into words: for cards, lists and screen readers alike.

import type { GraphEntity, GraphRelation } from '../../src/protocol/relationGraphProtocol';
import type { GraphIndex } from './graphIndex';
import { scoreText } from './graphStyle';

export function counted(count: number, one: string, many: string): string {
	return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** Such as "Method · 0.93 · 5 mentions in 2 documents". */
export function entityFacts(index: GraphIndex, { type, score, mentions, documents }: GraphEntity): string {
	const places = index.view.documents.length > 1 ? ` in ${counted(documents, 'document', 'documents')}` : '';
	return `${index.entityType(type).name} · ${scoreText(score)} · ${counted(mentions, 'mention', 'mentions')}${places}`;
}

/** Such as "span-based model – Used-for → relation extraction". */
export function relationSentence(index: GraphIndex, { head, tail, type, symmetric }: GraphRelation): string {
	return `${index.nameOf(head)} ${symmetric ? '↔' : '–'} ${index.relationType(type).name} ${symmetric ? '↔' : '→'} ${index.nameOf(tail)}`;
}

export function relationFacts({ score, evidence }: GraphRelation): string {
	return `${scoreText(score)} · ${counted(evidence, 'sentence', 'sentences')}`;
}

/** A relation as seen from one of its ends, such as "→ Used-for: relation extraction". */
export function relationFrom(index: GraphIndex, entity: string, { head, tail, type, symmetric }: GraphRelation): string {
	const arrow = symmetric ? '↔' : head === entity ? '→' : '←';
	return `${arrow} ${index.relationType(type).name}: ${index.nameOf(head === entity ? tail : head)}`;
}

/** What a screen reader tells of an entity that is walked to. */
export function entityTold(index: GraphIndex, entity: GraphEntity, relations: readonly GraphRelation[]): string {
	const linked = relations.slice(0, 4).map((relation) => {
		const { head, tail, type, symmetric } = relation;
		const name = index.relationType(type).name;
		const other = index.nameOf(head === entity.id ? tail : head);
		return symmetric ? `${name} with ${other}` : head === entity.id ? `${name} ${other}` : `${other} ${name} this`;
	});
	const more = relations.length > 4 ? `; and ${relations.length - 4} more` : '';
	const facts = entityFacts(index, entity).replaceAll(' · ', ', ');
	return `${entity.name}, ${facts}. ${counted(relations.length, 'relation', 'relations')}${linked.length > 0 ? `: ${linked.join('; ')}${more}` : ''}.`;
}

export function relationTold(index: GraphIndex, { head, tail, type, symmetric, score, evidence }: GraphRelation): string {
	const kind = `${index.relationType(type).name}, ${symmetric ? 'both ways' : 'directed'}`;
	return `Relation ${index.nameOf(head)}, ${kind}, ${index.nameOf(tail)}. Score ${scoreText(score)}, ${counted(evidence, 'sentence', 'sentences')}.`;
}

/** In which documents an entity is mentioned how often, of all its mentions. */
export function sharesText(index: GraphIndex, { shares, mentions, documents }: GraphEntity): string {
	const named = shares.map(({ document, mentions: here }) => {
		const name = index.view.documents[document]?.name ?? '';
		return `${name} ${here} (${Math.round((100 * here) / Math.max(1, mentions))} %)`;
	});
	const more = documents - shares.length;
	return [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

// How entities and relations are put into words: for cards, lists and screen readers alike.

import type { GraphEntity, GraphRelation } from '../../src/protocol/relationGraphProtocol';
import { language, t } from '../shared/texts';
import type { GraphIndex } from './graphIndex';
import { scoreText } from './graphStyle';

const countTexts = {
	entities: (count: string, isOne: boolean) => t(isOne ? '{0} entity' : '{0} entities', count),
	mentions: (count: string, isOne: boolean) => t(isOne ? '{0} mention' : '{0} mentions', count),
	relations: (count: string, isOne: boolean) => t(isOne ? '{0} relation' : '{0} relations', count),
	sentences: (count: string, isOne: boolean) => t(isOne ? '{0} sentence' : '{0} sentences', count),
} as const;

/** Such as "1 mention" and "1,024 mentions". */
export function counted(count: number, what: keyof typeof countTexts): string {
	return countTexts[what](numberText(count), count === 1);
}

/** A whole number as the editor's language writes it. */
export function numberText(count: number): string {
	return count.toLocaleString(language);
}

/** Such as "Method · 0.93 · 5 mentions in 2 documents". */
export function entityFacts(index: GraphIndex, { type, score, mentions, documents }: GraphEntity): string {
	const mentioned = counted(mentions, 'mentions');
	const places = index.hasManyDocuments ? t(documents === 1 ? '{0} in {1} document' : '{0} in {1} documents', mentioned, numberText(documents)) : mentioned;
	return `${index.entityType(type).name} · ${scoreText(score)} · ${places}`;
}

/** Such as "span-based model – Used-for → relation extraction". */
export function relationSentence(index: GraphIndex, { head, tail, type, symmetric }: GraphRelation): string {
	return `${index.nameOf(head)} ${symmetric ? '↔' : '–'} ${index.relationType(type).name} ${symmetric ? '↔' : '→'} ${index.nameOf(tail)}`;
}

export function relationFacts({ score, evidence }: GraphRelation): string {
	return `${scoreText(score)} · ${counted(evidence, 'sentences')}`;
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
		return symmetric ? t('{0} with {1}', name, other) : head === entity.id ? `${name} ${other}` : `${other} ${name} ${t('this')}`;
	});
	const more = relations.length > 4 ? `; ${t('and {0} more', relations.length - 4)}` : '';
	const facts = entityFacts(index, entity).replaceAll(' · ', ', ');
	return `${entity.name}, ${facts}. ${counted(index.relationCountOf(entity), 'relations')}${linked.length > 0 ? `: ${linked.join('; ')}${more}` : ''}.`;
}

export function relationTold(index: GraphIndex, { head, tail, type, symmetric, score, evidence }: GraphRelation): string {
	const kind = `${index.relationType(type).name}, ${symmetric ? t('both ways') : t('directed')}`;
	return t('Relation {0}, {1}, {2}. Score {3}, {4}.', index.nameOf(head), kind, index.nameOf(tail), scoreText(score), counted(evidence, 'sentences'));
}

/** In which documents an entity is mentioned how often, of all its mentions. */
export function sharesText(index: GraphIndex, { shares, mentions, documents }: GraphEntity): string {
	const named = shares.map(({ document, mentions: here }) => {
		const name = index.view.documents[document]?.name ?? '';
		return `${name} ${here} (${Math.round((100 * here) / Math.max(1, mentions))} %)`;
	});
	const more = documents - shares.length;
	return [...named, ...(more > 0 ? [t('{0} more', more)] : [])].join(', ');
}

// Annotated text between two formats: documents of sentences, types by their names. What a format says and this (or the
// other format) cannot hold is a loss, and every loss is told.

export interface NamedEntity {
	/** First token of the sentence. */
	readonly start: number;
	/** Exclusive. */
	readonly end: number;
	readonly type: string;
}

export interface NamedRelation {
	/** Index into the sentence's entities. */
	readonly head: number;
	readonly tail: number;
	readonly type: string;
}

export interface CorpusSentence {
	readonly tokens: readonly string[];
	readonly entities: readonly NamedEntity[];
	readonly relations: readonly NamedRelation[];
}

export interface CorpusDocument {
	readonly id: string;
	readonly sentences: readonly CorpusSentence[];
}

/** What becomes one sentence, which for SpERT is all that it sees at once. */
export const textUnits = ['sentence', 'document'] as const;
export type TextUnit = (typeof textUnits)[number];

/** What can be lost, and how it is told. */
export const lossDescriptions = {
	coreference: 'coreference clusters, which are left out',
	event: 'events, which are left out',
	otherAnnotation: 'attributes, notes and other annotations, which are left out',
	discontinuousEntity: 'entities in several pieces, written as one from the first to the last',
	entityAcrossSentences: 'entities that reach over a sentence, which are left out',
	relationAcrossSentences: 'relations between sentences, which are left out',
	relationWithoutEntity: 'relations of something that is no entity, which are left out',
	cutEntity: 'entities that reached beyond their sentence, cut at its end',
	overlappingEntity: 'entities that overlap another one, which are left out',
	entityWithoutText: 'entities without any text, which are left out',
	ambiguousRelation: 'relations of an entity that shares its span with an earlier one, which is taken instead',
	relation: 'relations, which are left out',
	changedToken: 'tokens with white space or none at all, written with "_"',
	changedType: 'types with characters that the format does not allow, written with "_"',
	emptySentence: 'sentences without tokens, which are left out',
	splitToken: 'tokens split where an entity begins or ends inside',
	joinedSentences: 'sentences joined because an entity reaches over both',
	changedBracket: 'brackets spelt in the other way (-LRB- for one)',
	undeclaredType: 'types that the types file does not declare, kept as they are',
} as const;

export type LossKind = keyof typeof lossDescriptions;

export interface Loss {
	readonly kind: LossKind;
	/** The document's id. */
	readonly document: string;
	/** What exactly: a few words. */
	readonly what: string;
}

/** What a reader makes of a file or folder. */
export interface Corpus {
	readonly documents: readonly CorpusDocument[];
	readonly losses: readonly Loss[];
}

/** What a writer makes of documents. */
export interface Written<T> {
	readonly output: T;
	readonly losses: readonly Loss[];
}

/** A few words that name an entity. */
export function entityName(tokens: readonly string[], { start, end, type }: NamedEntity): string {
	return `${type} "${tokens.slice(start, end).join(' ').slice(0, 80)}"`;
}

/**
 * A sentence without some of its entities, and without the relations of those.
 * @param droppedRelation called for each relation that goes
 */
export function keepEntities(
	sentence: CorpusSentence,
	keep: (entity: NamedEntity) => boolean,
	droppedRelation: (relation: NamedRelation) => void,
): CorpusSentence {
	const indices = new Map<number, number>();
	const entities = sentence.entities.filter((entity, index) => {
		const kept = keep(entity);
		if (kept) {
			indices.set(index, indices.size);
		}
		return kept;
	});
	const relations = sentence.relations.flatMap((relation): NamedRelation[] => {
		const head = indices.get(relation.head);
		const tail = indices.get(relation.tail);
		if (head === undefined || tail === undefined) {
			droppedRelation(relation);
			return [];
		}
		return [{ head, tail, type: relation.type }];
	});
	return { tokens: sentence.tokens, entities, relations };
}

/** Sentences one after the other as one. */
export function joinSentences(sentences: readonly CorpusSentence[]): CorpusSentence {
	let tokenCount = 0;
	let entityCount = 0;
	const moved = sentences.map(({ tokens, entities, relations }): CorpusSentence => {
		const [token, entity] = [tokenCount, entityCount];
		tokenCount += tokens.length;
		entityCount += entities.length;
		return {
			tokens,
			entities: entities.map(({ start, end, type }) => ({ start: start + token, end: end + token, type })),
			relations: relations.map(({ head, tail, type }) => ({ head: head + entity, tail: tail + entity, type })),
		};
	});
	return {
		tokens: moved.flatMap(({ tokens }) => tokens),
		entities: moved.flatMap(({ entities }) => entities),
		relations: moved.flatMap(({ relations }) => relations),
	};
}

/** A token as formats of lines and words can hold it. */
export function wordOf(token: string, changed: () => void): string {
	const word = token === '' ? '_' : token.replace(/\s+/g, '_');
	if (word !== token) {
		changed();
	}
	return word;
}

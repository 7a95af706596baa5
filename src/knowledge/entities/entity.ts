// Entities, which several mentions in several documents stand for, and the relations between them. Data only; made by
// KnowledgeIndex.

import type { Mention, Relation } from '../documentExtraction';

/** A mention with the document that it stands in. */
export interface EntityMention {
	/** Id of the document. */
	readonly document: string;
	readonly mention: Mention;
}

/** One way in which an entity is written. */
export interface EntityForm {
	readonly text: string;
	readonly count: number;
}

export interface EntityTypeCount {
	/** Identifier of the entity type. */
	readonly type: string;
	readonly count: number;
}

export interface Entity {
	/** Made of its words, readable: the same in every session and on every machine as long as documents and rules are. */
	readonly id: string;
	/** What a list shows: the most frequent form, but no acronym whose long form is known, even if only its definition has that. */
	readonly name: string;
	/** Identifier of the type that most of its mentions have. */
	readonly type: string;
	/** All types its mentions have, the most frequent first. */
	readonly types: readonly EntityTypeCount[];
	/** All forms in which it is written, the most frequent first; of equally frequent ones those with fewer capitals. */
	readonly forms: readonly EntityForm[];
	/** By document in the order of the documents, in each in the order of the text. */
	readonly mentions: readonly EntityMention[];
	/** How many documents mention it. */
	readonly documentCount: number;
	/** The best score of its mentions. */
	readonly score: number;
}

/** One place where a text states a relation. */
export interface RelationEvidence {
	/** Id of the document. */
	readonly document: string;
	readonly relation: Relation;
	readonly head: Mention;
	readonly tail: Mention;
}

/** A relation between two entities, with every place that states it. */
export interface EntityRelation {
	/** Made of the ids of its ends and its type: stable as they are. */
	readonly id: string;
	/** Identifier of the relation type. */
	readonly type: string;
	readonly symmetric: boolean;
	/** Ids of entities, never the same one. For a symmetric relation in the order of their ids. */
	readonly head: string;
	readonly tail: string;
	/** The best score of its evidence. */
	readonly score: number;
	/** The surest first. */
	readonly evidence: readonly RelationEvidence[];
}

/** The entities of some documents and the relations between them. */
export interface KnowledgeGraph {
	/** By id. The most mentioned first. */
	readonly entities: ReadonlyMap<string, Entity>;
	/** By id. The surest first. */
	readonly relations: ReadonlyMap<string, EntityRelation>;
	/** The relations of each entity, by its id; none for an entity without any. */
	readonly relationsByEntity: ReadonlyMap<string, readonly EntityRelation[]>;
}

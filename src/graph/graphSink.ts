// What a merged graph is handed to, bit by bit and in an order that depends on nothing but the documents: a store, a file. First all
// documents, then all entities, then all relations.

import type { EntityForm, EntityTypeCount } from '../knowledge/entities/entity';
import type { ShardRecord } from './merge/shardRecord';

export interface MergedDocument {
	/** From 0, in the order of the documents' names. */
	readonly number: number;
	readonly record: ShardRecord;
	/** Ids of the entities that its mentions stand for, in their order. */
	readonly entityIds: readonly string[];
}

export interface MergedEntity {
	/** From 0: the most mentioned first. */
	readonly number: number;
	readonly id: string;
	readonly name: string;
	readonly type: string;
	readonly types: readonly EntityTypeCount[];
	readonly forms: readonly EntityForm[];
	readonly score: number;
	readonly mentions: number;
	readonly documents: number;
	/** How many relations it has. */
	readonly relations: number;
}

/** A place in a document. */
export interface MergedPlace {
	/** Number of the document. */
	readonly document: number;
	readonly score: number;
	/** From 1. */
	readonly line: number;
	readonly column: number;
	/** Number of the sentence, from 1; 0 where that is not known. */
	readonly sentence: number;
	/** Of the document, and what stands there: empty unless the sink wants texts. */
	readonly documentName: string;
	readonly sentenceText: string;
}

/** What is mentioned somewhere: UTF-16 offsets into the document, end exclusive. */
export interface MergedSpan {
	readonly text: string;
	readonly start: number;
	readonly end: number;
}

export interface MergedMention extends MergedPlace, MergedSpan {
	readonly type: string;
}

export interface MergedRelation {
	/** From 0: the surest first. */
	readonly number: number;
	readonly id: string;
	/** Numbers of entities. */
	readonly head: number;
	readonly tail: number;
	readonly type: string;
	readonly symmetric: boolean;
	readonly score: number;
	/** How many places state it. */
	readonly evidence: number;
}

export interface MergedEvidence extends MergedPlace {
	readonly head: MergedSpan;
	readonly tail: MergedSpan;
}

/** A relation as one of its ends sees it. */
export interface MergedNeighbour {
	/** Number of the relation. */
	readonly relation: number;
	/** Number of the entity at its other end. */
	readonly entity: number;
}

export interface GraphSink {
	/** Whether it wants no more than the documents. */
	readonly isOfDocuments: boolean;
	readonly wantsTexts: boolean;
	readonly document: (document: MergedDocument) => void;
	/** @param neighbours those with the most evidence first; of as many, the surest first */
	readonly entity: (entity: MergedEntity, mentions: Iterable<MergedMention>, neighbours: Iterable<MergedNeighbour>) => void;
	/** @param evidence the surest first */
	readonly relation: (relation: MergedRelation, evidence: Iterable<MergedEvidence>) => void;
	/** Puts what was written in its place, as a whole. Errors: graph.outputUnwritable. */
	readonly finish: () => Promise<void>;
	/** Removes what was written. */
	readonly discard: () => Promise<void>;
}

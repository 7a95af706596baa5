// What an assistant is told: facts, each with the places that state it. Data, and how it is made of what is known.

import type { Mention } from '../knowledge/documentExtraction';
import type { Entity, EntityRelation, RelationEvidence } from '../knowledge/entities/entity';
import type { KnownDocument } from '../knowledge/knownDocument';

/** A place that states a fact. */
export interface Citation {
	/** Names the place: `document:line:mention` or `document:line:head-tail`. */
	readonly evidence: string;
	/** The document's name. */
	readonly document: string;
	/** From 1. */
	readonly line: number;
	/** As a reader sees it. */
	readonly sentence: string;
	/** Of the model that read the sentence, 0 to 1. */
	readonly score: number;
}

export interface MentionFact extends Citation {
	readonly text: string;
	readonly type: string;
}

export interface EntityFact {
	readonly name: string;
	readonly type: string;
	/** All ways in which it is written. */
	readonly forms: readonly string[];
	readonly mentions: number;
	readonly documents: number;
	readonly introducedBy: Citation | undefined;
	/** The surest mentions. */
	readonly citations: readonly Citation[];
	readonly moreCitations: number;
}

export interface RelationFact {
	readonly head: string;
	readonly headType: string;
	/** In words: "used for". */
	readonly relation: string;
	readonly tail: string;
	readonly tailType: string;
	/** Whether it holds in both directions. */
	readonly symmetric: boolean;
	readonly score: number;
	readonly citations: readonly Citation[];
	readonly moreCitations: number;
}

/** Citations of one fact. */
export const mostCitations = 3;

/** Longer sentences are cut: they are tables or formulas more often than prose. */
const longestQuote = 600;

export function citeMention(document: KnownDocument, mention: Mention): Citation {
	return cite(document, mention, mention.id, mention.score);
}

export function citeRelation(document: KnownDocument, { head, tail, relation }: RelationEvidence): Citation {
	return cite(document, head, `${head.id}-${tail.id}`, relation.score);
}

function cite(document: KnownDocument, { span, sentence }: Mention, part: string, score: number): Citation {
	const line = document.positionAt(span.start).line + 1;
	const text = document.extraction.sentences[sentence]?.text.replace(/\s+/g, ' ').trim() ?? '';
	return {
		evidence: `${document.name}:${line}:${part}`,
		document: document.name,
		line,
		sentence: text.length > longestQuote ? `${text.slice(0, longestQuote)} …` : text,
		score: rounded(score),
	};
}

/** @param citations all of its evidence, the surest first */
export function relationFact(
	relation: EntityRelation,
	head: Entity,
	tail: Entity,
	relationName: string,
	citations: readonly Citation[],
): RelationFact {
	return {
		head: head.name,
		headType: head.type,
		relation: relationName,
		tail: tail.name,
		tailType: tail.type,
		symmetric: relation.symmetric,
		score: rounded(relation.score),
		citations: citations.slice(0, mostCitations),
		moreCitations: Math.max(0, citations.length - mostCitations),
	};
}

/** Four decimals: enough to compare, short enough to read. */
export function rounded(score: number): number {
	return Math.round(score * 1e4) / 1e4;
}

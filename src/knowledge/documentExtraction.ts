// What was found in one document: mentions and relations with their places in the source. Data only.

export interface SourceSpan {
	/** UTF-16 offsets into the source, end exclusive. */
	readonly start: number;
	readonly end: number;
}

/** A type's probability. */
export interface TypeScore {
	readonly type: string;
	readonly score: number;
}

/** One place where an entity is mentioned. */
export interface Mention {
	/** Unique in its document: e1, e2, … in the order of the text. */
	readonly id: string;
	/** Identifier of the entity type. */
	readonly type: string;
	/** Probability of the type. */
	readonly score: number;
	/** The next best types, best first; "no entity" is the empty type. */
	readonly alternatives: readonly TypeScore[];
	/** The words as a reader sees them, without markup. */
	readonly text: string;
	/** From the first character to the last, markup between them included. */
	readonly span: SourceSpan;
	/** Exactly the words: more than one where markup lies between them. */
	readonly ranges: readonly SourceSpan[];
	/** Number of the sentence in the extraction, from 0. */
	readonly sentence: number;
	/** Its tokens in that sentence: the first, and the one after the last. */
	readonly firstToken: number;
	readonly endToken: number;
}

/** A sentence with its place in the source, from its first character to its last. */
export interface ExtractedSentence extends SourceSpan {
	/** As a reader sees it, without markup. */
	readonly text: string;
	/** Its tokens as the model read them, joined by line feeds: no token contains white space. */
	readonly wording: string;
}

export interface Relation {
	/** Identifier of the relation type. */
	readonly type: string;
	readonly symmetric: boolean;
	/** Ids of mentions. */
	readonly head: string;
	readonly tail: string;
	readonly score: number;
}

export interface DocumentExtraction {
	/** In the order of the text. */
	readonly mentions: readonly Mention[];
	readonly relations: readonly Relation[];
	/** In the order of the text. */
	readonly sentences: readonly ExtractedSentence[];
}

/** The tokens of a sentence. */
export function tokensOfSentence({ wording }: ExtractedSentence): readonly string[] {
	return wording === '' ? [] : wording.split('\n');
}

// What a file of results says about a document, before it is put onto the document itself. Data only.

import type { CorpusSentence } from '../corpus/corpus';
import type { SourceSpan, TypeScore } from '../knowledge/documentExtraction';

export interface ForeignMention {
	/** Unique in its document. */
	readonly id: string;
	readonly type: string;
	/** 1 where the file has none. */
	readonly score: number;
	readonly alternatives: readonly TypeScore[];
	/** In the unit that the document names. */
	readonly span: SourceSpan;
	/** The words there as a reader sees them, where the file has them. */
	readonly text?: string;
	/** Exactly what stands there in the source and around it, where the file has it. */
	readonly quote?: { readonly exact: string; readonly prefix: string; readonly suffix: string };
}

export interface ForeignRelation {
	readonly type: string;
	readonly symmetric: boolean;
	/** Ids of mentions. */
	readonly head: string;
	readonly tail: string;
	readonly score: number;
}

interface ForeignDocumentBase {
	/** As the file names it; undefined where it does not. */
	readonly name: string | undefined;
	/** Whether the file means a document of this name. */
	isNamed(name: string): boolean;
	/** The model that found it, where the file says so. */
	readonly model: { readonly name: string; readonly hash: string } | undefined;
	/** What of the file is no mention and no relation. */
	readonly problems: readonly ImportProblem[];
}

/** Mentions at offsets of a text. */
export interface PlacedForeignDocument extends ForeignDocumentBase {
	readonly kind: 'placed';
	readonly unit: 'utf16' | 'codePoint';
	/** The text, where the file has it: only where it is the same are the places right. */
	readonly source: string | undefined;
	readonly mentions: readonly ForeignMention[];
	readonly relations: readonly ForeignRelation[];
}

/** Annotated sentences of tokens. */
export interface TokenizedForeignDocument extends ForeignDocumentBase {
	readonly kind: 'tokenized';
	readonly sentences: readonly CorpusSentence[];
}

export type ForeignDocument = PlacedForeignDocument | TokenizedForeignDocument;

/** Why something of a file is not among the results. */
export const importProblemDescriptions = {
	outsideDocument: 'entities beyond the end of the document',
	textDiffers: 'entities whose place holds another text by now',
	outsideText: 'entities at places that are not read as text, such as formulas and comments',
	acrossSentences: 'entities that reach over a sentence',
	sentenceNotFound: 'entities in sentences that the document does not have',
	sentenceAmbiguous: 'entities in sentences that the document has more or less often than the file',
	relationWithoutEntity: 'relations of something that is no entity here',
	noPosition: 'annotations without a position',
	otherAnnotation: 'annotations that are neither entities nor relations',
	duplicateId: 'entities whose name another one has',
} as const;

export type ImportProblemKind = keyof typeof importProblemDescriptions;

export interface ImportProblem {
	readonly kind: ImportProblemKind;
	/** What exactly: a few words. */
	readonly what: string;
}

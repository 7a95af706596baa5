// A document together with what a model found in it, as the knowledge over many documents is made of. Data only.

import type { DocumentExtraction } from './documentExtraction';

export interface TypeName {
	readonly identifier: string;
	/** For tables and legends. */
	readonly short: string;
	/** In words. */
	readonly verbose: string;
}

/** The model that found something: results of different models are never mixed unseen. */
export interface KnowledgeModel {
	readonly name: string;
	/** SHA-256 over weights, configuration, vocabulary and types, in hexadecimal. */
	readonly hash: string;
	readonly entityTypes: readonly TypeName[];
	readonly relationTypes: readonly (TypeName & { readonly symmetric: boolean })[];
}

/** A place in a source text. Both count from 0; `character` in UTF-16 units. */
export interface TextPosition {
	readonly line: number;
	readonly character: number;
}

export interface KnownDocument {
	/** Unique: a URI in the editor, a path on the command line. */
	readonly id: string;
	/** For people: the path within the workspace. */
	readonly name: string;
	readonly model: KnowledgeModel;
	readonly extraction: DocumentExtraction;
	/** Where an offset of the source stands. */
	positionAt(offset: number): TextPosition;
}

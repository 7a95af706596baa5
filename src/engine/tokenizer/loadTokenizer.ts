// Makes the tokenizer of a model folder.

import { vocabularyTooLarge } from './errors';
import { type Tokenizer } from './tokenizer';
import { readVocabulary, type Vocabulary } from './vocabulary';
import { createWordPieceTokenizer } from './wordPiece';

export interface TokenizerOptions {
	/** undefined: as the folder says, or else as its pieces suggest. */
	readonly lowercase: boolean | undefined;
	/** Rows of the model's embedding table, where known: a larger vocabulary is refused. */
	readonly embeddingRows?: number | undefined;
}

/**
 * Loads vocab.txt or tokenizer.json of `folder`.
 * Errors: tokenizer.vocabularyMissing, vocabularyMalformed, vocabularyTooLarge, unsupported, and those of reading files.
 */
export async function loadTokenizer(folder: string, options: TokenizerOptions): Promise<Tokenizer> {
	const vocabulary = await readVocabulary(folder);
	const { embeddingRows } = options;
	if (embeddingRows !== undefined && vocabulary.size > embeddingRows) {
		throw vocabularyTooLarge(vocabulary.path, vocabulary.size, embeddingRows);
	}
	const lowercase = options.lowercase ?? vocabulary.lowercase ?? !hasUppercasePieces(vocabulary);
	return createWordPieceTokenizer(vocabulary, lowercase);
}

/** A vocabulary without one capital letter, placeholders such as [unused1] and [CLS] aside, is of an uncased model. */
function hasUppercasePieces(vocabulary: Vocabulary): boolean {
	for (const piece of vocabulary.ids.keys()) {
		if (piece !== piece.toLowerCase() && !/^\[.*\]$/.test(piece)) {
			return true;
		}
	}
	return false;
}

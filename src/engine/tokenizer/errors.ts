// The errors that a user can cause with a model's vocabulary.

import { UserError } from '../../base/userError';

export function vocabularyMissing(folder: string): UserError {
	return new UserError({
		code: 'tokenizer.vocabularyMissing',
		problem: `${folder} has neither vocab.txt nor tokenizer.json.`,
		remedy: "Give the path of a folder with the model's vocabulary.",
		setting: 'spert.tokenizerPath',
	});
}

export function vocabularyMalformed(path: string, problem: string): UserError {
	return new UserError({
		code: 'tokenizer.vocabularyMalformed',
		problem: `${path} is not a WordPiece vocabulary: ${problem}.`,
		remedy: 'Use the vocabulary that came with the model.',
		setting: 'spert.tokenizerPath',
	});
}

/** `kind` is the file's own name of its algorithm: "BPE". */
export function tokenizerUnsupported(path: string, kind: string): UserError {
	return new UserError({
		code: 'tokenizer.unsupported',
		problem: `${path} describes a tokenizer of the kind "${kind}", and BERT's encoders use "WordPiece".`,
		remedy: 'Use a model with a BERT encoder and its own vocabulary.',
		setting: 'spert.tokenizerPath',
	});
}

export function vocabularyTooLarge(path: string, pieces: number, rows: number): UserError {
	return new UserError({
		code: 'tokenizer.vocabularyTooLarge',
		problem: `${path} has ${pieces} word pieces, and the model was trained with ${rows}.`,
		remedy: 'Use the vocabulary that came with the model.',
		setting: 'spert.tokenizerPath',
	});
}

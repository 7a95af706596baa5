// The errors that a user can cause with a model's vocabulary.

import { UserError } from '../../base/userError';
import { tokenizerSourceNames } from './tokenizerFolder';

export function vocabularyMissing(folder: string): UserError {
	return new UserError({
		code: 'tokenizer.vocabularyMissing',
		problem: `${folder} has none of ${tokenizerSourceNames}.`,
		remedy: "Give the path of a folder with the model's vocabulary.",
		setting: 'spert.tokenizerPath',
	});
}

export function vocabularyMalformed(path: string, problem: string): UserError {
	return new UserError({
		code: 'tokenizer.vocabularyMalformed',
		problem: `${path} is no vocabulary that can be read: ${problem}.`,
		remedy: 'Use the vocabulary that came with the model.',
		setting: 'spert.tokenizerPath',
	});
}

/** XLM-RoBERTa's file, whose pieces have other numbers than the model's. */
export function onlySentencePiece(folder: string): UserError {
	return new UserError({
		code: 'tokenizer.onlySentencePiece',
		problem: `${folder} has its vocabulary as sentencepiece.bpe.model only, which does not say the model's own numbers.`,
		remedy: 'Put the tokenizer.json that is published with the model beside it.',
		setting: 'spert.tokenizerPath',
	});
}

/** `kind` is the file's own name of its algorithm: "WordLevel". */
export function tokenizerUnsupported(path: string, kind: string): UserError {
	return new UserError({
		code: 'tokenizer.unsupported',
		problem: `${path} describes a tokenizer of the kind "${kind}", which none of the supported encoders has.`,
		remedy: 'Use an encoder with a tokenizer of word pieces, byte pairs or unigrams.',
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

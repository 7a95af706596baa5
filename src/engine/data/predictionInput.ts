// Reads what the predict command takes: a JSON list whose items are objects with tokens, lists of tokens, or sentences as
// text. How text becomes tokens is the caller's matter.

import { largestDataFile } from './readDataset';
import { tokenList } from '../../corpus/dataset';
import { inputMalformed } from './errors';
import { isJsonObject, parseJson } from '../../corpus/json';
import { readBoundedText } from './boundedText';

export interface InputDocument {
	/** May be empty: a document without tokens has no predictions. */
	readonly tokens: readonly string[];
}

export type Tokenize = (sentence: string) => readonly string[];

/** Errors: data.fileUnreadable, data.fileTooLarge, data.notUtf8, and those of parsePredictionInput. */
export async function readPredictionInput(path: string, tokenize: Tokenize): Promise<readonly InputDocument[]> {
	return parsePredictionInput(await readBoundedText(path, largestDataFile), tokenize, path);
}

/** Errors: data.notJson, data.inputMalformed, data.datasetMalformed (tokens that are no list of texts). */
export function parsePredictionInput(json: string, tokenize: Tokenize, where: string): readonly InputDocument[] {
	const root = parseJson(json, where);
	if (!Array.isArray(root)) {
		throw inputMalformed(where, 'is not a list');
	}
	return root.map((item: unknown, index) => {
		const place = `${where}, document ${index}`;
		if (typeof item === 'string') {
			return { tokens: tokenize(item) };
		}
		if (Array.isArray(item)) {
			return { tokens: tokenList(item, place) };
		}
		if (isJsonObject(item)) {
			return { tokens: tokenList(item['tokens'], `${place}, "tokens"`) };
		}
		throw inputMalformed(place, 'is neither an object nor a list nor a text');
	});
}

// Tokenizers of byte pairs and unigrams, token by token, by Hugging Face's own library.

import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { cachedTokenizer } from './cachedTokenizer';
import { vocabularyMalformed } from './errors';
import type { Tokenizer } from './tokenizer';
import { definedPieces, type TokenizerDefinition } from './tokenizerDefinition';
import { specialTokensOf, type TokenizerSettings } from './tokenizerSettings';

/**
 * @param lowercase whether tokens are lower-cased first, whatever the definition does itself
 * Errors: tokenizer.vocabularyMalformed.
 */
export function createDefinedTokenizer(
	path: string,
	definition: TokenizerDefinition,
	settings: TokenizerSettings,
	lowercase: boolean,
): Tokenizer {
	const pieces = definedPieces(definition);
	const special = specialTokensOf(settings, (token) => pieces.has(token));
	const required = (token: string): number => {
		const id = pieces.get(token);
		if (id === undefined) {
			throw vocabularyMalformed(path, `it has no ${token}`);
		}
		return id;
	};
	const library = openLibrary(path, definition);
	return cachedTokenizer({
		clsId: required(special.classification),
		sepId: required(special.separator),
		padId: pieces.get(special.pad) ?? 0,
		unknownId: required(special.unknown),
		vocabularySize: [...pieces.values()].reduce((highest, id) => Math.max(highest, id), 0) + 1,
		lowercase,
		compute: (token) => library.encode(lowercase ? token.toLowerCase() : token, { add_special_tokens: false }).ids,
		decode: (ids) => (ids.length === 0 ? '' : library.decode(Array.from(ids)).trim()),
	});
}

function openLibrary(path: string, definition: TokenizerDefinition): HuggingFaceTokenizer {
	try {
		return new HuggingFaceTokenizer({ ...definition, post_processor: null }, { clean_up_tokenization_spaces: false });
	} catch (failure) {
		// A step of a kind that the library does not know.
		throw vocabularyMalformed(path, failure instanceof Error ? failure.message : String(failure));
	}
}

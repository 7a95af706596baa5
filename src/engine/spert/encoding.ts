// Word pieces of a sentence's tokens, with the word piece at which each token starts.

import type { Tokenizer } from '../tokenizer/tokenizer';

export interface EncodedTokens {
	/** Without [CLS] and [SEP]. */
	readonly ids: Int32Array;
	/** Token i has pieces tokenStarts[i] .. tokenStarts[i + 1] - 1: [tokens + 1]. */
	readonly tokenStarts: Int32Array;
}

/**
 * Encodes each token by itself. A token of more than `capacity` word pieces, which no window can hold, is read as one
 * unknown word piece, so that its neighbours are read as ever.
 */
export function encodeTokens(tokenizer: Tokenizer, tokens: readonly string[], capacity: number): EncodedTokens {
	const ids: number[] = [];
	const tokenStarts = new Int32Array(tokens.length + 1);
	for (const [index, token] of tokens.entries()) {
		const pieces = tokenizer.encodeToken(token);
		if (pieces.length > capacity) {
			ids.push(tokenizer.unknownId);
		} else {
			ids.push(...pieces);
		}
		tokenStarts[index + 1] = ids.length;
	}
	return { ids: Int32Array.from(ids), tokenStarts };
}

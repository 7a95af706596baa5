// Makes a tokenizer of a function that splits one token: words repeat, so their pieces are kept.

import type { Tokenizer } from './tokenizer';

/** At about 100 bytes an entry this is a few megabytes. */
const mostCachedTokens = 50_000;
const longestCachedToken = 100;

export interface TokenSplitter extends Omit<Tokenizer, 'encodeToken' | 'encode'> {
	/** The pieces of a token; none where there is nothing to be seen in it. */
	readonly compute: (token: string) => readonly number[];
}

export function cachedTokenizer({ compute, ...tokenizer }: TokenSplitter): Tokenizer {
	const cache = new Map<string, readonly number[]>();
	const encodeToken = (token: string): readonly number[] => {
		const known = cache.get(token);
		if (known !== undefined) {
			return known;
		}
		const computed = compute(token);
		const pieces = computed.length === 0 ? [tokenizer.unknownId] : computed;
		if (token.length <= longestCachedToken) {
			if (cache.size >= mostCachedTokens) {
				cache.clear();
			}
			cache.set(token, pieces);
		}
		return pieces;
	};
	return {
		...tokenizer,
		encodeToken,
		encode(tokens) {
			const pieces = tokens.map(encodeToken);
			const tokenStarts = new Int32Array(tokens.length + 1);
			pieces.forEach((piece, index) => {
				tokenStarts[index + 1] = tokenStarts[index]! + piece.length;
			});
			return { ids: Int32Array.from(pieces.flat()), tokenStarts };
		},
	};
}

// What the engine needs of a tokenizer: identifiers of word pieces, token by token, and back to text.

/** The word pieces of a list of tokens, one after another, without [CLS] and [SEP]. */
export interface WordPieceEncoding {
	readonly ids: Int32Array;
	/** Token i has the pieces tokenStarts[i] to tokenStarts[i + 1], at least one; one entry more than there are tokens. */
	readonly tokenStarts: Int32Array;
}

export interface Tokenizer {
	readonly clsId: number;
	readonly sepId: number;
	readonly padId: number;
	readonly unknownId: number;
	/** One more than the highest identifier. */
	readonly vocabularySize: number;
	/** Whether tokens are lower-cased and lose their accents. */
	readonly lowercase: boolean;
	/** The pieces of one token: never none, an empty or blank token is one [UNK]. */
	encodeToken(token: string): readonly number[];
	encode(tokens: readonly string[]): WordPieceEncoding;
	/** Readable text of word pieces, special tokens included, spaced as the reference spaces it. */
	decode(ids: ArrayLike<number>): string;
}

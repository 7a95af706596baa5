// How many floating point operations a BERT encoder needs for sentences of known lengths: what must be done at the least, of
// which products of matrices are nearly all.

export interface EncoderSizes {
	readonly layers: number;
	readonly hidden: number;
	readonly intermediate: number;
}

/**
 * Multiplications and additions of the products of matrices, without padding: for a sequence of T word pieces and each layer
 * four projections of T x H by H x H, two of the feed-forward network by H x I, and the attention's two, T x T by H.
 * Activations, normalisation, softmax and biases are not counted: they are below a hundredth.
 * @param lengths word pieces of each sequence, [CLS] and [SEP] included
 */
export function encoderOperations({ layers, hidden, intermediate }: EncoderSizes, lengths: readonly number[]): number {
	const perPiece = 2 * (4 * hidden * hidden + 2 * hidden * intermediate);
	return lengths.reduce((sum, length) => sum + layers * (length * perPiece + 2 * 2 * length * length * hidden), 0);
}

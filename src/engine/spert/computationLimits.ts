// How much is computed at once, so that what computing needs beside the model stays within a number of megabytes, for
// any document: word pieces, span candidates and pairs of entities are divided into runs.

import { longestSequence, type EncoderConfig } from '../nn/encoder';
import { productWidth, referenceHeads, type HeadDesign } from './headDesign';
import { levelCount } from './rangeMax';

/** In megabytes: enough for batches of the size that is fastest, with encoders up to the size of BERT base. */
export const usualMemory = 256;

/** Word pieces that are encoded together at most, padding included. More saves little time and costs response. */
const mostRows = 512;

/** Pairs and spans that are classified together at most. More saves nothing. */
const mostPairs = 4096;
const mostSpans = 16384;

/**
 * Rows, spans and pairs take their memory in turn, but what a run leaves behind is not always of use to the next, and what is
 * found needs some too.
 */
const shareOfEach = 1 / 5;

export interface ComputationLimits {
	/** How many sequences of `length` word pieces are encoded together, at least one. */
	sequencesOf(length: number): number;
	readonly spans: number;
	readonly pairs: number;
}

/** @param memory in megabytes; one sequence as long as the encoder reads is encoded whatever it is */
export function computationLimits(config: EncoderConfig, memory: number, heads: HeadDesign = referenceHeads): ComputationLimits {
	const bytes = memory * 2 ** 20 * shareOfEach;
	const { hiddenSize, intermediateSize, headCount } = config;
	const float = 4;
	// Of a layer: its input, queries, keys and values and their transposed, what is mixed, and the wide product and its activation.
	const ofLayer = 8 * hiddenSize + 2 * intermediateSize;
	// Of a span or a pair: the terms of a hidden layer and their sum, what its activation gives, and the two factors of a product with it.
	const ofHidden = 6 * heads.classifierHiddenSize;
	const ofProduct = 3 * productWidth(heads, hiddenSize);
	// The table's levels, once each and once together.
	const ofTable = 2 * (levelCount(longestSequence(config)) + 1) * hiddenSize;
	return {
		sequencesOf(length) {
			// Attention's scores, before and after the softmax.
			const rowBytes = float * Math.max(ofLayer + 2 * headCount * length, ofTable);
			const rows = Math.min(mostRows, bytes / rowBytes);
			return Math.max(1, Math.floor(rows / length));
		},
		spans: limited(bytes / (float * (4 * hiddenSize + ofHidden)), mostSpans),
		pairs: limited(bytes / (float * (5 * hiddenSize + ofHidden + ofProduct)), mostPairs),
	};
}

function limited(count: number, most: number): number {
	return Math.max(1, Math.floor(Math.min(count, most)));
}

// The sizes that all encoders have, under whatever names their config.json gives them.

import type { Activation } from './activation';

export interface TransformerSizes {
	readonly hiddenSize: number;
	readonly layerCount: number;
	/** Divides hiddenSize. */
	readonly headCount: number;
	readonly intermediateSize: number;
	readonly activation: Activation;
	readonly layerNormEpsilon: number;
	/** Rows of the embedding table; a vocabulary may have fewer pieces. */
	readonly vocabularySize: number;
	/** Rows of the table of positions, or the positions that an encoder without one was made for. */
	readonly positionCount: number;
}

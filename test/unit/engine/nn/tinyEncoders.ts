// One tiny encoder of each kind, with random weights. Several tests ask the same of all of them.

import { encoderWeights, type EncoderConfig } from '../../../../src/engine/nn/encoder';
import { Random } from '../../../../src/engine/training/random';

const sizes = {
	hiddenSize: 16,
	layerCount: 3,
	headCount: 2,
	intermediateSize: 24,
	activation: 'gelu',
	layerNormEpsilon: 1e-12,
	vocabularySize: 40,
	positionCount: 20,
} as const;
export const tinyEncoders: readonly EncoderConfig[] = [
	{ ...sizes, modelType: 'bert', tokenTypeCount: 2 },
	{ ...sizes, modelType: 'roberta', tokenTypeCount: 1, padTokenId: 1 },
	{ ...sizes, modelType: 'electra', tokenTypeCount: 2, embeddingSize: 8 },
	{ ...sizes, modelType: 'distilbert' },
	{ ...sizes, modelType: 'mpnet', bucketCount: 32 },
	{
		...sizes,
		modelType: 'deberta-v2',
		embeddingSize: 16,
		tokenTypeCount: 0,
		absolutePositions: false,
		distances: { bucketCount: 8, furthest: 20, sharesProjections: true, normalized: true },
		contentToPosition: true,
		positionToContent: true,
		convolution: { width: 3, activation: 'tanh' },
	},
	{
		...sizes,
		modelType: 'modernbert',
		globalEvery: 2,
		localWindow: 4,
		globalBase: 160000,
		localBase: 10000,
		attentionBias: false,
		feedForwardBias: false,
		normBias: false,
	},
];

/** Normally distributed with deviation 0.3, the same each time. */
export function randomWeights(config: EncoderConfig): ReadonlyMap<string, Float32Array> {
	return new Map(
		[...encoderWeights(config)].map(([name, shape]) => {
			const random = new Random(1, name);
			return [name, Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => random.normal(0, 0.3))];
		}),
	);
}

// Learning rates that differ by what a parameter is for: of the classifiers, and of each layer of the encoder.

import { encoderWeights, type EncoderConfig } from '../nn/encoder';
import { isLoraName, loraNames } from '../spert/lora';

export interface LearningRates {
	/** The rate at its peak that others are shares of. */
	readonly peak: number;
	/** Shares of it by parameter; undefined: all have the whole. */
	readonly shares: ReadonlyMap<string, number> | undefined;
}

export interface LearningRateOptions {
	readonly lr: number;
	/** Of all that is not the encoder; null: lr. */
	readonly classifierLr: number | null;
	readonly layerLrDecay: number;
}

/**
 * The top layer has lr, each layer the rate of the one above times layerLrDecay, and the embeddings that of a layer below the
 * lowest (layer-wise decay, Howard & Ruder 2018). What several layers share has the rate of the lowest that reads it.
 * @param names of all parameters
 */
export function learningRates(config: EncoderConfig, { lr, classifierLr, layerLrDecay }: LearningRateOptions, names: Iterable<string>): LearningRates {
	if (classifierLr === null && layerLrDecay === 1) {
		return { peak: lr, shares: undefined };
	}
	// Of an encoder with a rate of 0 nothing else is a share.
	const peak = lr > 0 ? lr : (classifierLr ?? lr);
	const shareOf = (rate: number): number => (peak === 0 ? 1 : rate / peak);
	const heights = heightsOf(config);
	const shares = new Map<string, number>();
	for (const name of names) {
		const height = heights.get(isLoraName(name) ? adaptedWeight(name) : name);
		const share = height === undefined ? shareOf(classifierLr ?? lr) : shareOf(lr) * layerLrDecay ** (config.layerCount - height);
		shares.set(name, share);
	}
	return { peak, shares };
}

/** How many layers the smallest encoder has that reads a parameter: 0 for the embeddings, 1 for the lowest layer. */
function heightsOf(config: EncoderConfig): ReadonlyMap<string, number> {
	const heights = new Map<string, number>();
	for (let height = 0; height <= config.layerCount; height++) {
		for (const name of encoderWeights(config, height).keys()) {
			if (!heights.has(name)) {
				heights.set(name, height);
			}
		}
	}
	return heights;
}

/** The weight beside which a matrix of LoRA lies. */
function adaptedWeight(name: string): string {
	const ends = loraNames('');
	return name.replace(ends.a, '.weight').replace(ends.b, '.weight');
}

// The weights a training starts from: those of a checkpoint, and fresh classifiers where it has none.

import type { SpertParameters } from '../checkpoint/spertParameters';
import { headParameters } from '../spert/headWeights';
import { isLoraName, loraNames } from '../spert/lora';
import type { ParameterStore } from './parameterStore';
import { Random } from './random';

/**
 * Fills the store. New classifiers are drawn from N(0, initializerRange), their biases are 0, as the reference initializes
 * them; its random numbers are others. So are layers that it does not have. Adapters change nothing at first: A is drawn from U(±1 / sqrt(inputs)), as PEFT draws
 * it, and B is 0.
 */
export function setInitialWeights(store: ParameterStore, { encoder, heads }: SpertParameters, initializerRange: number, seed: number): void {
	const stored = new Map<string, Float32Array>([...encoder, ...(heads === undefined ? [] : headParameters(heads))]);
	for (const { name, shape, values } of store.parameters.values()) {
		const known = stored.get(name);
		if (known !== undefined) {
			values.set(known);
		} else if (isLoraName(name)) {
			const random = new Random(seed, 'initialize', name);
			const bound = name.endsWith(loraNames('').a) ? 1 / Math.sqrt(shape[1] ?? 1) : 0;
			values.set(values.map(() => random.uniform(bound)));
		} else if (!name.endsWith('.bias')) {
			const random = new Random(seed, 'initialize', name);
			for (let index = 0; index < values.length; index++) {
				values[index] = random.normal(0, initializerRange);
			}
		}
	}
}

// The model that a training has made so far, as the plain encoder and classifiers that every program reads: averages where they
// are kept, and what was trained beside a weight merged into it.

import { loraNames, mergedWeight, type LoraOptions } from '../spert/lora';
import type { ParameterStore, StoredParameter } from './parameterStore';

export interface PlainParameter {
	readonly shape: readonly number[];
	/** Shares the store's memory where nothing had to be merged. */
	readonly values: Float32Array;
}

/** By the reference's names. */
export type PlainModel = ReadonlyMap<string, PlainParameter>;

export function plainModel(store: ParameterStore, lora: LoraOptions | undefined): PlainModel {
	const model = new Map<string, PlainParameter>();
	const adapters = new Set<string>();
	for (const { name, shape, ...parameter } of store.parameters.values()) {
		const values = currentValues(parameter);
		const names = loraNames(name.replace(/\.weight$/, ''));
		const [a, b] = [store.parameters.get(names.a), store.parameters.get(names.b)];
		if (lora === undefined || a === undefined || b === undefined) {
			model.set(name, { shape, values });
		} else {
			adapters.add(names.a).add(names.b);
			model.set(name, { shape, values: mergedWeight(values, currentValues(a), currentValues(b), lora) });
		}
	}
	return new Map([...model].filter(([name]) => !adapters.has(name)));
}

function currentValues({ values, state }: Pick<StoredParameter, 'values' | 'state'>): Float32Array {
	return state?.average ?? values;
}

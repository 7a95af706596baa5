// The reference's optimizer: clipping by the global norm, then AdamW (transformers' own, without bias correction and with
// decay after the update).

import type { ParameterState, ParameterStore, StoredParameter } from './parameterStore';
import { TableRows } from './tableRows';

export interface OptimizerOptions {
	readonly weightDecay: number;
	readonly maxGradientNorm: number;
	/** Shares of the learning rate that parameters have; absent: the whole. */
	readonly rateShares?: ReadonlyMap<string, number> | undefined;
}

export const betas = [0.9, 0.999] as const;
export const epsilon = 1e-6;
/** What torch adds to the norm before dividing by it. */
const normEpsilon = 1e-6;

type Trained = StoredParameter & { readonly state: ParameterState };

export class Optimizer {
	readonly #store: ParameterStore;
	readonly #options: OptimizerOptions;
	/** Tables whose rows the kernels can take one by one. */
	readonly #tables = new Map<string, TableRows>();

	/** @param tables parameters that get gradients for some of their rows only */
	constructor(store: ParameterStore, tables: Iterable<string>, options: OptimizerOptions) {
		this.#store = store;
		this.#options = options;
		for (const name of tables) {
			this.#tables.set(name, new TableRows(store, this.#trained(name)));
		}
	}

	/** Brings rows up to date, before a step reads them. */
	prepareRows(rows: ReadonlyMap<string, Int32Array>): void {
		for (const [name, indices] of rows) {
			this.#tables.get(name)?.prepare(indices);
		}
	}

	/** Brings all parameters up to date, before anything but a step reads them. */
	settle(): void {
		for (const table of this.#tables.values()) {
			table.settle();
		}
	}

	/**
	 * Adds gradients to those of rows of tables.
	 * @param rows of each table
	 * @param updates the gradients of each table, one row after the other
	 */
	addRows(rows: ReadonlyMap<string, Int32Array>, updates: ReadonlyMap<string, Float32Array>): void {
		for (const [name, indices] of rows) {
			this.#tables.get(name)?.addGradient(indices, updates.get(name));
		}
	}

	/** Adds what a further batch of an update left in `furtherGradient` to the gradients. */
	addFurther(names: Iterable<string>): void {
		for (const name of names) {
			const { gradient, furtherGradient } = this.#trained(name).state;
			if (furtherGradient === undefined) {
				throw new Error('The store was not made for several batches an update.');
			}
			this.#store.add(gradient, furtherGradient);
		}
	}

	/**
	 * Clips the gradients and updates the parameters.
	 * @param dense parameters whose gradient is in the store; one that has none at all is not among them
	 * @param averageRate what averages take of the new values; 0 where none are kept
	 * @returns the global norm of the gradients before clipping
	 */
	step(dense: readonly string[], learningRate: number, averageRate = 0): number {
		let squares = 0;
		for (const name of dense) {
			const { state } = this.#trained(name);
			state.hasHadGradient = true;
			squares += this.#store.sumOfSquares(state.gradient);
		}
		for (const table of this.#tables.values()) {
			squares += table.sumOfSquares;
		}
		const norm = Math.sqrt(squares);
		const { maxGradientNorm, weightDecay, rateShares } = this.#options;
		const clip = clipping(norm, maxGradientNorm);
		for (const parameter of this.#store.parameters.values()) {
			const { name, values, state } = parameter;
			// Without any gradient so far there is no state and no decay; later an absent one counts as zero.
			if (state?.hasHadGradient === true) {
				const rate = learningRate * (rateShares?.get(name) ?? 1);
				const decay = decays(name) ? Math.fround(rate * weightDecay) : 0;
				const step = { clip, betas, rate, epsilon, decay };
				const table = this.#tables.get(name);
				if (table !== undefined) {
					table.update(step, averageRate);
					continue;
				}
				this.#store.adamW(parameter, state, 0, values.length, step);
				if (averageRate > 0) {
					this.#store.average(parameter, state, 0, values.length, averageRate);
				}
			}
		}
		return norm;
	}

	#trained(name: string): Trained {
		const parameter = this.#store.parameters.get(name);
		if (parameter?.state === undefined) {
			throw new Error(`${name} is not a trained parameter.`);
		}
		return { ...parameter, state: parameter.state };
	}
}

/** What gradients of a global norm are multiplied with. */
export function clipping(norm: number, maxGradientNorm: number): number {
	return Math.min(1, maxGradientNorm / (norm + normEpsilon));
}

/** Biases and layer norms, whatever an encoder calls them, are not decayed; embeddings are. */
export function decays(name: string): boolean {
	return !name.includes('bias') && !/norm\.weight$/i.test(name);
}

/** Whether a parameter gets a gradient from pairs alone: in a batch without one it has none, which is not a gradient of zero. */
export function needsPairs(name: string): boolean {
	return name.startsWith('rel_classifier.');
}

// The reference's optimizer: clipping by the global norm, then AdamW (transformers' own, without bias correction and with
// decay after the update).

import type { ParameterStore, StoredParameter } from './parameterStore';

export interface OptimizerOptions {
	readonly weightDecay: number;
	readonly maxGradientNorm: number;
}

/** Gradient rows of one table in one step: row `rows[i]` gets `updates` from i * width on. */
export interface GradientRows {
	readonly rows: Int32Array;
	readonly updates: Float32Array;
}

/** Gradients of one step, by parameter. A parameter without one is left out. */
export interface StepGradients {
	readonly dense: ReadonlyMap<string, Float32Array>;
	readonly rows: ReadonlyMap<string, GradientRows>;
}

const betas = [0.9, 0.999] as const;
const epsilon = 1e-6;
/** What torch adds to the norm before dividing by it. */
const normEpsilon = 1e-6;

export class Optimizer {
	readonly #store: ParameterStore;
	readonly #options: OptimizerOptions;

	constructor(store: ParameterStore, options: OptimizerOptions) {
		this.#store = store;
		this.#options = options;
	}

	/**
	 * Clips the gradients and updates the parameters.
	 * @returns the global norm of the gradients before clipping
	 */
	step(gradients: StepGradients, learningRate: number): number {
		const touched = this.#takeGradients(gradients);
		let squares = 0;
		for (const [parameter, rows] of touched) {
			squares += this.#squares(parameter, rows);
		}
		const norm = Math.sqrt(squares);
		const { maxGradientNorm, weightDecay } = this.#options;
		const clip = Math.min(1, maxGradientNorm / (norm + normEpsilon));
		for (const parameter of this.#store.parameters.values()) {
			const { state } = parameter;
			// Without any gradient so far there is no state and no decay; later an absent one counts as zero.
			if (state?.hasHadGradient === true) {
				const decay = decays(parameter.name) ? learningRate * weightDecay : 0;
				this.#store.adamW(parameter, state, { clip, betas, rate: learningRate, epsilon, decay });
			}
		}
		for (const [parameter, rows] of touched) {
			clearGradient(parameter, rows);
		}
		return norm;
	}

	/** Copies gradients into the store. @returns the parameters that have one, with their rows where only some do */
	#takeGradients({ dense, rows }: StepGradients): Map<StoredParameter, ReadonlySet<number> | undefined> {
		const touched = new Map<StoredParameter, ReadonlySet<number> | undefined>();
		for (const [name, gradient] of dense) {
			const parameter = this.#trained(name);
			parameter.state.gradient.set(gradient);
			parameter.state.hasHadGradient = true;
			touched.set(parameter, undefined);
		}
		for (const [name, { rows: indices, updates }] of rows) {
			const parameter = this.#trained(name);
			const width = parameter.values.length / (parameter.shape[0] ?? 1);
			const { gradient } = parameter.state;
			for (const [index, row] of indices.entries()) {
				const [from, to] = [index * width, row * width];
				for (let column = 0; column < width; column++) {
					gradient[to + column] = (gradient[to + column] ?? 0) + (updates[from + column] ?? 0);
				}
			}
			parameter.state.hasHadGradient = true;
			touched.set(parameter, new Set(indices));
		}
		return touched;
	}

	#squares({ shape, state }: StoredParameter, rows: ReadonlySet<number> | undefined): number {
		if (state === undefined) {
			return 0;
		}
		const width = state.gradient.length / (shape[0] ?? 1);
		if (rows === undefined || width % 4 !== 0) {
			return this.#store.sumOfSquares(state.gradient);
		}
		let sum = 0;
		for (const row of rows) {
			sum += this.#store.sumOfSquares(state.gradient.subarray(row * width, (row + 1) * width));
		}
		return sum;
	}

	#trained(name: string): StoredParameter & { readonly state: NonNullable<StoredParameter['state']> } {
		const parameter = this.#store.parameters.get(name);
		if (parameter?.state === undefined) {
			throw new Error(`${name} is not a trained parameter.`);
		}
		return { ...parameter, state: parameter.state };
	}
}

/** Biases and layer norms are not decayed; embeddings are. */
export function decays(name: string): boolean {
	return !name.includes('bias') && !name.includes('LayerNorm.weight');
}

function clearGradient({ shape, state }: StoredParameter, rows: ReadonlySet<number> | undefined): void {
	if (state === undefined) {
		return;
	}
	const width = state.gradient.length / (shape[0] ?? 1);
	if (rows === undefined) {
		state.gradient.fill(0);
		return;
	}
	for (const row of rows) {
		state.gradient.fill(0, row * width, (row + 1) * width);
	}
}

// AdamW for a table of which each step touches few rows. Rows that never had a gradient have no moments, so all that happens to
// them is decay, and averages that follow it: it is put off until somebody reads them. The results are those of updating every
// row in every step, bit for bit.

import type { AdamWArguments, ParameterState, ParameterStore, StoredParameter } from './parameterStore';

export class TableRows {
	readonly #store: ParameterStore;
	readonly #parameter: StoredParameter & { readonly state: ParameterState };
	readonly #width: number;
	/** Whether a row has moments; such rows are updated in every step. */
	readonly #active: Uint8Array;
	/** Decays of the steps since the table was settled. */
	#decays: number[] = [];
	/** What the average took of the values after each of them. */
	#averageRates: number[] = [];
	/** How many of them a row without moments has had. */
	readonly #decayed: Int32Array;
	/** Rows whose gradient is not zero in this step. */
	readonly #touched = new Set<number>();

	constructor(store: ParameterStore, parameter: StoredParameter & { readonly state: ParameterState }) {
		const [rows = 1] = parameter.shape;
		this.#store = store;
		this.#parameter = parameter;
		this.#width = parameter.values.length / rows;
		this.#active = new Uint8Array(rows);
		this.#decayed = new Int32Array(rows);
		this.#findActive();
	}

	/** Brings rows up to date. */
	prepare(rows: Iterable<number>): void {
		for (const row of rows) {
			this.#catchUp(row);
		}
	}

	settle(): void {
		for (let row = 0; row < this.#active.length; row++) {
			this.#catchUp(row);
		}
		this.#decays = [];
		this.#averageRates = [];
		this.#decayed.fill(0);
	}

	/**
	 * Adds the gradients of rows (several of one row add up) and keeps them for update.
	 * @param updates [rows, width]
	 */
	addGradient(rows: Int32Array, updates: Float32Array | undefined): void {
		const { state } = this.#parameter;
		if (updates?.length !== rows.length * this.#width) {
			throw new RangeError(`${this.#parameter.name}: ${updates?.length ?? 0} elements for ${rows.length} rows.`);
		}
		for (const [index, row] of rows.entries()) {
			const [from, to] = [index * this.#width, row * this.#width];
			for (let column = 0; column < this.#width; column++) {
				state.gradient[to + column] = (state.gradient[to + column] ?? 0) + (updates[from + column] ?? 0);
			}
		}
		state.hasHadGradient = true;
		for (const row of rows) {
			this.#touched.add(row);
			this.#active[row] = 1;
		}
	}

	/** Of the gradients that were added since the last update. */
	get sumOfSquares(): number {
		let sum = 0;
		for (const row of this.#touched) {
			sum += this.#sumOfSquares(row);
		}
		return sum;
	}

	/**
	 * The step itself, then the gradients are zero again.
	 * @param averageRate what the average takes of the new values; 0: it is none's matter
	 */
	update(step: AdamWArguments, averageRate: number): void {
		const width = this.#width;
		const { state } = this.#parameter;
		// Neighbouring rows in one go: the kernel is cheap, the call is not.
		for (let row = 0; row < this.#active.length; row++) {
			const first = row;
			while (this.#active[row] === 1) {
				row++;
			}
			if (row > first) {
				this.#store.adamW(this.#parameter, state, first * width, (row - first) * width, step);
				if (averageRate > 0) {
					this.#store.average(this.#parameter, state, first * width, (row - first) * width, averageRate);
				}
			}
		}
		for (const row of this.#touched) {
			state.gradient.fill(0, row * width, (row + 1) * width);
		}
		this.#touched.clear();
		if (step.decay !== 0 || averageRate > 0) {
			this.#decays.push(step.decay);
			this.#averageRates.push(averageRate);
		}
	}

	#catchUp(row: number): void {
		if (this.#active[row] === 1) {
			return;
		}
		const from = this.#decayed[row] ?? 0;
		if (from < this.#decays.length) {
			const [decays, rates] = [this.#decays.slice(from), this.#averageRates.slice(from)];
			this.#store.decay(this.#parameter, row * this.#width, this.#width, decays, rates);
			this.#decayed[row] = this.#decays.length;
		}
	}

	/** Rows that a resumed training has moments for. */
	#findActive(): void {
		const { firstMoment, secondMoment } = this.#parameter.state;
		for (let row = 0; row < this.#active.length; row++) {
			const [from, to] = [row * this.#width, (row + 1) * this.#width];
			const isZero = (value: number): boolean => value === 0;
			if (!firstMoment.subarray(from, to).every(isZero) || !secondMoment.subarray(from, to).every(isZero)) {
				this.#active[row] = 1;
			}
		}
	}

	#sumOfSquares(row: number): number {
		return this.#store.sumOfSquares(this.#parameter.state.gradient.subarray(row * this.#width, (row + 1) * this.#width));
	}
}

// The parameters of a training with their gradients and moments, in one WebAssembly memory: the optimizer changes them in
// place, and onnxruntime reads them from there without copying.

import { adamWBinary } from './adamWBinary';

/** One parameter. All arrays are views of the store's memory. */
export interface StoredParameter {
	readonly name: string;
	readonly shape: readonly number[];
	readonly values: Float32Array;
	/** Undefined for a parameter that is not trained. */
	readonly state: ParameterState | undefined;
}

export interface ParameterState {
	/** Empty in a store without gradients. */
	readonly gradient: Float32Array;
	/** Where the gradient of a further batch goes before it is added; undefined where every batch is an update. */
	readonly furtherGradient: Float32Array | undefined;
	/** First and second moment (exp_avg and exp_avg_sq). */
	readonly firstMoment: Float32Array;
	readonly secondMoment: Float32Array;
	/** Exponential moving average of the values; undefined where none is kept. */
	readonly average: Float32Array | undefined;
	/** Whether any step so far gave it a gradient; until then the optimizer leaves it alone. */
	hasHadGradient: boolean;
}

export interface AdamWArguments {
	readonly clip: number;
	readonly betas: readonly [number, number];
	readonly rate: number;
	readonly epsilon: number;
	/** Learning rate times weight decay. */
	readonly decay: number;
}

interface Kernels {
	readonly sumOfSquares: (address: number, count: number) => number;
	readonly adamW: (...parameters: number[]) => void;
	readonly decay: (address: number, count: number, decays: number, steps: number) => void;
	readonly decayAveraged: (address: number, average: number, count: number, decays: number, rates: number, steps: number) => void;
	readonly add: (target: number, source: number, count: number) => void;
	readonly average: (target: number, source: number, count: number, rate: number) => void;
}

const pageSize = 65_536;
const largestMemory = 65_536 * pageSize;
/** Decays that are passed to the kernel at a time. */
const largestBacklog = 4096;
/** Elements that the kernels take at a time. */
const lanes = 4;

export class ParameterStore {
	readonly parameters: ReadonlyMap<string, StoredParameter>;
	/** Whether averages of what is trained are kept. */
	readonly keepsAverages: boolean;
	readonly #kernels: Kernels;
	readonly #decays: Float32Array;
	/** What averages take of the values after each of the decays. */
	readonly #rates: Float32Array;

	/**
	 * @param isTrained whether a parameter gets gradients and moments
	 * @param gradientArrays for each trained parameter: one; two where gradients of several batches make one update; none where
	 *   a device keeps them
	 * @param averages whether averages of what is trained are kept
	 * @throws RangeError where 4 GiB are not enough: about 268 million trained parameters
	 */
	constructor(
		shapes: ReadonlyMap<string, readonly number[]>,
		isTrained: (name: string) => boolean,
		gradientArrays: 0 | 1 | 2 = 1,
		averages = false,
	) {
		this.keepsAverages = averages;
		const arraysOf = (name: string): number => (isTrained(name) ? 3 + gradientArrays + (averages ? 1 : 0) : 1);
		let size = pageSize + 2 * largestBacklog * Float32Array.BYTES_PER_ELEMENT;
		for (const [name, shape] of shapes) {
			size += arraysOf(name) * paddedLength(shape) * Float32Array.BYTES_PER_ELEMENT;
		}
		if (size > largestMemory) {
			throw new RangeError(`The parameters need ${Math.ceil(size / 2 ** 20)} MiB, more than the 4096 MiB that fit.`);
		}
		const pages = Math.ceil(size / pageSize);
		// The kernels declare the largest memory there is as their limit, so the memory must allow for it too.
		const memory = new WebAssembly.Memory({ initial: pages, maximum: pageSize });
		const module = new WebAssembly.Module(Buffer.from(adamWBinary, 'base64'));
		this.#kernels = new WebAssembly.Instance(module, { host: { memory } }).exports as unknown as Kernels;
		let address = lanes * Float32Array.BYTES_PER_ELEMENT;
		const allocate = (shape: readonly number[]): Float32Array => {
			const view = new Float32Array(memory.buffer, address, elementCount(shape));
			address += paddedLength(shape) * Float32Array.BYTES_PER_ELEMENT;
			return view;
		};
		this.#decays = allocate([largestBacklog]);
		this.#rates = allocate([largestBacklog]);
		this.parameters = new Map(
			[...shapes].map(([name, shape]) => {
				const values = allocate(shape);
				const state = isTrained(name)
					? {
							gradient: allocate(gradientArrays > 0 ? shape : [0]),
							furtherGradient: gradientArrays > 1 ? allocate(shape) : undefined,
							firstMoment: allocate(shape),
							secondMoment: allocate(shape),
							average: averages ? allocate(shape) : undefined,
							hasHadGradient: false,
						}
					: undefined;
				return [name, { name, shape, values, state }];
			}),
		);
	}

	/** Whether every parameter is a number that can go on: neither infinite nor NaN. */
	get isFinite(): boolean {
		return [...this.parameters.values()].every(({ values }) => Number.isFinite(this.sumOfSquares(values)));
	}

	/** Sum of squares in float64 of a view of the store's memory that starts at a parameter's beginning or row. */
	sumOfSquares(view: Float32Array): number {
		return this.#kernels.sumOfSquares(view.byteOffset, padded(view.length));
	}

	/**
	 * One step of AdamW (Loshchilov & Hutter 2019), without bias correction, for elements start .. start + count - 1 of a
	 * parameter. Both are multiples of four, or reach to the parameter's end.
	 */
	adamW({ values }: StoredParameter, state: ParameterState, start: number, count: number, step: AdamWArguments): void {
		const { clip, betas, rate, epsilon, decay } = step;
		const [beta1, beta2] = betas;
		const offset = start * Float32Array.BYTES_PER_ELEMENT;
		this.#kernels.adamW(
			values.byteOffset + offset,
			state.gradient.byteOffset + offset,
			state.firstMoment.byteOffset + offset,
			state.secondMoment.byteOffset + offset,
			padded(count),
			clip,
			beta1,
			1 - beta1,
			beta2,
			1 - beta2,
			rate,
			epsilon,
			decay,
		);
	}

	/** Adds one view of a parameter's size to another. */
	add(target: Float32Array, source: Float32Array): void {
		this.#kernels.add(target.byteOffset, source.byteOffset, padded(target.length));
	}

	/** Lets averages begin with the values as they are. */
	startAverages(): void {
		for (const { values, state } of this.parameters.values()) {
			state?.average?.set(values);
		}
	}

	/**
	 * Brings the average of elements of a parameter nearer to its values, by a share of the difference. Start and count as of
	 * adamW.
	 */
	average({ values }: StoredParameter, { average }: ParameterState, start: number, count: number, rate: number): void {
		if (average === undefined) {
			throw new Error('The store was not made for averages.');
		}
		const offset = start * Float32Array.BYTES_PER_ELEMENT;
		this.#kernels.average(average.byteOffset + offset, values.byteOffset + offset, padded(count), rate);
	}

	/**
	 * Decays elements of a parameter by several steps, one after the other, as adamW does where moments are 0; where averages are
	 * kept, each step is followed by that of the average.
	 * @param rates of the averages, as many as decays
	 */
	decay({ values, state }: StoredParameter, start: number, count: number, decays: readonly number[], rates: readonly number[]): void {
		const offset = start * Float32Array.BYTES_PER_ELEMENT;
		for (let from = 0; from < decays.length; from += largestBacklog) {
			const some = decays.slice(from, from + largestBacklog);
			this.#decays.set(some);
			const [address, averages] = [values.byteOffset + offset, state?.average];
			if (averages === undefined) {
				this.#kernels.decay(address, padded(count), this.#decays.byteOffset, some.length);
			} else {
				this.#rates.set(rates.slice(from, from + largestBacklog));
				const average = averages.byteOffset + offset;
				this.#kernels.decayAveraged(address, average, padded(count), this.#decays.byteOffset, this.#rates.byteOffset, some.length);
			}
		}
	}
}

function elementCount(shape: readonly number[]): number {
	return shape.reduce((product, size) => product * size, 1);
}

function padded(length: number): number {
	return Math.ceil(length / lanes) * lanes;
}

function paddedLength(shape: readonly number[]): number {
	return padded(elementCount(shape));
}

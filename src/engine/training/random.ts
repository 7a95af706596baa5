// Seeded pseudo-random numbers: xoshiro128** (Blackman & Vigna 2018). A generator is made anew from a seed and what it is
// for, such as a step's number, so a training that is resumed needs no state of it.

export class Random {
	#a: number;
	#b: number;
	#c: number;
	#d: number;

	/** Equal arguments give equal numbers; different ones unrelated numbers. */
	constructor(seed: number, ...purpose: readonly (number | string)[]) {
		// SplitMix32 over a hash of the arguments spreads any seed over the whole state.
		let state = hash([seed, ...purpose].join('\u0000'));
		const next = (): number => {
			state = (state + 0x9e3779b9) | 0;
			let mixed = state ^ (state >>> 16);
			mixed = Math.imul(mixed, 0x21f0aaad);
			mixed ^= mixed >>> 15;
			mixed = Math.imul(mixed, 0x735a2d97);
			return mixed ^ (mixed >>> 15);
		};
		[this.#a, this.#b, this.#c, this.#d] = [next(), next(), next(), next()];
	}

	/** A whole number from 0 to 2³² - 1. */
	uint32(): number {
		const scrambled = Math.imul(this.#b, 5);
		const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
		const shifted = this.#b << 9;
		this.#c ^= this.#a;
		this.#d ^= this.#b;
		this.#b ^= this.#c;
		this.#a ^= this.#d;
		this.#c ^= shifted;
		this.#d = (this.#d << 11) | (this.#d >>> 21);
		return result >>> 0;
	}

	/** Sets each element to `rare` with a probability and to `usual` otherwise, one uint32() an element. */
	choose(target: Float32Array, probability: number, rare: number, usual: number): void {
		const bound = probability * 2 ** 32;
		// The steps of uint32() on local variables: masks take a million of them a training step.
		let [a, b, c, d] = [this.#a, this.#b, this.#c, this.#d];
		for (let index = 0; index < target.length; index++) {
			const scrambled = Math.imul(b, 5);
			const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
			const shifted = b << 9;
			c ^= a;
			d ^= b;
			b ^= c;
			a ^= d;
			c ^= shifted;
			d = (d << 11) | (d >>> 21);
			target[index] = result >>> 0 < bound ? rare : usual;
		}
		[this.#a, this.#b, this.#c, this.#d] = [a, b, c, d];
	}

	/** A whole number from 0 to bound - 1, all equally likely. */
	below(bound: number): number {
		// The last, incomplete run of `bound` numbers would favour the small ones.
		const limit = 2 ** 32 - (2 ** 32 % bound);
		for (;;) {
			const value = this.uint32();
			if (value < limit) {
				return value % bound;
			}
		}
	}

	/** Between -bound and bound, all equally likely. */
	uniform(bound: number): number {
		return bound * ((2 * this.uint32()) / 2 ** 32 - 1);
	}

	/** From the normal distribution, by the method of Box & Muller (1958). */
	normal(mean: number, deviation: number): number {
		const radius = Math.sqrt(-2 * Math.log((this.uint32() + 1) / 2 ** 32));
		return mean + deviation * radius * Math.cos((2 * Math.PI * this.uint32()) / 2 ** 32);
	}

	/** `count` different elements in random order, all of them if there are no more. */
	sample<T>(elements: readonly T[], count: number): T[] {
		const pool = [...elements];
		const taken = Math.min(count, pool.length);
		for (let index = 0; index < taken; index++) {
			const other = index + this.below(pool.length - index);
			[pool[index], pool[other]] = [pool[other] as T, pool[index] as T];
		}
		return pool.slice(0, taken);
	}
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
	let value = 0x811c9dc5;
	for (let index = 0; index < text.length; index++) {
		value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
	}
	return value | 0;
}

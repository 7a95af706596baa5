// How fast something goes: the mean over the last while, from counts that are looked at now and then.

/** In milliseconds. */
const usualWindow = 60_000;

export class Rate {
	readonly #window: number;
	readonly #seen: { readonly at: number; readonly count: number }[] = [];

	/** @param window over how long the mean goes, in milliseconds */
	constructor(window = usualWindow) {
		this.#window = window;
	}

	/** @param at in milliseconds */
	add(at: number, count: number): void {
		this.#seen.push({ at, count });
		while ((this.#seen[1]?.at ?? Infinity) <= at - this.#window) {
			this.#seen.shift();
		}
	}

	/** Counts a second; undefined before anything can be said. */
	get perSecond(): number | undefined {
		const [first, last] = [this.#seen[0], this.#seen.at(-1)];
		return first === undefined || last === undefined || last.at <= first.at ? undefined : ((last.count - first.count) / (last.at - first.at)) * 1000;
	}
}

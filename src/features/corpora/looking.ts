// Looks at something again and again while somebody watches: never more often than every two seconds, and never for more than a tenth
// of the time.

import type { Disposable } from '../../base/disposable';

/** Between two looks, in milliseconds. */
const shortestPause = 2_000;
const longestPause = 30_000;
const pausePerCost = 10;

export interface LookingOptions {
	readonly look: () => Promise<void>;
	/** Told what `look` throws. There is no further look until somebody watches anew. */
	readonly onFailure: (failure: unknown) => void;
	/** In milliseconds. */
	readonly now?: () => number;
}

export class Looking implements Disposable {
	readonly #options: LookingOptions;
	readonly #now: () => number;
	#isWatched = false;
	#isDisposed = false;
	#isLooking = false;
	/** Whether somebody wants a look after the one that is under way. */
	#again = false;
	#timer: NodeJS.Timeout | undefined;

	constructor(options: LookingOptions) {
		this.#options = options;
		this.#now = options.now ?? (() => performance.now());
	}

	get isWatched(): boolean {
		return this.#isWatched;
	}

	/** The first look is at once. */
	setWatched(isWatched: boolean): void {
		if (isWatched !== this.#isWatched) {
			this.#isWatched = isWatched;
			clearTimeout(this.#timer);
			if (isWatched) {
				this.lookNow();
			}
		}
	}

	/** Looks once, whether or not somebody watches. */
	lookNow(): void {
		clearTimeout(this.#timer);
		if (this.#isLooking) {
			this.#again = true;
		} else if (!this.#isDisposed) {
			this.#look().catch(this.#options.onFailure);
		}
	}

	dispose(): void {
		this.#isDisposed = true;
		clearTimeout(this.#timer);
	}

	async #look(): Promise<void> {
		this.#isLooking = true;
		const start = this.#now();
		try {
			do {
				this.#again = false;
				await this.#options.look();
			} while (this.#again && !this.#isDisposed);
		} finally {
			this.#isLooking = false;
		}
		if (this.#isWatched && !this.#isDisposed) {
			const pause = Math.min(longestPause, Math.max(shortestPause, pausePerCost * (this.#now() - start)));
			this.#timer = setTimeout(() => this.lookNow(), pause);
		}
	}
}

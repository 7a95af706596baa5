// Work that many events ask for and that is done once for all of them, a moment later.

import type { Disposable } from '../base/disposable';

export class RunSoon implements Disposable {
	readonly #run: () => Promise<void>;
	readonly #pause: number;
	readonly #onFailure: (failure: unknown) => void;
	#timer: NodeJS.Timeout | undefined;

	/** @param pause from the first time it is asked for until it is done, in milliseconds */
	constructor(run: () => Promise<void>, pause: number, onFailure: (failure: unknown) => void) {
		this.#run = run;
		this.#pause = pause;
		this.#onFailure = onFailure;
	}

	ask(): void {
		this.#timer ??= setTimeout(() => {
			this.#timer = undefined;
			this.#run().catch(this.#onFailure);
		}, this.#pause);
	}

	/** What was asked for and is not done yet is not done any more. */
	dispose(): void {
		clearTimeout(this.#timer);
	}
}

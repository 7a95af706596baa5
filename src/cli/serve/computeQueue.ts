// Requests that wait for the model, which reads for one at a time. Takes no more than it can hold: whoever comes later is told when
// to come again.

import { throwIfCancelled, type CancellationToken } from '../../base/cancellation';

export class ComputeQueue {
	readonly #most: number;
	#last: Promise<unknown> = Promise.resolve();
	#count = 0;
	/** Milliseconds that a computation has taken, the newer the more it counts. */
	#usualTime = 200;

	/** @param most requests that wait or are computed at once */
	constructor(most: number) {
		this.#most = most;
	}

	get isFull(): boolean {
		return this.#count >= this.#most;
	}

	/** After how many whole seconds there will be room, by how long computations have taken. */
	get secondsUntilRoom(): number {
		return Math.min(30, Math.max(1, Math.ceil((this.#count * this.#usualTime) / 2000)));
	}

	/** Resolves when nothing waits or is computed any more. */
	async whenEmpty(): Promise<void> {
		await this.#last;
	}

	/** Computes when its turn comes. Errors: CancelledError, also while it waits; those of the computation. */
	async run<T>(compute: () => Promise<T>, cancellation: CancellationToken): Promise<T> {
		this.#count++;
		const result = this.#last.then(async () => {
			throwIfCancelled(cancellation);
			const start = performance.now();
			const computed = await compute();
			this.#usualTime = 0.8 * this.#usualTime + 0.2 * (performance.now() - start);
			return computed;
		});
		this.#last = result.catch(() => undefined);
		try {
			return await result;
		} finally {
			this.#count--;
		}
	}
}

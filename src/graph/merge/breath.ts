// Work that takes minutes lets other things happen between its steps: Ctrl+C is heard, progress is drawn.

import { setImmediate } from 'node:timers/promises';
import { throwIfCancelled, type CancellationToken } from '../../base/cancellation';

/** So much is done without a pause: some tens of milliseconds. */
const stepSize = 5000;

export class Breath {
	readonly #cancellation: CancellationToken;
	#done = 0;

	constructor(cancellation: CancellationToken) {
		this.#cancellation = cancellation;
	}

	/** Notes that work was done, and pauses if that was enough. Errors: CancelledError. @param items rows and the like */
	take(items: number): Promise<void> | undefined {
		this.#done += items;
		return this.#done < stepSize ? undefined : this.#pause();
	}

	async #pause(): Promise<void> {
		this.#done = 0;
		await setImmediate();
		throwIfCancelled(this.#cancellation);
	}
}

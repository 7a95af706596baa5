// Stops a command as Ctrl+C does as soon as a certain file is there: for programs that started it, also where there are no
// signals.

import { existsSync } from 'node:fs';
import { CancellationSource, type CancellationToken } from '../base/cancellation';
import { DisposableStore, toDisposable, type Disposable } from '../base/disposable';

/** How often the file is looked for, in milliseconds. */
const lookInterval = 300;

export class StopFile implements Disposable {
	readonly #owned = new DisposableStore();
	readonly #source = this.#owned.add(new CancellationSource());

	/** @param path undefined: only the outer token counts */
	constructor(path: string | undefined, outer: CancellationToken) {
		this.#owned.add(outer.onCancellationRequested(() => this.#source.cancel()));
		if (outer.isCancellationRequested) {
			this.#source.cancel();
		}
		if (path !== undefined) {
			const timer = setInterval(() => {
				if (existsSync(path)) {
					this.#source.cancel();
				}
			}, lookInterval);
			this.#owned.add(toDisposable(() => clearInterval(timer)));
		}
	}

	get token(): CancellationToken {
		return this.#source.token;
	}

	dispose(): void {
		this.#owned.dispose();
	}
}

// Events with typed payloads, in VS Code's shape, for code that knows no editor.

import { toDisposable, type Disposable } from './disposable';

export type Event<T> = (listener: (value: T) => void) => Disposable;

/** Fires values to its listeners. Once disposed it has no listeners and takes none. */
export class Emitter<T> implements Disposable {
	readonly #listeners = new Set<{ readonly call: (value: T) => void }>();
	#disposed = false;

	readonly event: Event<T> = (call) => {
		if (this.#disposed) {
			return toDisposable(() => {});
		}
		const listener = { call };
		this.#listeners.add(listener);
		return toDisposable(() => this.#listeners.delete(listener));
	};

	fire(value: T): void {
		for (const listener of [...this.#listeners]) {
			listener.call(value);
		}
	}

	dispose(): void {
		this.#disposed = true;
		this.#listeners.clear();
	}
}

// Ownership of things that must be released: listeners, processes, sessions. Every disposable has one owner, usually a
// DisposableStore. Shaped like VS Code's own Disposable, but knows no editor.

export interface Disposable {
	dispose(): void;
}

/** Wraps a release function. Calling dispose more than once releases once. */
export function toDisposable(release: () => void): Disposable {
	let released = false;
	return {
		dispose() {
			if (released) {
				return;
			}
			released = true;
			release();
		},
	};
}

/**
 * Owns any number of disposables and releases them together, newest first. Whatever is added after the store has been
 * disposed is disposed at once, so that a late asynchronous addition cannot leak.
 */
export class DisposableStore implements Disposable {
	readonly #owned = new Set<Disposable>();
	#disposed = false;

	get isDisposed(): boolean {
		return this.#disposed;
	}

	add<T extends Disposable>(disposable: T): T {
		if (this.#disposed) {
			disposable.dispose();
		} else {
			this.#owned.add(disposable);
		}
		return disposable;
	}

	dispose(): void {
		this.#disposed = true;
		this.clear();
	}

	/** Releases everything owned so far; the store stays usable. */
	clear(): void {
		const owned = [...this.#owned].reverse();
		this.#owned.clear();
		const failures: unknown[] = [];
		for (const disposable of owned) {
			try {
				disposable.dispose();
			} catch (failure) {
				failures.push(failure);
			}
		}
		if (failures.length > 0) {
			throw new AggregateError(failures, 'Disposing failed.');
		}
	}
}

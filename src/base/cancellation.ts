// Cooperative cancellation, in the shape that VS Code and vscode-jsonrpc use, so that their tokens fit without adapters.

import type { Disposable } from './disposable';
import { Emitter } from './event';

export interface CancellationToken {
	readonly isCancellationRequested: boolean;
	readonly onCancellationRequested: (listener: (event: unknown) => unknown) => Disposable;
}

/** Thrown where work stops because its token asked for it. Not a failure: callers show nothing. */
export class CancelledError extends Error {
	override readonly name = 'CancelledError';

	constructor() {
		super('Cancelled.');
	}
}

export class CancellationSource implements Disposable {
	readonly #emitter = new Emitter<undefined>();
	#requested = false;
	readonly token: CancellationToken;

	constructor() {
		const isRequested = (): boolean => this.#requested;
		const emitter = this.#emitter;
		this.token = {
			get isCancellationRequested() {
				return isRequested();
			},
			onCancellationRequested: (listener) => emitter.event(listener),
		};
	}

	cancel(): void {
		if (!this.#requested) {
			this.#requested = true;
			this.#emitter.fire(undefined);
		}
	}

	dispose(): void {
		this.#emitter.dispose();
	}
}

/** A token that is never cancelled. */
export const neverCancelled: CancellationToken = {
	isCancellationRequested: false,
	onCancellationRequested: () => ({ dispose: () => {} }),
};

export function throwIfCancelled(token: CancellationToken): void {
	if (token.isCancellationRequested) {
		throw new CancelledError();
	}
}

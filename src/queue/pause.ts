// Waits, unless somebody does not want to wait any longer.

import { CancelledError, throwIfCancelled, type CancellationToken } from '../base/cancellation';

/** Errors: CancelledError, at once. */
export async function pause(milliseconds: number, cancellation: CancellationToken): Promise<void> {
	throwIfCancelled(cancellation);
	await new Promise<void>((resolve, reject) => {
		const timer = setTimeout(() => {
			listening.dispose();
			resolve();
		}, milliseconds);
		const listening = cancellation.onCancellationRequested(() => {
			clearTimeout(timer);
			listening.dispose();
			reject(new CancelledError());
		});
	});
}

// Bundles of the extension beside its main one, which are loaded when they are first needed. A class that is in both is not the same
// class in both: what crosses is turned into ours.

import { createRequire } from 'node:module';
import { CancelledError } from '../base/cancellation';
import { UserError, type UserErrorDetails } from '../base/userError';

/** What a bundle exports. @param path absolute */
export function loadBundle<Exports>(path: string): Exports {
	return createRequire(path)(path) as Exports;
}

/** A user's error, or a cancellation, of another bundle's class as one of ours; anything else as it is. */
export function asOurs(failure: unknown): unknown {
	if (!(failure instanceof Error)) {
		return failure;
	}
	if (failure.name === 'UserError' && !(failure instanceof UserError) && 'details' in failure) {
		return new UserError(failure.details as UserErrorDetails, { cause: failure });
	}
	return failure.name === 'CancelledError' && !(failure instanceof CancelledError) ? new CancelledError() : failure;
}

// Loads the bundle of the export and import formats when it is first needed.

import { createRequire } from 'node:module';
import { UserError, type UserErrorDetails } from '../../base/userError';
import type { Exchange } from '../../exchange/node/exchangeProgram';

/** @param path of the bundle */
export function exchangeLoader(path: string): () => Exchange {
	return () => (createRequire(path)(path) as { readonly exchange: Exchange }).exchange;
}

/** Runs something of the bundle: a user's error of its class, which is not ours, becomes one of ours. */
export function inOurErrors<T>(run: () => T): T {
	try {
		return run();
	} catch (failure) {
		if (failure instanceof Error && failure.name === 'UserError' && !(failure instanceof UserError) && 'details' in failure) {
			throw new UserError(failure.details as UserErrorDetails, { cause: failure });
		}
		throw failure;
	}
}

// Loads the bundle of the export and import formats when it is first needed.

import type { Exchange } from '../../exchange/node/exchangeProgram';
import { asOurs, loadBundle } from '../../host/otherBundle';

/** @param path of the bundle */
export function exchangeLoader(path: string): () => Exchange {
	return () => loadBundle<{ readonly exchange: Exchange }>(path).exchange;
}

/** Runs something of the bundle. */
export function inOurErrors<T>(run: () => T): T {
	try {
		return run();
	} catch (failure) {
		throw asOurs(failure);
	}
}

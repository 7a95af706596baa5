// How many threads a computation takes where nobody says.

import { availableParallelism } from 'node:os';

/** Half of the cores: enough to be quick, and the machine stays usable. */
export function defaultThreads(): number {
	return Math.max(1, Math.floor(availableParallelism() / 2));
}

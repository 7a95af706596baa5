// How many threads a computation takes where nobody says.

import { availableParallelism, loadavg } from 'node:os';

/**
 * Half of the cores: enough to be quick, and the machine stays usable. Fewer where others compute already: what they leave.
 * @param cores of the machine
 * @param load processes that wanted a core in the last minute, in the mean; 0 where the system does not tell (Windows)
 */
export function defaultThreads(cores = availableParallelism(), load = loadavg()[0] ?? 0): number {
	return Math.max(1, Math.min(Math.floor(cores / 2), cores - Math.round(load)));
}

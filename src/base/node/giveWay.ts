// Lets a process that computes give way to what people do on the machine.

import { constants, setPriority } from 'node:os';

/** From now on this process computes with what others leave; on a machine that is not busy, that is everything. */
export function giveWay(): void {
	try {
		setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
	} catch {
		// A system that does not allow it runs us as before.
	}
}

// Runs the runs of a configuration file one after the other. One that fails does not stop the next, but makes the command
// fail; the reference ends with success whatever happened.

import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import { UserError } from '../base/userError';

/** Where a run stands among all. */
export interface RunPlace {
	/** From 1. */
	readonly number: number;
	readonly count: number;
}

/** Tells on stderr what went wrong with a run. Errors: CancelledError, and whatever is no UserError. */
export async function runEach<T>(
	command: string,
	runs: readonly T[],
	cancellation: CancellationToken,
	run: (options: T, place: RunPlace) => Promise<void>,
): Promise<'success' | 'failed'> {
	let failed = false;
	for (const [index, options] of runs.entries()) {
		throwIfCancelled(cancellation);
		const place = { number: index + 1, count: runs.length };
		try {
			await run(options, place);
		} catch (failure) {
			if (!(failure instanceof UserError)) {
				throw failure;
			}
			failed = true;
			const which = place.count === 1 ? '' : ` (run ${place.number} of ${place.count})`;
			process.stderr.write(`spert ${command}${which}: ${failure.problem} ${failure.remedy} [${failure.code}]\n`);
		}
	}
	return failed ? 'failed' : 'success';
}

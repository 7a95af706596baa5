// The lock on a run's folder: two trainings that write the same state and models would ruin both.

import { join } from 'node:path';
import { FileLock } from '../../base/node/fileLock';
import { alreadyRunning, notSaved } from './errors';

export const lockFileName = 'training.lock';

/** Errors: training.alreadyRunning, training.notSaved. */
export async function lockRun(folder: string): Promise<FileLock> {
	const path = join(folder, lockFileName);
	try {
		return await FileLock.acquire(path, (pid) => alreadyRunning(folder, pid, path));
	} catch (failure) {
		throw notSaved(path, failure);
	}
}

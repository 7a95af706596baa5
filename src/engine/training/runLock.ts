// A lock on a run's folder: two trainings that write the same state and models would ruin both. A lock that a killed process
// left behind is taken over.

import { randomBytes } from 'node:crypto';
import { link, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { alreadyRunning, notSaved } from './errors';

export const lockFileName = 'training.lock';

const ownerSchema = z.object({ pid: z.int(), started: z.number() });

export class RunLock {
	readonly #path: string;

	private constructor(path: string) {
		this.#path = path;
	}

	/** Errors: training.alreadyRunning, training.notSaved. */
	static async acquire(folder: string): Promise<RunLock> {
		const path = join(folder, lockFileName);
		const content = JSON.stringify({ pid: process.pid, started: performance.timeOrigin });
		const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
		try {
			const file = await open(temporary, 'wx');
			await file.writeFile(content).finally(() => file.close());
			// A link either makes the lock with its content or fails: nobody ever reads one that is half written.
			while (!(await linked(temporary, path))) {
				const found = await readFile(path, 'utf8').catch(noFile);
				const owner = found === undefined ? undefined : ownerOf(found);
				if (owner !== undefined && isRunning(owner)) {
					throw alreadyRunning(folder, owner.pid, path);
				}
				if (found !== undefined) {
					await takeAway(path, found);
				}
			}
		} catch (failure) {
			throw notSaved(path, failure);
		} finally {
			await rm(temporary, { force: true }).catch(() => undefined);
		}
		return new RunLock(path);
	}

	async release(): Promise<void> {
		await rm(this.#path, { force: true });
	}
}

type Owner = z.infer<typeof ownerSchema>;

async function linked(temporary: string, path: string): Promise<boolean> {
	try {
		await link(temporary, path);
		return true;
	} catch (failure) {
		if (codeOf(failure) === 'EEXIST') {
			return false;
		}
		throw failure;
	}
}

/** Removes a lock that a dead process left, unless somebody else was quicker and the lock is another one by now. */
async function takeAway(path: string, stale: string): Promise<void> {
	const aside = `${path}.${randomBytes(6).toString('hex')}.tmp`;
	const moved = await rename(path, aside).then(() => true, noFile);
	if (moved === undefined) {
		return;
	}
	if ((await readFile(aside, 'utf8')) !== stale) {
		await linked(aside, path);
	}
	await rm(aside, { force: true });
}

/** Undefined for a lock that says nothing, such as one that the disk lost. */
function ownerOf(content: string): Owner | undefined {
	try {
		return ownerSchema.parse(JSON.parse(content));
	} catch {
		return undefined;
	}
}

function isRunning({ pid, started }: Owner): boolean {
	if (pid === process.pid) {
		// In a container numbers repeat: another process of our number has ended.
		return started === performance.timeOrigin;
	}
	try {
		process.kill(pid, 0);
		return true;
	} catch (failure) {
		return codeOf(failure) === 'EPERM';
	}
}

function noFile(failure: unknown): undefined {
	if (codeOf(failure) !== 'ENOENT') {
		throw failure;
	}
	return undefined;
}

function codeOf(failure: unknown): unknown {
	return failure instanceof Error && 'code' in failure ? failure.code : undefined;
}

// A lock that is a file with its owner in it: one process at a time works in a folder. A lock that a killed process left behind is
// taken over.

import { randomBytes } from 'node:crypto';
import { constants, copyFile, link, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod/mini';

/** In milliseconds. */
const longestTurn = 10_000;
/** What file systems without hard links answer. */
const noHardLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

const ownerSchema = z.object({ pid: z.int(), started: z.number() });

/** Makes the error for whoever finds the lock taken. */
type Taken = (pid: number) => Error;

export class FileLock {
	readonly #path: string;

	private constructor(path: string) {
		this.#path = path;
	}

	/** Errors: what `taken` makes where a running process has the lock; those of the file system. */
	static async acquire(path: string, taken: Taken): Promise<FileLock> {
		const content = JSON.stringify({ pid: process.pid, started: performance.timeOrigin });
		const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
		try {
			do {
				// Again each time: the owner of a lock may clear away such files.
				await writeFile(temporary, content);
			} while (!(await tryToLock(path, temporary, taken).catch(noFile)));
		} finally {
			await rm(temporary, { force: true }).catch(() => undefined);
		}
		return new FileLock(path);
	}

	async release(): Promise<void> {
		await rm(this.#path, { force: true });
	}
}

/** Whether the lock is ours now; if not, it is worth another try. Errors: what `taken` makes. */
async function tryToLock(path: string, temporary: string, taken: Taken): Promise<boolean> {
	// A link either makes the lock with its content or fails: nobody ever reads one that is half written.
	if (await linked(temporary, path)) {
		return true;
	}
	const found = await readFile(path, 'utf8');
	const owner = ownerOf(found);
	if (owner !== undefined && isRunning(owner)) {
		throw taken(owner.pid);
	}
	await takeAway(path, found, temporary);
	return false;
}

type Owner = z.infer<typeof ownerSchema>;

/** Makes `path` from `temporary`; false where it is there already. */
async function linked(temporary: string, path: string): Promise<boolean> {
	try {
		await link(temporary, path);
		return true;
	} catch (failure) {
		if (codeOf(failure) === 'EEXIST') {
			return false;
		}
		if (!noHardLinks.has(String(codeOf(failure)))) {
			throw failure;
		}
	}
	try {
		await copyFile(temporary, path, constants.COPYFILE_EXCL);
		return true;
	} catch (failure) {
		if (codeOf(failure) === 'EEXIST') {
			return false;
		}
		throw failure;
	}
}

/**
 * Removes a lock that a dead process left. One process at a time may: whoever looked at the lock before another replaced it
 * would otherwise remove that one's.
 */
async function takeAway(path: string, stale: string, temporary: string): Promise<void> {
	const turn = `${path}.turn`;
	if (!(await linked(temporary, turn))) {
		// It takes milliseconds, unless its owner was killed over it.
		const age = await stat(turn).then(({ ctimeMs }) => Date.now() - ctimeMs, noFile);
		if (age !== undefined && age > longestTurn) {
			await rm(turn, { force: true });
		}
		await delay(10);
		return;
	}
	try {
		if ((await readFile(path, 'utf8').catch(noFile)) === stale) {
			await rm(path, { force: true });
		}
	} finally {
		await rm(turn, { force: true });
	}
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

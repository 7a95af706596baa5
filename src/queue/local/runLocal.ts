// Reads the documents of a corpus of this machine by a pool of processes, trying each as often as workers of a queue would.

import { readFile } from 'node:fs/promises';
import { throwIfCancelled, type CancellationToken } from '../../base/cancellation';
import type { Failure } from '../corpus';
import { packText, textHash } from '../documentJob';
import { documentChanged, failureOf } from '../errors';
import { pause } from '../pause';
import type { TaskEnd, WorkerPool } from '../pool/workerPool';
import type { LocalCorpus, LocalJob } from './localCorpus';

export interface RunLocalRequest {
	readonly queue: LocalCorpus;
	readonly pool: WorkerPool;
	/** Documents that are in hand at the same time. */
	readonly concurrency: number;
	/** How often a document is tried. */
	readonly attempts: number;
	/** The pause before the second try, in milliseconds; it doubles with each. */
	readonly firstPause?: number;
	readonly cancellation: CancellationToken;
	readonly onDone: (file: string) => void;
	readonly onFailed: (file: string, failure: Failure) => void;
}

/** Errors: CancelledError, those of the pool and of the file system. */
export async function runLocal(request: RunLocalRequest): Promise<void> {
	const jobs = request.queue.open();
	const take = async (): Promise<void> => {
		for (const job of jobs) {
			throwIfCancelled(request.cancellation);
			await run(job, request);
		}
	};
	await Promise.all(Array.from({ length: request.concurrency }, take));
}

async function run(job: LocalJob, { queue, pool, attempts, firstPause = 2_000, cancellation, onDone, onFailed }: RunLocalRequest): Promise<void> {
	for (let attempt = 1; ; attempt++) {
		const end = await readOnce(job, pool);
		if (end.kind === 'done') {
			await queue.finish(job.job, { result: end.result });
			onDone(job.file);
			return;
		}
		if (end.isFinal || attempt >= attempts) {
			await queue.finish(job.job, { failure: end.failure });
			onFailed(job.file, end.failure);
			return;
		}
		await pause(firstPause * 2 ** (attempt - 1), cancellation);
	}
}

async function readOnce({ path, file, sha256, format, readOptions }: LocalJob, pool: WorkerPool): Promise<TaskEnd> {
	const bytes = await readFile(path).catch(() => undefined);
	const text = bytes === undefined ? undefined : new TextDecoder().decode(bytes);
	if (text === undefined || textHash(text) !== sha256) {
		return { kind: 'failed', failure: failureOf(documentChanged(file)), isFinal: true };
	}
	return await pool.read({ text: packText(text), sha256, format, readOptions });
}

// Takes documents of one corpus from Redis, has them read by the processes of a pool, and hands in their results. This process itself
// reads nothing, so that it keeps its documents' locks whatever they hold.

import { UnrecoverableError, WaitingError, Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { CancellationToken } from '../../base/cancellation';
import { withoutSecrets, type QueueAddress } from '../address';
import { isSettled, type Corpus, type Failure } from '../corpus';
import { failureOf, jobMalformed, jobMissing, workersLost } from '../errors';
import { pause } from '../pause';
import type { WorkerPool } from '../pool/workerPool';
import { connectionOptions, isOutOfMemory } from './redisConnection';
import { documentDataSchema, readingKey, type DocumentData } from './documentData';
import { bullPrefix, corpusKeys } from './keys';
import type { RedisCorpus } from './redisCorpus';

export interface RedisWorkerRequest {
	readonly address: QueueAddress;
	readonly redis: Redis;
	readonly queue: RedisCorpus;
	readonly corpus: Corpus;
	readonly pool: WorkerPool;
	/** Documents that are read at the same time. */
	readonly concurrency: number;
	/** A worker of which nothing is heard keeps its documents for so long, in milliseconds. */
	readonly lockTime: number;
	/** Whether it ends when nothing is left to be done. */
	readonly untilDone: boolean;
	readonly cancellation: CancellationToken;
	readonly onDone: (file: string) => void;
	readonly onFailed: (file: string, failure: Failure, isLast: boolean) => void;
	readonly onFull: () => void;
	readonly onError: (message: string) => void;
}

/** Why a worker has ended. */
export type WorkerEnd =
	| { readonly kind: 'cancelled' }
	| { readonly kind: 'done' }
	/** The corpus is gone, or another one has its name. */
	| { readonly kind: 'corpusChanged' }
	/** No process can read. */
	| { readonly kind: 'unusable'; readonly reason: Error };

/** Times that a document may be taken over from a worker of which nothing is heard any more, before it is set apart. */
const mostTakeovers = 5;
/** Documents that are fetched ahead, so that no process waits for the network. */
const ahead = 1;
/** In milliseconds. */
const lookInterval = 1_000;
const retryInterval = 1_000;

/** Keeps a result if its job is still there: one of a cancelled corpus would stay for ever. */
const keepScript = `if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('SET', KEYS[2], ARGV[1]) return 1 end return 0`;

/** Runs until one of the ends. Documents that were begun with are finished, others are given back. */
export async function runWorker(request: RedisWorkerRequest): Promise<WorkerEnd> {
	const { address, queue, corpus, pool, concurrency, lockTime, untilDone, cancellation, onFull, onError } = request;
	let end: WorkerEnd | undefined;
	const processor = new Processor(request, {
		onEnd: (reason) => {
			end ??= reason;
			// What is given back must not come back at once.
			void worker.pause(true);
		},
		hold: () => void worker.pause(true),
		goOn: () => void (end === undefined && worker.resume()),
	});
	const worker = new Worker<DocumentData, string>(corpus.name, async (job, token) => await processor.process(job, token), {
		connection: connectionOptions(address),
		prefix: bullPrefix,
		concurrency: concurrency + ahead,
		lockDuration: lockTime,
		stalledInterval: lockTime / 2,
		maxStalledCount: mostTakeovers,
		runRetryDelay: retryInterval,
		metrics: { maxDataPoints: 60 },
	});
	worker.on('failed', (job) => {
		if (job !== undefined && job.stalledCounter > mostTakeovers) {
			request.onFailed(job.data.file, failureOf(workersLost()), true);
		}
	});
	worker.on('error', (failure) => (isOutOfMemory(failure) ? onFull() : onError(withoutSecrets(failure.message, address))));
	try {
		while (end === undefined) {
			await pause(lookInterval, cancellation).catch((failure: unknown) => {
				if (!isCancelled(failure)) {
					throw failure;
				}
				end ??= { kind: 'cancelled' };
			});
			end ??= await lookAround(queue, corpus, untilDone);
		}
	} finally {
		// Begun documents first: the worker waits for them, and the pool gives back the others meanwhile.
		const closing = worker.close();
		await pool.close();
		await closing;
	}
	return end;
}

/** The pool's class of it is that of the program, not of this bundle. */
function isCancelled(failure: unknown): boolean {
	return failure instanceof Error && failure.name === 'CancelledError';
}

async function lookAround(queue: RedisCorpus, corpus: Corpus, untilDone: boolean): Promise<WorkerEnd | undefined> {
	const now = await queue.corpus();
	if (now === undefined || readingKey(now) !== readingKey(corpus)) {
		return { kind: 'corpusChanged' };
	}
	return untilDone && isSettled(await queue.status()) ? { kind: 'done' } : undefined;
}

/** What a processor wants of its worker. */
interface ProcessorHost {
	readonly onEnd: (end: WorkerEnd) => void;
	/** Nothing more is to be fetched, until it goes on. */
	readonly hold: () => void;
	readonly goOn: () => void;
}

class Processor {
	readonly #request: RedisWorkerRequest;
	readonly #host: ProcessorHost;
	readonly #reading: string;
	readonly #inHand = new Set<Promise<string>>();
	/** Whether a document is in hand that is read alone. */
	#isAlone = false;

	constructor(request: RedisWorkerRequest, host: ProcessorHost) {
		this.#request = request;
		this.#host = host;
		this.#reading = readingKey(request.corpus);
	}

	/**
	 * A document that a worker has ended with is read alone: if it is what ends workers, no other document ends with them again.
	 * Errors: WaitingError where it was given back; what becomes the job's failure.
	 */
	async process(job: Job<DocumentData, string>, token: string | undefined): Promise<string> {
		if (this.#isAlone) {
			return await this.#giveBack(job, token);
		}
		const isSuspect = job.stalledCounter > 0;
		const reading = isSuspect ? this.#readAlone(job, token, [...this.#inHand]) : this.#read(job, token);
		this.#inHand.add(reading);
		try {
			return await reading;
		} finally {
			this.#inHand.delete(reading);
		}
	}

	async #readAlone(job: Job<DocumentData, string>, token: string | undefined, others: readonly Promise<string>[]): Promise<string> {
		this.#isAlone = true;
		this.#host.hold();
		try {
			await Promise.allSettled(others);
			return await this.#read(job, token);
		} finally {
			this.#isAlone = false;
			this.#host.goOn();
		}
	}

	async #read(job: Job<DocumentData, string>, token: string | undefined): Promise<string> {
		const { redis, corpus, pool, onDone } = this.#request;
		const keys = corpusKeys(corpus.name);
		const id = job.id ?? '';
		const parsed = documentDataSchema.safeParse(job.data);
		if (!parsed.success) {
			throw this.#failed(job, failureOf(jobMalformed(parsed.error.issues[0]?.path.join('.') ?? 'its form')), true);
		}
		const { file, sha256, reading, format, readOptions } = parsed.data;
		if (reading !== this.#reading) {
			this.#host.onEnd({ kind: 'corpusChanged' });
			return await this.#giveBack(job, token);
		}
		// A worker before handed in the result and then ended.
		if ((await redis.exists(keys.result(id))) === 1) {
			return '';
		}
		const text = await redis.getBuffer(keys.text(id));
		if (text === null) {
			throw this.#failed(job, failureOf(jobMissing(file)), true);
		}
		const end = await pool.read({ text, sha256, format, readOptions }).catch((failure: unknown) => {
			if (!isCancelled(failure)) {
				this.#host.onEnd({ kind: 'unusable', reason: failure instanceof Error ? failure : new Error(String(failure)) });
			}
			return undefined;
		});
		switch (end?.kind) {
			case undefined:
				return await this.#giveBack(job, token);
			case 'failed':
				throw this.#failed(job, end.failure, end.isFinal);
			case 'done':
				await this.#keep(job, Buffer.from(end.result));
				onDone(file);
				return '';
			default:
				return end satisfies never;
		}
	}

	async #giveBack(job: Job<DocumentData, string>, token: string | undefined): Promise<never> {
		await job.moveToWait(token);
		throw new WaitingError();
	}

	#failed(job: Job<DocumentData, string>, failure: Failure, isFinal: boolean): Error {
		const isLast = isFinal || job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
		this.#request.onFailed(job.data.file, failure, isLast);
		const text = JSON.stringify(failure);
		return isFinal ? new UnrecoverableError(text) : new Error(text);
	}

	/** Until Redis has room for it. */
	async #keep(job: Job<DocumentData, string>, result: Buffer): Promise<void> {
		const { redis, queue, corpus, onFull, cancellation } = this.#request;
		const keys = corpusKeys(corpus.name);
		for (;;) {
			try {
				await redis.eval(keepScript, 2, queue.jobKey(job.id ?? ''), keys.result(job.id ?? ''), result);
				return;
			} catch (failure) {
				if (!isOutOfMemory(failure) || cancellation.isCancellationRequested) {
					throw failure;
				}
				onFull();
				await pause(retryInterval, cancellation);
			}
		}
	}
}

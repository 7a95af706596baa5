// A corpus on Redis: a queue of BullMQ's, and beside it the documents' texts and results in bytes, and the order in which they were
// submitted. Texts and results stay until they are collected.

import { randomUUID } from 'node:crypto';
import { Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { CancellationToken } from '../../base/cancellation';
import {
	corpusSchema,
	failureSchema,
	submittedSchema,
	type Added,
	type Claim,
	type Corpus,
	type CorpusIntake,
	type CorpusQueue,
	type CorpusStatus,
	type Failure,
	type JobState,
	type Submission,
	type SubmittedDocument,
} from '../corpus';
import { packText } from '../documentJob';
import { corpusDiffers, damagedRecord, failureOf, workersLost } from '../errors';
import { pause } from '../pause';
import { parsedJson } from '../shard';
import { isOutOfMemory } from './redisConnection';
import { readingKey, type DocumentData } from './documentData';
import { bullPrefix, corpusKeys, type CorpusKeys } from './keys';
import { holderOf, Lease } from './lease';

export interface RedisCorpusOptions {
	readonly redis: Redis;
	readonly name: string;
	/** How often a document is tried. */
	readonly attempts: number;
	readonly cancellation: CancellationToken;
	/** Redis has no room for more; it is tried again until it has. */
	readonly onFull: () => void;
	readonly onError: (message: string) => void;
}

/** The pause before the second try, in milliseconds; it doubles with each. */
const firstPause = 2_000;
const fullPause = 1_000;
/** Events that BullMQ keeps: nobody here reads them. */
const keptEvents = 100;

/**
 * Registers documents at once, so that one is never there twice. KEYS: documents, places, collected, about, changed. ARGV: documents of a shard,
 * then file and JSON of each. Says of each: 1 new, 2 changed, 3 there and collected, 4 there.
 */
const registerScript = `
local function refused(entry) return string.find(entry, '"failure":', 1, true) and 1 or 0 end
local answers = {}
for i = 2, #ARGV, 2 do
	local file, entry = ARGV[i], ARGV[i + 1]
	local place = redis.call('HGET', KEYS[2], file)
	if not place then
		redis.call('HSET', KEYS[2], file, redis.call('RPUSH', KEYS[1], entry) - 1)
		redis.call('HINCRBY', KEYS[4], 'refused', refused(entry))
		answers[#answers + 1] = 1
	else
		local shard = math.floor(tonumber(place) / tonumber(ARGV[1]))
		local there = redis.call('LINDEX', KEYS[1], place)
		if there ~= entry then
			redis.call('LSET', KEYS[1], place, entry)
			redis.call('SADD', KEYS[5], place)
			redis.call('HINCRBY', KEYS[4], 'refused', refused(entry) - refused(there))
			answers[#answers + 1] = 2
		else
			answers[#answers + 1] = redis.call('SISMEMBER', KEYS[3], shard) == 1 and redis.call('SISMEMBER', KEYS[5], place) == 0 and 3 or 4
		end
	end
end
return answers`;
const isCollected = 3;

export class RedisCorpus implements CorpusQueue, CorpusIntake {
	readonly #redis: Redis;
	readonly #options: RedisCorpusOptions;
	readonly #keys: CorpusKeys;
	readonly #queue: Queue<DocumentData>;
	#corpus: Corpus | undefined;

	/** The caller keeps the connection alive. */
	constructor(options: RedisCorpusOptions) {
		this.#options = options;
		this.#redis = options.redis;
		this.#keys = corpusKeys(options.name);
		this.#queue = new Queue<DocumentData>(options.name, {
			connection: options.redis,
			prefix: bullPrefix,
			// Looking at a corpus leaves no trace; what BullMQ would write here is written as the corpus begins.
			skipMetasUpdate: true,
			defaultJobOptions: { attempts: options.attempts, backoff: { type: 'exponential', delay: firstPause }, stackTraceLimit: 1 },
		});
		this.#queue.on('error', ({ message }) => options.onError(message));
	}

	async close(): Promise<void> {
		await this.#queue.close();
	}

	/** The key of a job of BullMQ's. */
	jobKey(job: string): string {
		return this.#queue.toKey(job);
	}

	async corpus(): Promise<Corpus | undefined> {
		const text = await this.#redis.hget(this.#keys.about, 'corpus');
		if (text === null) {
			return undefined;
		}
		const parsed = corpusSchema.safeParse(parsedJson(text));
		if (!parsed.success) {
			throw damagedRecord(`The corpus "${this.#options.name}"`);
		}
		return parsed.data;
	}

	async begin(corpus: Corpus): Promise<Corpus> {
		await this.#whenThereIsRoom(async () => await this.#redis.hsetnx(this.#keys.about, 'corpus', JSON.stringify(corpus)));
		const begun = await this.corpus();
		const differs =
			begun?.model.hash !== corpus.model.hash ? 'model' : JSON.stringify(begun.options) !== JSON.stringify(corpus.options) ? 'set of options' : undefined;
		if (begun === undefined || differs !== undefined) {
			throw corpusDiffers(corpus.name, differs ?? 'model');
		}
		await this.#redis.hset(this.#queue.toKey('meta'), 'opts.maxLenEvents', keptEvents);
		this.#corpus = begun;
		return begun;
	}

	async announce(): Promise<Pick<Claim, 'end'>> {
		const id = randomUUID();
		const begin = async (): Promise<void> => {
			await lease.take();
			await this.#redis.sadd(this.#keys.submitting, id);
		};
		const lease = new Lease(this.#redis, this.#keys.submitter(id), { onError: this.#options.onError, onLost: begin });
		await this.#whenThereIsRoom(begin);
		return {
			end: async () => {
				await lease.end();
				await this.#isSubmitting();
			},
		};
	}

	/** Forgets those of whom nothing is heard any more. */
	async #isSubmitting(): Promise<boolean> {
		const submitters = await this.#redis.smembers(this.#keys.submitting);
		const leases = submitters.length === 0 ? [] : await this.#redis.mget(submitters.map((id) => this.#keys.submitter(id)));
		const gone = submitters.filter((_id, index) => (leases[index] ?? null) === null);
		if (gone.length > 0) {
			await this.#redis.srem(this.#keys.submitting, ...gone);
		}
		return gone.length < submitters.length;
	}

	async claimCollecting(): Promise<Claim | string> {
		const lease = new Lease(this.#redis, this.#keys.collecting, { onError: this.#options.onError });
		return (await lease.take()) ? lease : ((await holderOf(this.#redis, this.#keys.collecting)) ?? 'one that has just ended');
	}

	async waiting(): Promise<number> {
		const { wait = 0, delayed = 0 } = await this.#queue.getJobCounts('wait', 'delayed');
		return wait + delayed;
	}

	async add(documents: readonly Submission[]): Promise<Added> {
		const corpus = this.#corpus;
		if (corpus === undefined) {
			throw new Error('Documents were added to a corpus that was not begun.');
		}
		const { documents: list, places, collected, about, changed } = this.#keys;
		const entries = documents.flatMap(({ document }) => [document.file, JSON.stringify(document)]);
		const answers = (await this.#whenThereIsRoom(
			async () => await this.#redis.eval(registerScript, 5, list, places, collected, about, changed, corpus.shardSize, ...entries),
		)) as number[];
		const wanted = new Map<string, Extract<Submission, { kind: 'accepted' }>>();
		for (const [index, submission] of documents.entries()) {
			if (submission.kind === 'accepted' && answers[index] !== isCollected) {
				wanted.set(submission.document.job, submission);
			}
		}
		const absent = await this.#withoutJob([...wanted.keys()]);
		await this.#addJobs(absent.flatMap((job) => wanted.get(job) ?? []), readingKey(corpus));
		return { documents: answers.filter((answer) => answer <= 2).length, jobs: absent.length };
	}

	/** Until all of them are there: what Redis has no room for now it may have room for later. */
	async #addJobs(submissions: readonly Extract<Submission, { kind: 'accepted' }>[], reading: string): Promise<void> {
		for (let left = submissions; left.length > 0; ) {
			await this.#whenThereIsRoom(async () => {
				// The text first: a job without one could not be read.
				const texts = this.#redis.pipeline();
				left.forEach(({ document, text }) => texts.set(this.#keys.text(document.job), packText(text)));
				throwFirst(await texts.exec());
				await this.#queue.addBulk(
					left.map(({ document: { file, job, sha256 }, job: { format, readOptions } }) => ({
						name: 'document',
						data: { version: 1, file, sha256, reading, format, readOptions },
						opts: { jobId: job },
					})),
				);
			});
			const absent = new Set(await this.#withoutJob(left.map(({ document }) => document.job)));
			left = left.filter(({ document }) => absent.has(document.job));
		}
	}

	async #withoutJob(jobs: readonly string[]): Promise<string[]> {
		const pipeline = this.#redis.pipeline();
		jobs.forEach((job) => pipeline.exists(this.#queue.toKey(job)));
		const answers = throwFirst(await pipeline.exec());
		return jobs.filter((_job, index) => answers[index] === 0);
	}

	async #whenThereIsRoom<T>(write: () => Promise<T>): Promise<T> {
		for (;;) {
			try {
				return await write();
			} catch (failure) {
				if (!isOutOfMemory(failure)) {
					throw failure;
				}
				this.#options.onFull();
				await pause(fullPause, this.#options.cancellation);
			}
		}
	}

	async documentCount(): Promise<number> {
		return await this.#redis.llen(this.#keys.documents);
	}

	async documents(from: number, end: number): Promise<SubmittedDocument[]> {
		const entries = end <= from ? [] : await this.#redis.lrange(this.#keys.documents, from, end - 1);
		return entries.map((entry) => {
			const parsed = submittedSchema.safeParse(parsedJson(entry));
			if (!parsed.success) {
				throw damagedRecord(`A document of the corpus "${this.#options.name}"`);
			}
			return parsed.data;
		});
	}

	async states(jobs: readonly string[]): Promise<JobState[]> {
		const pipeline = this.#redis.pipeline();
		for (const job of jobs) {
			const key = this.#queue.toKey(job);
			pipeline.hget(this.#keys.refusals, job);
			pipeline.zscore(this.#queue.toKey('completed'), job);
			pipeline.zscore(this.#queue.toKey('failed'), job);
			pipeline.hget(key, 'failedReason');
			pipeline.exists(key);
		}
		const answers = throwFirst(await pipeline.exec());
		return jobs.map((_job, index): JobState => {
			const [refusal, completedAt, failedAt, reason, exists] = answers.slice(5 * index, 5 * index + 5);
			if (typeof refusal === 'string') {
				return { kind: 'failed', failure: failureFrom(refusal) };
			}
			if (completedAt !== null) {
				return { kind: 'done' };
			}
			if (failedAt !== null) {
				return { kind: 'failed', failure: failureFrom(String(reason)) };
			}
			return { kind: exists === 1 ? 'waiting' : 'missing' };
		});
	}

	async results(jobs: readonly string[]): Promise<(Uint8Array | undefined)[]> {
		const found = jobs.length === 0 ? [] : await this.#redis.mgetBuffer(jobs.map((job) => this.#keys.result(job)));
		return found.map((result) => result ?? undefined);
	}

	async refuse(job: string, failure: Failure): Promise<void> {
		await this.#redis.hset(this.#keys.refusals, job, JSON.stringify(failure));
	}

	async release(jobs: readonly string[]): Promise<void> {
		for (let start = 0; start < jobs.length; start += 100) {
			const some = jobs.slice(start, start + 100);
			const removed = await Promise.all(some.map(async (job) => await this.#queue.remove(job)));
			// One that a worker holds, as somebody has put it back meanwhile, keeps its own.
			const gone = some.filter((_job, index) => removed[index] === 1);
			if (gone.length > 0) {
				await this.#redis.unlink(...gone.flatMap((job) => [this.#keys.text(job), this.#keys.result(job)]));
			}
		}
	}

	async collectedShards(): Promise<ReadonlySet<number>> {
		return new Set((await this.#redis.smembers(this.#keys.collected)).map(Number));
	}

	async markCollected(shard: number): Promise<void> {
		const { shardSize } = this.#corpus ?? (await this.corpus()) ?? { shardSize: 0 };
		await this.#redis.sadd(this.#keys.collected, String(shard));
		// What has changed there is collected too.
		if ((await this.#redis.scard(this.#keys.changed)) > 0) {
			await this.#redis.srem(this.#keys.changed, ...Array.from({ length: shardSize }, (_, index) => String(shard * shardSize + index)));
		}
	}

	async status(): Promise<CorpusStatus> {
		// First: whoever has ended until now has submitted all that is counted below.
		const submitting = await this.#isSubmitting();
		const [documents, refused, counts, refusals, { data }] = await Promise.all([
			this.documentCount(),
			this.#redis.hget(this.#keys.about, 'refused'),
			this.#queue.getJobCounts('wait', 'active', 'delayed', 'failed'),
			this.#redis.hlen(this.#keys.refusals),
			this.#queue.getMetrics('completed', 0, 4),
		]);
		const { wait: waiting = 0, active = 0, delayed = 0, failed = 0 } = counts;
		const apart = failed + Number(refused ?? 0) + refusals;
		// Completed documents of whole minutes, the last one first.
		const minutes = data.map(Number);
		const rate = minutes.length === 0 ? undefined : minutes.reduce((sum, minute) => sum + minute, 0) / minutes.length / 60;
		return { documents, waiting, active, delayed, done: Math.max(0, documents - waiting - active - delayed - apart), failed: apart, submitting, rate };
	}

	async retry(): Promise<number> {
		let count = 0;
		const failed = await this.#redis.zrange(this.#queue.toKey('failed'), '0', '-1');
		for (const id of failed) {
			count += await this.#retryJob(id, 'failed');
		}
		for (const id of await this.#redis.hkeys(this.#keys.refusals)) {
			await this.#redis.unlink(this.#keys.result(id));
			count += await this.#retryJob(id, 'completed');
			await this.#redis.hdel(this.#keys.refusals, id);
		}
		return count;
	}

	async #retryJob(id: string, from: 'failed' | 'completed'): Promise<number> {
		const job = await Job.fromId<DocumentData>(this.#queue, id);
		if (job === undefined) {
			return 0;
		}
		// Workers that it once ended count no more.
		await this.#redis.hdel(this.#queue.toKey(id), 'stc');
		await job.retry(from, { resetAttemptsMade: true, resetAttemptsStarted: true });
		return 1;
	}

	async cancel(): Promise<void> {
		await this.#queue.obliterate({ force: true });
		for await (const keys of this.#redis.scanStream({ match: `${this.#keys.all}*`, count: 1000 }) as AsyncIterable<string[]>) {
			if (keys.length > 0) {
				await this.#redis.unlink(...keys);
			}
		}
	}
}

/** Answers of a pipeline. Errors: the first one of them. */
function throwFirst(answers: [Error | null, unknown][] | null): unknown[] {
	return (answers ?? []).map(([failure, answer]) => {
		if (failure !== null) {
			throw failure;
		}
		return answer;
	});
}

/** Workers hand in failures as JSON; what is none is BullMQ's own, which tells of workers that ended. */
function failureFrom(reason: string): Failure {
	const parsed = failureSchema.safeParse(parsedJson(reason));
	return parsed.success ? parsed.data : failureOf(workersLost());
}

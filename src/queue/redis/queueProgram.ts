// What the command line program loads when a queue is named: a bundle of its own, as BullMQ and ioredis are no matter of the other
// commands.

import type { Redis } from 'ioredis';
import type { CancellationToken } from '../../base/cancellation';
import type { QueueAddress } from '../address';
import { connect } from './redisConnection';
import { fetchModel, uploadModel, type ModelFile } from './modelTransfer';
import { RedisCorpus } from './redisCorpus';
import { runWorker, type RedisWorkerRequest, type WorkerEnd } from './redisWorker';

export interface OpenRequest {
	readonly address: QueueAddress;
	readonly name: string;
	/** How often a document is tried. */
	readonly attempts: number;
	readonly cancellation: CancellationToken;
	readonly onFull: () => void;
	readonly onError: (message: string) => void;
}

/** A corpus on Redis with its connection. */
export class OpenQueue {
	readonly #redis: Redis;
	readonly #request: OpenRequest;
	readonly corpus: RedisCorpus;

	constructor(redis: Redis, request: OpenRequest) {
		this.#redis = redis;
		this.#request = request;
		this.corpus = new RedisCorpus({ redis, ...request });
	}

	async uploadModel(model: { readonly name: string; readonly hash: string; readonly files: readonly ModelFile[] }): Promise<void> {
		await uploadModel(this.#redis, this.#request.name, model, this.#request.cancellation);
	}

	async fetchModel(hash: string, store: string): Promise<string | undefined> {
		return await fetchModel(this.#redis, this.#request.name, hash, store, this.#request.cancellation);
	}

	async work(request: Omit<RedisWorkerRequest, 'address' | 'redis' | 'queue' | 'cancellation' | 'onFull' | 'onError'>): Promise<WorkerEnd> {
		const { address, cancellation, onFull, onError } = this.#request;
		return await runWorker({ ...request, address, cancellation, onFull, onError, redis: this.#redis, queue: this.corpus });
	}

	async close(): Promise<void> {
		await this.corpus.close();
		this.#redis.disconnect();
	}
}

/** Errors: queue.unreachable, queue.accessDenied, queue.unsuitable. The caller closes it. */
async function open(request: OpenRequest): Promise<OpenQueue> {
	return new OpenQueue(await connect(request.address, request.onError), request);
}

export const queueProgram = { open };
export type QueueProgram = typeof queueProgram;

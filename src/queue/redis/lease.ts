// A key in Redis that says that a process is at work. It goes away by itself when nothing is heard of the process any more; who has it is
// asked before whatever must not be done twice, as a process may be held up for longer than its lease.

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Redis } from 'ioredis';

/** A process of which nothing is heard keeps its lease for so long, in milliseconds. */
export const leaseTime = 10_000;
const renewInterval = 3_000;

// None needs room: whoever makes some must be able to begin. A script that has written is not stopped, and removing nothing is a write.
const takeScript = `if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;
const renewScript = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0`;
const endScript = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

/** What becomes of a lease between two questions. */
export interface LeaseEvents {
	readonly onError: (message: string) => void;
	readonly onLost?: () => Promise<unknown>;
}

export class Lease {
	readonly #redis: Redis;
	readonly #key: string;
	/** Tells people whose it is. */
	readonly #holder = `${hostname()}, process ${process.pid} (${randomUUID()})`;
	readonly #events: LeaseEvents;
	#timer: NodeJS.Timeout | undefined;
	#isRenewing = false;

	/** The caller keeps the connection alive. */
	constructor(redis: Redis, key: string, events: LeaseEvents) {
		this.#redis = redis;
		this.#key = key;
		this.#events = events;
	}

	/** @returns whether it is ours now: false where another process has it */
	async take(): Promise<boolean> {
		const isOurs = (await this.#redis.eval(takeScript, 1, this.#key, this.#holder, leaseTime)) === 1;
		if (isOurs) {
			this.#timer ??= setInterval(() => void this.#renew(), renewInterval);
		}
		return isOurs;
	}

	/** Whether it is ours still; then it is for another `leaseTime`. */
	async isHeld(): Promise<boolean> {
		return (await this.#redis.eval(renewScript, 1, this.#key, this.#holder, leaseTime)) === 1;
	}

	async end(): Promise<void> {
		clearInterval(this.#timer);
		// Without a connection it ends by itself.
		if (this.#redis.status === 'ready') {
			await this.#redis.eval(endScript, 1, this.#key, this.#holder);
		}
	}

	/** While Redis is away, one renewal waits for it. */
	async #renew(): Promise<void> {
		if (this.#isRenewing) {
			return;
		}
		this.#isRenewing = true;
		try {
			if (!(await this.isHeld())) {
				await this.#events.onLost?.();
			}
		} catch (failure) {
			this.#events.onError(failure instanceof Error ? failure.message : String(failure));
		} finally {
			this.#isRenewing = false;
		}
	}
}

/** Who has a lease, for people; undefined for nobody. */
export async function holderOf(redis: Redis, key: string): Promise<string | undefined> {
	return (await redis.get(key))?.replace(/ \([^()]*\)$/, '');
}

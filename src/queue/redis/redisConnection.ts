// Connections to Redis: the first one says clearly why it cannot be had, and each goes on after Redis has been away.

import { Redis } from 'ioredis';
import { withoutSecrets, type QueueAddress } from '../address';
import { accessDenied, unreachable, unsuitable } from '../errors';

/** In milliseconds. */
const connectTimeout = 10_000;
const longestPause = 5_000;

/** How BullMQ and this adapter connect: for ever, with pauses that grow. */
export function connectionOptions({ host, port, username, password, database, isSecure }: QueueAddress) {
	return {
		host,
		port,
		db: database,
		...(username === undefined ? {} : { username }),
		...(password === undefined ? {} : { password }),
		// The certificate must be the host's; whose authorities are trusted is Node's matter.
		...(isSecure ? { tls: {} } : {}),
		connectTimeout,
		// A command that was sent as Redis went away is sent again when it is back.
		maxRetriesPerRequest: null,
		retryStrategy: (times: number) => Math.min(100 * 2 ** Math.min(times, 10), longestPause),
	};
}

/** Errors: queue.unreachable, queue.accessDenied, queue.unsuitable. The caller ends the connection. */
export async function connect(address: QueueAddress, onError: (message: string) => void): Promise<Redis> {
	let isConnected = false;
	let lastError: Error | undefined;
	const options = connectionOptions(address);
	const redis = new Redis({
		...options,
		lazyConnect: true,
		retryStrategy: (times) => (isConnected ? options.retryStrategy(times) : null),
	});
	redis.on('error', (failure: Error) => {
		lastError = failure;
		if (isConnected) {
			onError(withoutSecrets(failure.message, address));
		}
	});
	try {
		await redis.connect();
		await redis.ping();
		await checkServer(redis, address);
	} catch (failure) {
		redis.disconnect();
		if (failure instanceof Error && failure.name === 'UserError') {
			throw failure;
		}
		const reason = lastError ?? (failure instanceof Error ? failure : new Error(String(failure)));
		const message = [reason.message, failure instanceof Error ? failure.message : ''].join(' ');
		throw /WRONGPASS|NOAUTH|NOPERM|invalid password|without any password/i.test(message)
			? accessDenied(address.shown)
			: unreachable(address.shown, withoutSecrets(reasonOf(reason), address));
	}
	isConnected = true;
	return redis;
}

/** A queue that forgets what it has no room for, or lacks commands, would lose documents. */
async function checkServer(redis: Redis, { shown }: QueueAddress): Promise<void> {
	// Who may not ask is believed to know what they have set up.
	const info = await redis.info().catch(() => '');
	const value = (name: string): string | undefined => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
	const [major = 7, minor = 0] = (value('redis_version') ?? '').split('.').map(Number);
	if (info !== '' && value('valkey_version') === undefined && (major < 6 || (major === 6 && minor < 2))) {
		throw unsuitable(shown, `it is Redis ${major}.${minor}`);
	}
	const policy = value('maxmemory_policy');
	if (Number(value('maxmemory') ?? 0) > 0 && policy !== undefined && policy !== 'noeviction') {
		throw unsuitable(shown, `it forgets what it has no room for (maxmemory-policy ${policy})`);
	}
}

function reasonOf(failure: Error): string {
	return 'code' in failure && typeof failure.code === 'string' ? failure.code : failure.message;
}

/** Whether Redis refuses to keep more. */
export function isOutOfMemory(failure: unknown): boolean {
	return failure instanceof Error && /\bOOM\b/.test(failure.message);
}

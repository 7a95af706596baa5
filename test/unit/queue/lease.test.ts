// Leases on a real Redis: one process at a time has one.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Redis } from 'ioredis';
import { Lease, leaseTime } from '../../../src/queue/redis/lease';
import { redisProgram, RedisServer } from '../../harness/redisServer';

describe.skipIf(redisProgram === undefined)('a lease', () => {
	let server: RedisServer;
	let client: Redis;
	beforeAll(async () => {
		server = await RedisServer.start();
		client = server.client();
	});
	afterAll(async () => {
		client.disconnect();
		await server.dispose();
	});

	const silent = { onError: () => {} };

	it('is one process\'s at a time, and for no longer than is heard of it', async () => {
		const [first, second] = [new Lease(client, 'one', silent), new Lease(client, 'one', silent)];
		expect([await first.take(), await second.take()]).toEqual([true, false]);
		expect([await first.isHeld(), await second.isHeld()]).toEqual([true, false]);
		const left = await client.pttl('one');
		expect(left).toBeGreaterThan(0);
		expect(left).toBeLessThanOrEqual(leaseTime);
		// As it goes when the first one is held up for too long.
		await client.del('one');
		expect(await second.take()).toBe(true);
		expect(await first.isHeld()).toBe(false);
		await first.end();
		expect(await second.isHeld()).toBe(true);
		await second.end();
		expect(await client.exists('one')).toBe(0);
	});

	it('can be taken and kept where Redis has no room: whoever makes room needs it', async () => {
		await client.config('SET', 'maxmemory', '1');
		const lease = new Lease(client, 'full', silent);
		await expect(client.set('other', 'x')).rejects.toThrow('OOM');
		expect([await lease.take(), await lease.isHeld()]).toEqual([true, true]);
		await lease.end();
		await client.config('SET', 'maxmemory', '0');
	});
});

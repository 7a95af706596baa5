import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../../src/queue/address';
import { QueueAccess } from '../../../../src/features/corpora/queueAccess';
import { secretsInMemory } from './memory';

function accessTo(setting: string | undefined, secrets = secretsInMemory()): QueueAccess {
	return new QueueAccess({ secrets, setting: () => setting });
}

describe('the queue that is set', () => {
	it('is none where nothing is set', async () => {
		const access = accessTo(undefined);
		expect([access.isSet, access.address, access.place, access.problem, await access.url()]).toEqual([false, undefined, undefined, undefined, undefined]);
	});

	it('is given its password from the secrets, whatever that is made of', async () => {
		const access = accessTo('rediss://group@redis.example.org:6380/2');
		for (const password of ['plain', 's3cr et%', '@:/?#[]\\"\'+ü%41']) {
			await access.setPassword(password);
			expect(parseAddress((await access.url()) ?? '')).toMatchObject({ host: 'redis.example.org', port: 6380, database: 2, username: 'group', password, isSecure: true });
		}
		await access.setPassword('');
		expect(parseAddress((await access.url()) ?? '').password).toBeUndefined();
	});

	it('has a password of its own for each user of each queue', async () => {
		const secrets = secretsInMemory();
		await accessTo('redis://a@one', secrets).setPassword('first');
		await accessTo('redis://b@one', secrets).setPassword('second');
		expect(parseAddress((await accessTo('redis://a@one', secrets).url()) ?? '').password).toBe('first');
		for (const other of ['redis://one', 'redis://a@two', 'redis://a@one:1', 'rediss://a@one']) {
			expect(parseAddress((await accessTo(other, secrets).url()) ?? '').password, other).toBeUndefined();
		}
	});

	it('is refused with a password in the setting, which is not repeated', async () => {
		const access = accessTo('redis://user:s3cret@one');
		await expect(access.url()).rejects.toMatchObject({ code: 'queue.passwordInSetting', setting: 'spert.queue.url' });
		expect([access.isSet, access.place]).toEqual([true, undefined]);
		expect(access.problem).toMatch(/password/);
		expect(access.problem).not.toContain('s3cret');
	});

	it('is refused where it is none, by the setting', () => {
		for (const text of ['http://one', 'one', 'redis://one/x']) {
			const address = (): unknown => accessTo(text).address;
			expect(address, text).toThrow(expect.objectContaining({ code: 'queue.addressInvalid', setting: 'spert.queue.url' }));
		}
	});

	it('is open to others on its way but for TLS and this machine', () => {
		const open = ['redis://one', 'rediss://one', 'redis://localhost', 'redis://127.0.0.1:1', 'redis://[::1]'].map((text) => accessTo(text).isOpen);
		expect(open).toEqual([true, false, false, false, false]);
	});
});

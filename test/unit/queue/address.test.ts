import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress, withoutSecrets } from '../../../src/queue/address';

describe('the address of a queue', () => {
	it('has host, port, database, user and password, and TLS by its scheme', () => {
		expect(parseAddress('redis://localhost')).toEqual({
			host: 'localhost', port: 6379, username: undefined, password: undefined, database: 0, isSecure: false, shown: 'redis://localhost:6379',
		});
		expect(parseAddress('rediss://group:p%40ss%2F@[::1]:6380/3')).toEqual({
			host: '::1', port: 6380, username: 'group', password: 'p@ss/', database: 3, isSecure: true, shown: 'rediss://[::1]:6380/3',
		});
	});

	it.each(['localhost:6379', 'http://host', 'redis://', 'redis://host/x', 'redis://host?password=secret', 'redis://:%E0%A4@host'])('%s is refused', (text) => {
		expect(() => parseAddress(text)).toThrow(expect.objectContaining({ code: 'queue.addressInvalid' }));
	});

	it('shows no secret, and errors about it do not repeat it', () => {
		fc.assert(
			fc.property(fc.string({ minLength: 6 }), fc.string({ minLength: 6 }), (user, password) => {
				fc.pre(!'redis://host:6379***'.includes(user) && !'redis://host:6379***'.includes(password));
				const text = `redis://${encodeURIComponent(user)}:${encodeURIComponent(password)}@host`;
				const address = parseAddress(text);
				expect([address.username, address.password]).toEqual([user, password]);
				expect(address.shown).toBe('redis://host:6379');
				const told = withoutSecrets(`connecting to ${text} as ${user} with ${password} failed`, address);
				expect(told).not.toContain(password);
			}),
		);
		for (const text of ['redis:/secret', 'redis://user:secret@host/none', 'ftp://user:secret@host']) {
			expect(() => parseAddress(text)).toThrow(/^(?![^]*secret)/);
		}
	});
});

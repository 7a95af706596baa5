// The URL of a server, as people write it.

import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/base/userError';
import { isLoopback, serverAddress } from '../../../src/inference/serverAddress';

describe('The address of a server', () => {
	it.each([
		['http://127.0.0.1:8470', 'http://127.0.0.1:8470', 'spert'],
		['http://127.0.0.1:8470/', 'http://127.0.0.1:8470', 'spert'],
		['https://gpu.example.org/v2', 'https://gpu.example.org', 'spert'],
		['https://gpu.example.org/v2/models/mine', 'https://gpu.example.org', 'mine'],
		['https://gpu.example.org/a/b/v2/models/my%20model/', 'https://gpu.example.org/a/b', 'my model'],
		['https://gpu.example.org/gateway/', 'https://gpu.example.org/gateway', 'spert'],
	])('%s', (url, base, model) => {
		expect(serverAddress(url)).toMatchObject({ base, model });
	});

	it('is open where others can read on the way', () => {
		const isOpen = (url: string): boolean => serverAddress(url).isOpen;
		expect(isOpen('http://gpu.example.org')).toBe(true);
		expect(isOpen('https://gpu.example.org')).toBe(false);
		expect(['http://localhost:1', 'http://127.0.0.2', 'http://[::1]:8470'].map(isOpen)).toEqual([false, false, false]);
		expect(['127.0.0.1.example.org', '0.0.0.0', '::', '192.168.0.1'].map(isLoopback)).toEqual([false, false, false, false]);
	});

	it.each(['', 'gpu', 'ftp://gpu', 'file:///etc/passwd', 'https://gpu/?token=geheim', 'https://gpu/#geheim', 'https://gpu/v2/models/%'])('is not "%s"', (url) => {
		expect(() => serverAddress(url)).toThrow(UserError);
	});

	it('carries no password, which the refusal does not repeat', () => {
		for (const url of ['https://me:geheim@gpu.example.org', 'https://me:geheim@gpu:99999']) {
			expect(() => serverAddress(url)).toThrow(expect.objectContaining({ code: 'inference.urlInvalid', message: expect.not.stringContaining('geheim') as string }));
		}
	});
});

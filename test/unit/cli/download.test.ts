import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CancellationSource, CancelledError, neverCancelled } from '../../../src/base/cancellation';
import { download, type DownloadLimits, type DownloadRequest } from '../../../src/cli/download/download';
import { FileServer, noise, sha256 } from './fileServer';

const content = noise(300_000);
const limits: DownloadLimits = { stallTimeout: 5000, redirects: 3, attempts: 4, retryPause: 1 };
let server: FileServer;
let folder: string;
let path: string;

beforeEach(async () => {
	server = new FileServer();
	await server.start();
	folder = mkdtempSync(join(tmpdir(), 'spert-download-'));
	path = join(folder, 'file.bin');
	server.partsIn = folder;
});
afterEach(async () => {
	await server.stop();
	rmSync(folder, { recursive: true });
});

function get(url: string, changed: Partial<DownloadRequest> = {}, changedLimits: Partial<DownloadLimits> = {}): Promise<string> {
	const request = { url, path, sha256: undefined, largest: 1e9, cancellation: neverCancelled, onProgress: () => {}, onRetry: () => {} };
	return download({ ...request, ...changed }, { ...limits, ...changedLimits });
}

/** Leaves a part of the first `bytes` behind, as a broken connection does. */
async function leavePart(bytes: number, etag: string | undefined, file = content): Promise<string> {
	const tag = etag === undefined ? {} : { etag };
	const url = server.serve('/file.bin', { content: file, ...tag, cutAfter: () => bytes });
	await expect(get(url, {}, { attempts: 1 })).rejects.toMatchObject({ code: 'fetch.interrupted' });
	expect(readFileSync(`${path}.part`).length).toBe(bytes);
	server.ranges.length = 0;
	return url;
}

describe('a download', () => {
	it('brings the file, tells how far it is, and leaves nothing else', async () => {
		const progress: [number, number | undefined][] = [];
		const url = server.serve('/file.bin', { content });
		const hash = await get(url, { sha256: sha256(content), onProgress: (...now) => void progress.push(now) });
		expect(hash).toBe(sha256(content));
		expect(readFileSync(path).equals(content)).toBe(true);
		expect(readdirSync(folder)).toEqual(['file.bin']);
		expect(progress[0]).toEqual([0, content.length]);
		expect(progress.at(-1)).toEqual([content.length, content.length]);
	});

	it('takes an empty file', async () => {
		await get(server.serve('/empty', { content: Buffer.alloc(0) }));
		expect(readFileSync(path).length).toBe(0);
	});

	it('takes a file whose length is not told', async () => {
		const url = server.on('/chunked', (_, response) => {
			response.write(content.subarray(0, 1000));
			response.end(content.subarray(1000));
		});
		await get(url);
		expect(readFileSync(path).equals(content)).toBe(true);
	});

	it('takes a file that a server compresses although it was asked not to', async () => {
		const url = server.on('/gzip', (_, response) => {
			response.writeHead(200, { 'Content-Encoding': 'gzip', ETag: '"1"' }).end(gzipSync(content));
		});
		await get(url, { sha256: sha256(content) });
		expect(readFileSync(path).equals(content)).toBe(true);
	});
});

describe('a download that breaks off', () => {
	it('goes on by itself where it stopped', async () => {
		let cut = 0;
		const url = server.serve('/file.bin', { content, etag: '"1"', cutAfter: () => (++cut <= 2 ? 100_000 : undefined) });
		const reasons: string[] = [];
		await get(url, { onRetry: ({ message }) => void reasons.push(message) });
		expect(readFileSync(path).equals(content)).toBe(true);
		expect(server.rangesOf('/file.bin')).toEqual([undefined, 'bytes=100000-', 'bytes=200000-']);
		expect(reasons).toEqual(['the connection broke', 'the connection broke']);
	});

	it('goes on in a later run', async () => {
		await leavePart(100_000, '"1"');
		await get(server.serve('/file.bin', { content, etag: '"1"' }));
		expect(server.rangesOf('/file.bin')).toEqual(['bytes=100000-']);
		expect(readFileSync(path).equals(content)).toBe(true);
		expect(readdirSync(folder)).toEqual(['file.bin']);
	});

	it('starts anew where the file has changed meanwhile', async () => {
		await leavePart(100_000, '"1"');
		const other = noise(250_000, 2);
		await get(server.serve('/file.bin', { content: other, etag: '"2"' }));
		expect(server.rangesOf('/file.bin')).toEqual(['bytes=100000-']);
		expect(readFileSync(path).equals(other)).toBe(true);
	});

	it('starts anew where the server answers with another range than asked for, or of a file of another length', async () => {
		for (const range of ['bytes 0-299999/300000', 'bytes 100000-399999/400000', 'nonsense']) {
			rmSync(path, { force: true });
			await leavePart(100_000, '"1"');
			const url = server.on('/file.bin', (request, response) => {
				if (request.headers.range === undefined) {
					response.writeHead(200, { 'Content-Length': content.length }).end(content);
				} else {
					response.writeHead(206, { 'Content-Range': range }).end(content);
				}
			});
			await get(url);
			expect(readFileSync(path).equals(content), range).toBe(true);
		}
	});

	it('starts anew where there is more than the server has', async () => {
		await leavePart(100_000, '"1"');
		const shorter = content.subarray(0, 50_000);
		await get(server.serve('/file.bin', { content: shorter, etag: '"1"' }));
		expect(readFileSync(path).equals(shorter)).toBe(true);
	});

	it('starts anew where the server knows no ranges', async () => {
		await leavePart(100_000, '"1"');
		await get(server.serve('/file.bin', { content, ranges: false }));
		expect(readFileSync(path).equals(content)).toBe(true);
	});

	it('starts anew where neither a tag nor a checksum could tell whether the rest is of the same file', async () => {
		await leavePart(100_000, undefined);
		await get(server.serve('/file.bin', { content }));
		expect(server.rangesOf('/file.bin')).toEqual([undefined]);
	});

	it('starts anew where the tag is a weak one', async () => {
		await leavePart(100_000, 'W/"1"');
		await get(server.serve('/file.bin', { content, etag: 'W/"1"' }));
		expect(server.rangesOf('/file.bin')).toEqual([undefined]);
	});

	it('goes on without a tag where the checksum is known', async () => {
		await leavePart(100_000, undefined);
		await get(server.serve('/file.bin', { content }), { sha256: sha256(content) });
		expect(server.rangesOf('/file.bin')).toEqual(['bytes=100000-']);
		expect(readFileSync(path).equals(content)).toBe(true);
	});

	it('starts anew where the part is another URL\'s, or what is known of it is damaged', async () => {
		for (const origin of [JSON.stringify({ url: 'http://other/', validator: '"1"', total: null }), '{"url"', '[]', 'null']) {
			rmSync(path, { force: true });
			writeFileSync(`${path}.part`, 'something else');
			writeFileSync(`${path}.part.json`, origin);
			await get(server.serve('/file.bin', { content, etag: '"1"' }));
			expect(readFileSync(path).equals(content), origin).toBe(true);
		}
		expect(new Set(server.rangesOf('/file.bin'))).toEqual(new Set([undefined]));
	});

	it('needs no server where only the last step was missing', async () => {
		const url = server.url('/gone');
		writeFileSync(`${path}.part`, content);
		writeFileSync(`${path}.part.json`, JSON.stringify({ url, validator: '"1"', total: content.length }));
		expect(await get(url)).toBe(sha256(content));
		expect(server.ranges).toEqual([]);
	});

	it('is given up after several attempts that bring nothing, and keeps what is there', async () => {
		let requests = 0;
		const url = server.serve('/file.bin', { content, etag: '"1"', cutAfter: () => (++requests === 1 ? 100_000 : 10) });
		await expect(get(url)).rejects.toMatchObject({ code: 'fetch.interrupted', problem: expect.stringContaining('100030 bytes') as string });
		// The first attempt brought something, so it does not count among those that did not.
		expect(requests).toBe(limits.attempts);
		expect(readFileSync(`${path}.part`).equals(content.subarray(0, 100_030))).toBe(true);
		expect(existsSync(path)).toBe(false);
	});

	it('is tried again where nothing arrives for a while', async () => {
		let requests = 0;
		const url = server.on('/slow', (request, response) => {
			const from = Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0);
			const range = from === 0 ? {} : { 'Content-Range': `bytes ${from}-${content.length - 1}/${content.length}` };
			response.writeHead(from === 0 ? 200 : 206, { ETag: '"1"', 'Content-Length': content.length - from, ...range });
			response.write(content.subarray(from, 200_000));
			if (++requests > 1) {
				response.end(content.subarray(200_000));
			}
		});
		const reasons: string[] = [];
		await get(url, { onRetry: ({ message }) => void reasons.push(message) }, { stallTimeout: 300 });
		expect(reasons).toEqual(['nothing arrived for 0.3 seconds']);
		expect(readFileSync(path).equals(content)).toBe(true);
	});

	it('is tried again where the server never answers', async () => {
		const url = server.on('/silent', () => {});
		await expect(get(url, {}, { stallTimeout: 100, attempts: 2 })).rejects.toMatchObject({
			code: 'fetch.interrupted',
			problem: expect.stringContaining('nothing arrived for 0.1 seconds') as string,
		});
		expect(server.rangesOf('/silent').length).toBe(2);
	});

	it('is tried again where the server is busy, and then refused', async () => {
		let requests = 0;
		const busy = server.on('/busy', (_, response) => {
			if (++requests < 3) {
				response.writeHead(503).end();
			} else {
				response.end(content);
			}
		});
		await get(busy);
		expect(readFileSync(path).equals(content)).toBe(true);
		const down = server.on('/down', (_, response) => void response.writeHead(500).end());
		await expect(get(down, { path: `${path}2` })).rejects.toMatchObject({ code: 'fetch.serverRefused' });
		expect(server.rangesOf('/down').length).toBe(limits.attempts);
	});

	it('tells why where no server is there', async () => {
		const url = server.url('/file.bin');
		await server.stop();
		await expect(get(url)).rejects.toMatchObject({
			code: 'fetch.interrupted',
			problem: expect.stringContaining('ECONNREFUSED') as string,
		});
		await server.start();
	});
});

describe('a download that is cancelled', () => {
	it('stops at once and keeps what is there', async () => {
		const source = new CancellationSource();
		const url = server.on('/slow', (_, response) => {
			response.writeHead(200, { 'Content-Length': content.length, ETag: '"1"' });
			response.write(content.subarray(0, 100_000));
		});
		const onProgress = (bytes: number): void => {
			if (bytes === 100_000) {
				source.cancel();
			}
		};
		await expect(get(url, { cancellation: source.token, onProgress })).rejects.toBeInstanceOf(CancelledError);
		expect(readFileSync(`${path}.part`).equals(content.subarray(0, 100_000))).toBe(true);
		expect(existsSync(path)).toBe(false);
	});

	it('stops while it waits before another attempt', async () => {
		const source = new CancellationSource();
		const url = server.on('/busy', (_, response) => void response.writeHead(503).end());
		const onRetry = (): void => void setTimeout(() => source.cancel(), 20);
		await expect(get(url, { cancellation: source.token, onRetry }, { retryPause: 1e6 })).rejects.toBeInstanceOf(CancelledError);
	});
});

describe('a download that is refused', () => {
	it('removes a file with another checksum', async () => {
		const url = server.serve('/file.bin', { content, etag: '"1"' });
		await expect(get(url, { sha256: sha256(noise(10)) })).rejects.toMatchObject({ code: 'fetch.wrongChecksum' });
		expect(readdirSync(folder)).toEqual([]);
	});

	it('removes what has become larger than expected, whether the server tells the length or not', async () => {
		const told = server.serve('/file.bin', { content });
		await expect(get(told, { largest: 299_999 })).rejects.toMatchObject({ code: 'fetch.tooLarge' });
		const untold = server.on('/untold', (_, response) => {
			response.write(content);
			response.end(content);
		});
		await expect(get(untold, { largest: 299_999 })).rejects.toMatchObject({ code: 'fetch.tooLarge' });
		expect(readdirSync(folder)).toEqual([]);
	});

	it('tells that there is no such file, and does not try again', async () => {
		await expect(get(server.url('/missing'))).rejects.toMatchObject({ code: 'fetch.notFound' });
		expect(server.ranges.length).toBe(1);
	});

	it('tells that a file is not for everybody', async () => {
		const url = server.on('/private', (_, response) => void response.writeHead(401).end());
		await expect(get(url)).rejects.toMatchObject({
			code: 'fetch.serverRefused',
			remedy: expect.stringContaining('browser') as string,
		});
	});

	it('takes no part that was not asked for', async () => {
		const url = server.on('/part', (_, response) => {
			response.writeHead(206, { 'Content-Range': 'bytes 0-9/300000' }).end(content.subarray(0, 10));
		});
		await expect(get(url)).rejects.toMatchObject({ code: 'fetch.serverRefused' });
	});

	it('tells that the file cannot be written', async () => {
		const url = server.serve('/file.bin', { content });
		await expect(get(url, { path: join(folder, 'missing', 'file.bin') })).rejects.toMatchObject({ code: 'fetch.notWritable' });
		mkdirSync(join(folder, 'taken'));
		await expect(get(url, { path: join(folder, 'taken') })).rejects.toMatchObject({ code: 'fetch.notWritable' });
	});

	it.each(['nonsense', 'ftp://127.0.0.1/file', 'file:///etc/hostname', 'http://name:word@127.0.0.1/file'])('refuses %s', async (url) => {
		await expect(get(url)).rejects.toMatchObject({ code: 'fetch.urlRefused' });
	});
});

describe('redirections', () => {
	function redirect(from: string, to: string): string {
		return server.on(from, (_, response) => void response.writeHead(302, { Location: to }).end());
	}

	it('are followed, and a resumed download starts at the first URL again', async () => {
		let cut = 0;
		server.serve('/store', { content, etag: '"1"', cutAfter: () => (++cut === 1 ? 100_000 : undefined) });
		redirect('/second', server.url('/store'));
		await get(redirect('/first', '/second'));
		expect(readFileSync(path).equals(content)).toBe(true);
		expect(server.rangesOf('/first')).toEqual([undefined, 'bytes=100000-']);
		expect(server.rangesOf('/store')).toEqual([undefined, 'bytes=100000-']);
	});

	it('are followed so far and no further', async () => {
		await expect(get(redirect('/loop', '/loop'))).rejects.toMatchObject({ code: 'fetch.redirectRefused' });
		expect(server.ranges.length).toBe(limits.redirects + 1);
	});

	it('from https to http are refused', async () => {
		const asked: string[] = [];
		vi.stubGlobal('fetch', (url: string) => {
			asked.push(url);
			return Promise.resolve(new Response(null, { status: 302, headers: { Location: server.url('/file.bin') } }));
		});
		try {
			await expect(get('https://host.example/file.bin')).rejects.toMatchObject({ code: 'fetch.redirectRefused' });
		} finally {
			vi.unstubAllGlobals();
		}
		expect(asked).toEqual(['https://host.example/file.bin']);
	});

	it.each(['file:///etc/hostname', 'ftp://127.0.0.1/', 'http://'])('to %s are refused', async (location) => {
		await expect(get(redirect('/away', location))).rejects.toMatchObject({ code: 'fetch.redirectRefused' });
	});
});

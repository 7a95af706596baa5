import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { proxyFor, requestThrough } from '../../../src/cli/download/proxy';
import { FileServer, noise } from './fileServer';

/** A proxy that notes what it is asked for. */
class Proxy {
	readonly asked: { readonly line: string; readonly credentials: string | undefined; readonly token: string | undefined }[] = [];
	readonly #sockets = new Set<Socket>();
	readonly server: Server = createServer((incoming, answer) => {
		const { 'proxy-authorization': credentials, authorization: token } = incoming.headers;
		this.asked.push({ line: `${incoming.method} ${incoming.url}`, credentials, token });
		incoming.pipe(
			request(incoming.url ?? '', { headers: incoming.headers }, (response) => {
				answer.writeHead(response.statusCode ?? 500, response.headers);
				response.pipe(answer);
			}),
		);
	}).on('connect', ({ url = '', headers }, socket: Socket) => {
		this.asked.push({ line: `CONNECT ${url}`, credentials: headers['proxy-authorization'], token: headers.authorization });
		if (url.startsWith('forbidden')) {
			socket.end('HTTP/1.1 407 No\r\n\r\n');
			return;
		}
		const [host, port] = url.split(':');
		const target = connect(Number(port), host, () => {
			socket.write('HTTP/1.1 200 OK\r\n\r\n');
			socket.pipe(target).pipe(socket);
		});
		for (const each of [socket, target]) {
			this.#sockets.add(each);
			each.on('error', () => undefined);
		}
	});

	get url(): URL {
		return new URL(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}`);
	}

	async stop(): Promise<void> {
		this.#sockets.forEach((socket) => socket.destroy());
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}

const { signal } = new AbortController();
let proxy: Proxy;
beforeEach(async () => {
	proxy = new Proxy();
	await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => proxy.stop());

describe('the proxy for a URL', () => {
	const hub = new URL('https://huggingface.co/a');

	it('is what the environment names for its protocol, in capitals or not, with or without a protocol of its own', () => {
		expect(proxyFor(hub, {})).toBeUndefined();
		expect(proxyFor(hub, { HTTPS_PROXY: 'http://proxy:8080' })?.href).toBe('http://proxy:8080/');
		expect(proxyFor(hub, { https_proxy: 'proxy:3128' })?.host).toBe('proxy:3128');
		expect(proxyFor(hub, { HTTP_PROXY: 'http://proxy:8080' })).toBeUndefined();
		expect(proxyFor(hub, { ALL_PROXY: 'http://proxy:8080' })?.host).toBe('proxy:8080');
		expect(proxyFor(hub, { HTTPS_PROXY: 'socks5://proxy:1080' })).toBeUndefined();
	});

	it('is none for hosts that NO_PROXY lists, with what is below them', () => {
		const through = (NO_PROXY: string, url = hub): boolean => proxyFor(url, { HTTPS_PROXY: 'proxy:1', NO_PROXY }) !== undefined;
		expect([through('*'), through('localhost, huggingface.co'), through('.huggingface.co'), through('co'), through('huggingface.co:443')]).toEqual(
			Array(5).fill(false),
		);
		expect([through('face.co'), through('cdn.huggingface.co'), through('huggingface.co:80'), through('')]).toEqual(Array(4).fill(true));
		expect(through('huggingface.co', new URL('https://cdn.huggingface.co'))).toBe(false);
	});
});

describe('a request through a proxy', () => {
	it('brings what the server gives, status, headers and bytes, and shows the proxy who asks', async () => {
		const server = new FileServer();
		await server.start();
		const content = noise(300_000);
		const url = new URL(server.serve('/file', { content, etag: '"1"' }));
		const own = new URL(proxy.url);
		own.username = 'me';
		own.password = 'p%40ss';
		const response = await requestThrough(own, url, { Range: 'bytes=100000-' }, signal);
		expect([response.status, response.headers.get('etag')]).toEqual([206, '"1"']);
		expect(Buffer.from(await response.arrayBuffer()).equals(content.subarray(100_000))).toBe(true);
		expect(proxy.asked).toEqual([{ line: `GET ${url.href}`, credentials: `Basic ${Buffer.from('me:p@ss').toString('base64')}`, token: undefined }]);
		await server.stop();
	});

	it('goes through a tunnel for https, in which the proxy sees no token', async ({ skip }) => {
		const folder = mkdtempSync(join(tmpdir(), 'spert-proxy-'));
		const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
		try {
			execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '2', '-subj', '/CN=localhost'], { stdio: 'ignore' });
		} catch {
			skip('there is no openssl to make a certificate with');
		}
		const seen: (string | undefined)[] = [];
		const server = createSecureServer({ key: readFileSync(key), cert: readFileSync(certificate) }, ({ headers }, answer) => {
			seen.push(headers.authorization);
			answer.end('secret');
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const url = new URL(`https://localhost:${(server.address() as AddressInfo).port}/file`);
		// A certificate that nobody vouches for is refused in a tunnel too.
		await expect(requestThrough(proxy.url, url, {}, signal)).rejects.toThrow(/self.signed/);
		process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
		try {
			const response = await requestThrough(proxy.url, url, { Authorization: 'Bearer hf_x' }, signal);
			expect(await response.text()).toBe('secret');
		} finally {
			delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
			server.close();
			rmSync(folder, { recursive: true });
		}
		expect(seen).toEqual(['Bearer hf_x']);
		expect(proxy.asked.at(-1)).toEqual({ line: `CONNECT localhost:${url.port}`, credentials: undefined, token: undefined });
	});

	it('fails where the proxy does not let it through, or is not there', async () => {
		await expect(requestThrough(proxy.url, new URL('https://forbidden.example/'), {}, signal)).rejects.toThrow('the proxy answered with status 407');
		await expect(requestThrough(new URL('http://127.0.0.1:1'), new URL('https://example.org/'), {}, signal)).rejects.toThrow(/ECONNREFUSED/);
	});
});

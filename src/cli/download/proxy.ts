// Requests through the proxy that the environment names (HTTPS_PROXY, HTTP_PROXY, NO_PROXY): the platform's fetch knows none. TLS
// goes through a tunnel, so a proxy sees the server's name and nothing else.

import { request as plainRequest, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { connect as secured } from 'node:tls';

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy for a URL; undefined for a direct connection. Names in lower case are as good, as everywhere. */
export function proxyFor(url: URL, env: Environment = process.env): URL | undefined {
	const named = (name: string): string => (env[name.toLowerCase()] ?? env[name] ?? '').trim();
	const proxy = (url.protocol === 'https:' ? named('HTTPS_PROXY') : named('HTTP_PROXY')) || named('ALL_PROXY');
	const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
	if (proxy === '' || !/^https?:/i.test(address) || !URL.canParse(address) || isExcepted(url, named('NO_PROXY'))) {
		return undefined;
	}
	return new URL(address);
}

/** NO_PROXY lists hosts, each with all that are below it, perhaps with a port; "*" is all. */
function isExcepted({ hostname, port, protocol }: URL, exceptions: string): boolean {
	return exceptions
		.split(/[\s,]+/)
		.filter((each) => each !== '')
		.some((each) => {
			const [, host = '', only] = /^(.*?)(?::(\d+))?$/.exec(each.toLowerCase().replace(/^\*?\./, '')) ?? [];
			const isHost = each === '*' || hostname === host || hostname.endsWith(`.${host}`);
			return isHost && (only === undefined || only === (port || (protocol === 'https:' ? '443' : '80')));
		});
}

/** As fetch with `redirect: 'manual'`: the response as it comes. Errors: those of the connection and of the proxy. */
export async function requestThrough(proxy: URL, url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> {
	const response = await (url.protocol === 'https:' ? tunnelled(proxy, url, headers, signal) : relayed(proxy, url, headers, signal));
	const { statusCode = 0 } = response;
	const received = new Headers();
	for (const [name, value] of Object.entries(response.headers)) {
		for (const each of [value ?? []].flat()) {
			received.append(name, each);
		}
	}
	const hasBody = ![204, 205, 304].includes(statusCode);
	// Node's and the web's types of the same stream differ in name.
	const body = hasBody ? (Readable.toWeb(response) as unknown as ConstructorParameters<typeof Response>[0]) : null;
	return new Response(body, { status: statusCode, headers: received });
}

function relayed(proxy: URL, url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<IncomingMessage> {
	return answered(toProxy(proxy, { path: url.href, headers: { ...headers, ...credentials(proxy), Host: url.host }, signal }));
}

async function tunnelled(proxy: URL, url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<IncomingMessage> {
	const port = url.port || '443';
	const target = `${url.hostname}:${port}`;
	const asking = toProxy(proxy, { method: 'CONNECT', path: target, headers: { ...credentials(proxy), Host: target }, signal, agent: false });
	const socket = await new Promise<Socket>((resolve, reject) => {
		asking.once('error', reject);
		asking.once('connect', ({ statusCode = 0 }, tunnel: Socket) => {
			if (statusCode === 200) {
				resolve(tunnel);
			} else {
				tunnel.destroy();
				reject(new Error(`the proxy answered with status ${statusCode}`));
			}
		});
		asking.end();
	});
	// What ends the request ends the tunnel.
	signal.addEventListener('abort', () => socket.destroy(), { once: true });
	const createConnection = (): Socket => secured({ socket, servername: url.hostname });
	return await answered(secureRequest(url, { headers, signal, createConnection, agent: false }));
}

function toProxy({ protocol, hostname, port }: URL, options: RequestOptions): ClientRequest {
	const isSecure = protocol === 'https:';
	const send = isSecure ? secureRequest : plainRequest;
	return send({ ...options, hostname: hostname.replace(/^\[|\]$/g, ''), port: port || (isSecure ? 443 : 80) });
}

function credentials({ username, password }: URL): Record<string, string> {
	const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
	return username === '' ? {} : { 'Proxy-Authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

function answered(request: ClientRequest): Promise<IncomingMessage> {
	return new Promise((resolve, reject) => {
		request.once('response', resolve);
		request.once('error', reject);
		request.end();
	});
}

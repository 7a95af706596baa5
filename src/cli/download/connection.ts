// One request over HTTP and its bytes: with the way through a proxy (proxy.ts) the only file of the project that reaches for the
// network, and it does so only for `spert fetch` and `spert models download`. Redirections are followed within bounds; a connection on which nothing arrives is
// given up.

import { CancelledError, type CancellationToken } from '../../base/cancellation';
import { redirectRefused, urlRefused } from './errors';
import { proxyFor, requestThrough } from './proxy';

/** The connection could not be made, broke or stood still: trying again may help. */
export class ConnectionFailure extends Error {
	override readonly name = 'ConnectionFailure';
}

export interface ConnectionLimits {
	/** How long nothing may arrive, in milliseconds. */
	readonly stallTimeout: number;
	/** How many redirections are followed. */
	readonly redirects: number;
}

/** One attempt. Whoever makes it disposes it, which closes the connection. */
export class Connection {
	readonly #limits: ConnectionLimits;
	readonly #cancellation: CancellationToken;
	readonly #controller = new AbortController();
	readonly #listener;

	constructor(limits: ConnectionLimits, cancellation: CancellationToken) {
		this.#limits = limits;
		this.#cancellation = cancellation;
		this.#listener = cancellation.onCancellationRequested(() => this.#controller.abort());
		if (cancellation.isCancellationRequested) {
			this.#controller.abort();
		}
	}

	/**
	 * The response after all redirections, of whatever status. An Authorization header is for the URL's own server: a redirection
	 * to another one goes without it.
	 * Errors: ConnectionFailure, fetch.redirectRefused, fetch.urlRefused, CancelledError.
	 */
	async request(url: string, headers: Readonly<Record<string, string>>): Promise<Response> {
		const first = checkedUrl(url);
		const unauthorized = Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'));
		let current = first;
		for (let redirects = 0; ; redirects++) {
			const sent = current.origin === first.origin ? headers : unauthorized;
			const response = await this.#watched(this.#send(current, sent));
			const location = response.headers.get('location');
			if (![301, 302, 303, 307, 308].includes(response.status) || location === null) {
				return response;
			}
			await response.body?.cancel();
			if (redirects === this.#limits.redirects) {
				throw redirectRefused(url, `it was redirected more than ${redirects} times`);
			}
			if (!URL.canParse(location, current.href)) {
				throw redirectRefused(url, 'it leads to no URL');
			}
			const next = new URL(location, current.href);
			if (next.protocol !== 'https:' && next.protocol !== current.protocol) {
				throw redirectRefused(url, `it leads from ${current.protocol} to ${next.protocol}`);
			}
			if (next.username !== '' || next.password !== '') {
				throw redirectRefused(url, 'it leads to a URL with a user name or a password');
			}
			current = next;
		}
	}

	#send(url: URL, headers: Readonly<Record<string, string>>): Promise<Response> {
		const { signal } = this.#controller;
		const proxy = proxyFor(url);
		return proxy === undefined ? fetch(url.href, { headers, redirect: 'manual', signal }) : requestThrough(proxy, url, headers, signal);
	}

	/** The bytes of a response, as they arrive. Errors: ConnectionFailure, CancelledError. */
	async *bytes(response: Response): AsyncGenerator<Uint8Array> {
		const reader = response.body?.getReader();
		while (reader !== undefined) {
			const next: { readonly done: boolean; readonly value?: unknown } = await this.#watched(reader.read());
			if (next.done) {
				return;
			}
			// Bodies of responses are streams of bytes, which the stream's type does not say.
			yield next.value as Uint8Array;
		}
	}

	dispose(): void {
		this.#listener.dispose();
		this.#controller.abort();
	}

	/** Whatever fails here is the connection's failure. */
	async #watched<T>(work: Promise<T>): Promise<T> {
		const { stallTimeout } = this.#limits;
		let stalled = false;
		const timer = setTimeout(() => {
			stalled = true;
			this.#controller.abort();
		}, stallTimeout);
		try {
			return await work;
		} catch (cause) {
			if (this.#cancellation.isCancellationRequested) {
				throw new CancelledError();
			}
			throw stalled
				? new ConnectionFailure(`nothing arrived for ${stallTimeout / 1000} seconds`)
				: new ConnectionFailure('the connection broke', { cause });
		} finally {
			clearTimeout(timer);
		}
	}
}

/** Errors: fetch.urlRefused. */
function checkedUrl(url: string): URL {
	if (!URL.canParse(url)) {
		throw urlRefused(url, 'it is no URL');
	}
	const parsed = new URL(url);
	if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') {
		throw urlRefused(url, `${parsed.protocol} is neither https: nor http:`);
	}
	if (parsed.username !== '' || parsed.password !== '') {
		throw urlRefused(`a URL at ${parsed.host}`, 'it carries a user name or a password');
	}
	return parsed;
}

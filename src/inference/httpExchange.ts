// One request over HTTP and its whole answer, within bounds. Knows no retries, no redirections and nothing of the protocol on top.

import { Agent as PlainAgent, request as plainRequest, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { CancelledError, throwIfCancelled, type CancellationToken } from '../base/cancellation';
import type { Disposable } from '../base/disposable';

/** The connection could not be made, broke or stood still: trying again may help. */
export class ConnectionLost extends Error {
	override readonly name = 'ConnectionLost';
}

/** The other side is not who it says: trying again does not help. */
export class CertificateUntrusted extends Error {
	override readonly name = 'CertificateUntrusted';
}

/** The answer has more bytes than were allowed. */
export class AnswerTooLarge extends Error {
	override readonly name = 'AnswerTooLarge';
}

export interface HttpRequest {
	readonly method: 'GET' | 'POST';
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: Uint8Array;
	/** Most bytes of the answer. */
	readonly limit: number;
}

export interface HttpAnswer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly body: Uint8Array;
}

export interface HttpLimits {
	/** How long connecting may take, in milliseconds. */
	readonly connectTimeout: number;
	/** How long nothing may arrive, in milliseconds: as long as a busy server may need for what came before us. */
	readonly silenceTimeout: number;
}

/** Connections to one server, kept open between requests. Whoever makes it disposes it. */
export class HttpExchange implements Disposable {
	readonly #limits: HttpLimits;
	readonly #plain = new PlainAgent({ keepAlive: true, maxSockets: 8 });
	readonly #secure = new SecureAgent({ keepAlive: true, maxSockets: 8 });

	constructor(limits: HttpLimits) {
		this.#limits = limits;
	}

	/** The answer of whatever status. Cancelling closes the connection. Errors: the classes above; CancelledError. */
	async send({ method, url, headers, body, limit }: HttpRequest, cancellation: CancellationToken): Promise<HttpAnswer> {
		throwIfCancelled(cancellation);
		const length = body === undefined ? {} : { 'Content-Length': String(body.length) };
		const options = { method, headers: { ...headers, ...length } };
		const request = url.startsWith('https:')
			? secureRequest(url, { ...options, agent: this.#secure })
			: plainRequest(url, { ...options, agent: this.#plain });
		const listener = cancellation.onCancellationRequested(() => request.destroy(new CancelledError()));
		try {
			this.#watch(request);
			request.end(body);
			return await wholeAnswer(request, limit);
		} catch (failure) {
			throw cancellation.isCancellationRequested ? new CancelledError() : toConnectionFailure(failure);
		} finally {
			listener.dispose();
		}
	}

	dispose(): void {
		this.#plain.destroy();
		this.#secure.destroy();
	}

	#watch(request: ClientRequest): void {
		const { connectTimeout, silenceTimeout } = this.#limits;
		request.setTimeout(silenceTimeout, () => request.destroy(new ConnectionLost(`nothing arrived for ${silenceTimeout / 1000} seconds`)));
		request.once('socket', (socket) => {
			if (socket.connecting) {
				const late = (): void => void request.destroy(new ConnectionLost(`no connection within ${connectTimeout / 1000} seconds`));
				const timer = setTimeout(late, connectTimeout);
				socket.once('connect', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
			}
		});
	}
}

function wholeAnswer(request: ClientRequest, limit: number): Promise<HttpAnswer> {
	return new Promise((resolve, reject) => {
		request.once('error', reject);
		request.once('response', (response: IncomingMessage) => {
			const chunks: Buffer[] = [];
			let length = 0;
			response.on('data', (chunk: Buffer) => {
				length += chunk.length;
				if (length > limit) {
					request.destroy(new AnswerTooLarge(`more than ${limit} bytes`));
				} else {
					chunks.push(chunk);
				}
			});
			response.once('error', reject);
			response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
		});
	});
}

/** Node tells these by codes: of OpenSSL's verification, and its own for a name that is not in the certificate. */
const certificateCodes = /CERT|^UNABLE_TO_|SELF_SIGNED|^ERR_TLS_CERT/;

function toConnectionFailure(failure: unknown): Error {
	if (failure instanceof ConnectionLost || failure instanceof AnswerTooLarge) {
		return failure;
	}
	const { code, message } = failure as NodeJS.ErrnoException;
	return code !== undefined && certificateCodes.test(code)
		? new CertificateUntrusted(message, { cause: failure })
		: new ConnectionLost(message === '' ? (code ?? 'the connection broke') : message, { cause: failure });
}

// A server of the Open Inference Protocol, version 2 over REST, for one SpERT model: health, metadata and inference. Web pages are
// refused: they could make a browser ask in their name.

import { createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { CancellationSource, CancelledError, type CancellationToken } from '../../base/cancellation';
import { describeFailure, type Logger } from '../../base/logger';
import { UserError } from '../../base/userError';
import { MalformedMessage } from '../../inference/malformedMessage';
import { encodeBody, splitBody, type MessageBody } from '../../inference/messageBody';
import { binaryExtension, headerLengthName, inferenceRequestSchema, messageOf, type InferenceRequest } from '../../inference/messages';
import { describeServedModel, optionsOf } from '../../inference/servedModelInfo';
import { resultTensors, sentencesOf } from '../../inference/spertTensors';
import { decodeTensors, type Tensor } from '../../inference/tensors';
import type { ExtractionOptions, ModelInfo, SentenceResult } from '../../protocol/engineProtocol';
import { isAuthorized } from './bearerToken';
import { ComputeQueue } from './computeQueue';
import { addressUnusable } from './errors';
import { answerBody, answerJson, answerRefusal, readBody, Refusal } from './servedRequest';

/** The model that is served. */
export interface ServedEngine {
	/** As it is now: a device may fail, and the processor go on. */
	describe(): ModelInfo;
	extract(sentences: readonly (readonly string[])[], options: ExtractionOptions, cancellation: CancellationToken): Promise<SentenceResult[]>;
}

/** In PEM. */
export interface ServerCertificate {
	readonly cert: string;
	readonly key: string;
}

export interface InferenceServerOptions {
	readonly host: string;
	/** 0: any that is free. */
	readonly port: number;
	/** Of the model, in URLs. */
	readonly name: string;
	/** Of the program. */
	readonly version: string;
	readonly token: string | undefined;
	/** Undefined: plain HTTP. */
	readonly tls: ServerCertificate | undefined;
	/** In bytes. */
	readonly largestBody: number;
	/** Requests that wait or are computed at once. */
	readonly mostRequests: number;
	readonly logger: Logger;
}

/** How long a request may take to come in, in milliseconds: whoever sends more slowly only holds the connection. */
const requestTimeout = 60_000;
const headersTimeout = 20_000;
/** Longer than our client keeps a connection that it does not use. */
const keepAliveTimeout = 10_000;
const mostConnections = 256;

type State = { readonly kind: 'loading' } | { readonly kind: 'ready'; readonly engine: ServedEngine } | { readonly kind: 'ending' };

export class InferenceServer {
	readonly #options: InferenceServerOptions;
	readonly #server: Server;
	readonly #queue: ComputeQueue;
	/** Cancelled when waiting for what is under way has been in vain. */
	readonly #ending = new CancellationSource();
	#state: State = { kind: 'loading' };

	/** Errors: those of Node for a certificate or key that is none. */
	constructor(options: InferenceServerOptions) {
		this.#options = options;
		this.#queue = new ComputeQueue(options.mostRequests);
		const limits = { requestTimeout, headersTimeout, keepAliveTimeout };
		const respond = (request: IncomingMessage, response: ServerResponse): void => void this.#respond(request, response);
		this.#server = options.tls === undefined ? createPlainServer(limits, respond) : createSecureServer({ ...limits, ...options.tls }, respond);
		this.#server.maxConnections = mostConnections;
	}

	/** Listens; until the model is set, the server is live and not ready. @returns its URL. Errors: cli.addressUnusable. */
	async listen(): Promise<string> {
		const { host, port, tls } = this.#options;
		await new Promise<void>((resolve, reject) => {
			this.#server.once('error', (failure) => reject(addressUnusable(host, port, failure)));
			this.#server.listen({ host, port }, resolve);
		});
		const { address, family, port: taken } = this.#server.address() as AddressInfo;
		return `${tls === undefined ? 'http' : 'https'}://${family === 'IPv6' ? `[${address}]` : address}:${taken}`;
	}

	setEngine(engine: ServedEngine): void {
		this.#state = { kind: 'ready', engine };
	}

	/** Takes nothing new, and resolves when what is under way is answered. @param grace after this time it is given up, in milliseconds */
	async end(grace: number): Promise<void> {
		this.#state = { kind: 'ending' };
		const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
		// Connections that are kept open between requests would hold it up.
		const closing = setInterval(() => this.#server.closeIdleConnections(), 50);
		const timer = setTimeout(() => {
			this.#ending.cancel();
			this.#server.closeAllConnections();
		}, grace);
		await closed;
		clearTimeout(timer);
		clearInterval(closing);
		await this.#queue.whenEmpty();
	}

	async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const gone = new CancellationSource();
		const listener = this.#ending.token.onCancellationRequested(() => gone.cancel());
		response.once('close', () => gone.cancel());
		try {
			await this.#answer(request, response, gone.token);
		} catch (failure) {
			if (!gone.token.isCancellationRequested) {
				answerRefusal(response, this.#refusalFor(failure));
			}
		} finally {
			listener.dispose();
		}
	}

	#refusalFor(failure: unknown): Refusal {
		if (failure instanceof Refusal) {
			return failure;
		}
		if (failure instanceof MalformedMessage) {
			return new Refusal(400, `The request cannot be understood: ${failure.message}.`);
		}
		if (failure instanceof UserError) {
			return new Refusal(400, failure.message);
		}
		if (failure instanceof CancelledError) {
			return new Refusal(503, 'The server is ending.', { 'Retry-After': '5' });
		}
		this.#options.logger.log('error', describeFailure(failure));
		return new Refusal(500, 'The server has met an internal error; its log says more.');
	}

	/** Errors: Refusal, and whatever reading fails with. */
	async #answer(request: IncomingMessage, response: ServerResponse, cancellation: CancellationToken): Promise<void> {
		if (request.headers.origin !== undefined) {
			throw new Refusal(403, 'Web pages are not served.');
		}
		const { name, version } = this.#options;
		const [, part = '', ...rest] = pathOf(request).split('/').slice(1);
		const isV2 = pathOf(request) === '/v2' || pathOf(request).startsWith('/v2/');
		if (isV2 && part === 'health' && rest.length === 1 && (rest[0] === 'live' || rest[0] === 'ready')) {
			requireMethod(request, 'GET');
			const isFine = rest[0] === 'live' || this.#state.kind === 'ready';
			return answerJson(response, isFine ? 200 : 503, { [rest[0]]: isFine });
		}
		this.#requireToken(request);
		if (isV2 && part === '') {
			requireMethod(request, 'GET');
			return answerJson(response, 200, { name: 'spert', version, extensions: [binaryExtension] });
		}
		if (!isV2 || part !== 'models') {
			throw new Refusal(404, 'There is nothing here: paths begin with /v2.');
		}
		const engine = this.#engine();
		const [model, ...action] = rest;
		const { hash } = engine.describe();
		if (model !== encodeURIComponent(name)) {
			throw new Refusal(404, `The model is not found: it is called ${name}.`);
		}
		if (action[0] === 'versions') {
			if (action[1] !== hash) {
				throw new Refusal(404, `The version is not found: it is ${hash}.`);
			}
			action.splice(0, 2);
		}
		switch (action.join('/')) {
			case '':
				requireMethod(request, 'GET');
				return answerJson(response, 200, describeServedModel(name, engine.describe()));
			case 'ready':
				requireMethod(request, 'GET');
				return answerJson(response, 200, { name, ready: true });
			case 'infer':
				requireMethod(request, 'POST');
				return answerBody(response, await this.#infer(request, engine, cancellation));
			default:
				throw new Refusal(404, 'A model has metadata, /ready and /infer.');
		}
	}

	async #infer(request: IncomingMessage, engine: ServedEngine, cancellation: CancellationToken): Promise<MessageBody> {
		this.#requireRoom();
		const body = await readBody(request, this.#options.largestBody);
		const header = request.headers[headerLengthName.toLowerCase()];
		const { json, binary } = splitBody(body, typeof header === 'string' ? header : undefined);
		const message = messageOf(inferenceRequestSchema, json);
		const sentences = sentencesOf(decodeTensors(message.inputs, binary));
		const options = optionsOf(message.parameters);
		// Others may have come while this one was being read.
		this.#requireRoom();
		const results = await this.#queue.run(() => engine.extract(sentences, options, cancellation), cancellation);
		const { hash, entityTypes } = engine.describe();
		const fields = { model_name: this.#options.name, model_version: hash, ...(typeof message.id === 'string' ? { id: message.id } : {}) };
		const isWanted = wantedOutputs(message);
		return encodeBody(fields, 'outputs', resultTensors(results, entityTypes.length).filter(isWanted), binaryOutputs(message));
	}

	#engine(): ServedEngine {
		const state = this.#state;
		switch (state.kind) {
			case 'ready':
				return state.engine;
			case 'loading':
				throw new Refusal(503, 'The model is being loaded.', { 'Retry-After': '1' });
			case 'ending':
				throw new Refusal(503, 'The server is ending.', { 'Retry-After': '5' });
			default:
				return state satisfies never;
		}
	}

	#requireRoom(): void {
		if (this.#queue.isFull) {
			throw new Refusal(503, 'Too many requests wait already.', { 'Retry-After': String(this.#queue.secondsUntilRoom) });
		}
	}

	#requireToken(request: IncomingMessage): void {
		const { token } = this.#options;
		if (token !== undefined && !isAuthorized(request.headers.authorization, token)) {
			throw new Refusal(401, 'This server asks for its token: Authorization: Bearer TOKEN.', { 'WWW-Authenticate': 'Bearer' });
		}
	}
}

/** Without what follows a "?", and without a slash at its end. */
function pathOf({ url = '' }: IncomingMessage): string {
	return url.replace(/[?#].*$/s, '').replace(/(.)\/$/, '$1');
}

function requireMethod({ method }: IncomingMessage, wanted: 'GET' | 'POST'): void {
	if (method !== wanted) {
		throw new Refusal(405, `Only ${wanted} is answered here.`, { Allow: wanted });
	}
}

/** Errors: MalformedMessage, for one that there is not. */
function wantedOutputs({ outputs }: InferenceRequest): (tensor: Tensor) => boolean {
	const names = new Set((outputs ?? []).map(({ name }) => name));
	const known = new Set(resultTensors([], 0).map(({ name }) => name));
	if ([...names].some((name) => !known.has(name))) {
		throw new MalformedMessage(`the outputs are ${[...known].join(', ')}`);
	}
	return names.size === 0 ? () => true : ({ name }) => names.has(name);
}

/** Which outputs are to be bytes behind the JSON: what is said of one counts more than what is said of all. */
function binaryOutputs({ parameters, outputs }: InferenceRequest): (tensor: Tensor) => boolean {
	const single = new Map((outputs ?? []).map((output) => [output.name, output.parameters?.['binary_data']]));
	return ({ name }) => (single.get(name) ?? parameters?.['binary_data_output']) === true;
}

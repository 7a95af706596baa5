// A SpERT model on a server of the Open Inference Protocol: asks for what it is and lets it read sentences. Asks again, with pauses
// that grow, where the server is busy or the connection breaks: to read sentences twice does no harm.

import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import type { Disposable } from '../base/disposable';
import type { ExtractionOptions, ModelInfo, SentenceResult } from '../protocol/engineProtocol';
import {
	answerMalformed,
	answerTooLarge,
	certificateRefused,
	modelChanged,
	modelNotFound,
	notOurModel,
	redirected,
	requestRefused,
	requestTooLarge,
	serverAway,
	serverBusy,
	tokenRefused,
} from './errors';
import { AnswerTooLarge, CertificateUntrusted, ConnectionLost, HttpExchange, type HttpAnswer, type HttpLimits } from './httpExchange';
import { MalformedMessage } from './malformedMessage';
import { encodeBody, parseJson, splitBody } from './messageBody';
import {
	binaryExtension,
	errorSchema,
	headerLengthName,
	inferenceResponseSchema,
	messageOf,
	modelMetadataSchema,
	serverMetadataSchema,
} from './messages';
import { portions } from './portions';
import { optionParameters, servedModelInfo } from './servedModelInfo';
import { serverAddress, type ServerAddress } from './serverAddress';
import { resultsOf, sentenceTensors } from './spertTensors';
import { decodeTensors, survivesAsBytes } from './tensors';

export interface ServedModelOptions {
	readonly url: string;
	/** Sent as a bearer token; never logged. */
	readonly token?: string | undefined;
	/** How long a server that has answered before is waited for, in milliseconds. */
	readonly patience?: number;
	readonly limits?: HttpLimits;
}

/** In bytes. */
const largestMetadata = 1 << 20;
const largestAnswer = 64 << 20;
/** A server that starts or restarts needs some seconds for its model. */
const usualPatience = 60_000;
/** One that has never answered is more likely to be none, and somebody waits. In milliseconds. */
const firstPatience = 3000;
const firstPause = 200;
const longestPause = 8000;
const usualLimits: HttpLimits = { connectTimeout: 10_000, silenceTimeout: 180_000 };
/** Of servers that are busy or start, and of gateways before them. */
const laterStatuses = [429, 502, 503, 504];

export class ServedModel implements Disposable {
	readonly #address: ServerAddress;
	readonly #token: string | undefined;
	readonly #patience: number;
	readonly #exchange: HttpExchange;
	#hasAnswered = false;
	/** Whether the server takes and gives tensors as bytes. */
	#isBinary: boolean | undefined;

	/** Errors: inference.urlInvalid. */
	constructor({ url, token, patience = usualPatience, limits = usualLimits }: ServedModelOptions) {
		this.#address = serverAddress(url);
		this.#token = token;
		this.#patience = patience;
		this.#exchange = new HttpExchange(limits);
	}

	get address(): ServerAddress {
		return this.#address;
	}

	/** What the server has now. Errors: inference.…; CancelledError. */
	async model(cancellation: CancellationToken): Promise<ModelInfo> {
		const { origin, model } = this.#address;
		this.#isBinary ??= await this.#speaksBinary(cancellation);
		const answer = await this.#ask('GET', this.#modelPath, undefined, largestMetadata, cancellation);
		if (isMissing(answer)) {
			throw modelNotFound(origin, model);
		}
		this.#requireSuccess(answer);
		const info = this.#understood(() => servedModelInfo(messageOf(modelMetadataSchema, parseJson(answer.body))));
		if (info === undefined) {
			throw notOurModel(origin, model);
		}
		return { ...info, server: origin };
	}

	/**
	 * Lets a model read sentences, each a list of tokens.
	 * @param info of the model, as `model` gave it: another model than this one never answers
	 * Errors: inference.…; CancelledError.
	 */
	async extract(
		sentences: readonly (readonly string[])[],
		options: ExtractionOptions,
		info: ModelInfo,
		cancellation: CancellationToken,
	): Promise<SentenceResult[]> {
		const results: SentenceResult[] = [];
		for (const portion of portions(sentences)) {
			results.push(...(await this.#extractPortion(portion, options, info, cancellation)));
		}
		return results;
	}

	dispose(): void {
		this.#exchange.dispose();
	}

	async #extractPortion(
		sentences: readonly (readonly string[])[],
		options: ExtractionOptions,
		info: ModelInfo,
		cancellation: CancellationToken,
	): Promise<SentenceResult[]> {
		const { origin } = this.#address;
		this.#isBinary ??= await this.#speaksBinary(cancellation);
		const isBinary = this.#isBinary;
		const parameters = { ...optionParameters(options), ...(isBinary ? { binary_data_output: true } : {}) };
		const body = encodeBody({ parameters }, 'inputs', sentenceTensors(sentences), (tensor) => isBinary && survivesAsBytes(tensor));
		const answer = await this.#ask('POST', `${this.#modelPath}/versions/${info.hash}/infer`, body, largestAnswer, cancellation);
		if (answer.status === 413) {
			throw requestTooLarge(origin);
		}
		if (isMissing(answer)) {
			// It may be an older server of another kind the next time.
			this.#isBinary = undefined;
			throw modelChanged(origin);
		}
		this.#requireSuccess(answer);
		return this.#understood(() => {
			const header = answer.headers[headerLengthName.toLowerCase()];
			const { json, binary } = splitBody(answer.body, typeof header === 'string' ? header : undefined);
			const { model_version: version, outputs } = messageOf(inferenceResponseSchema, json);
			if (typeof version === 'string' && version !== info.hash) {
				throw modelChanged(origin);
			}
			return resultsOf(decodeTensors(outputs, binary), sentences, info);
		});
	}

	async #speaksBinary(cancellation: CancellationToken): Promise<boolean> {
		const answer = await this.#ask('GET', '/v2', undefined, largestMetadata, cancellation);
		this.#requireSuccess(answer);
		const { extensions } = this.#understood(() => messageOf(serverMetadataSchema, parseJson(answer.body)));
		return extensions?.includes(binaryExtension) === true;
	}

	get #modelPath(): string {
		return `/v2/models/${encodeURIComponent(this.#address.model)}`;
	}

	/** The answer, once the server is neither busy nor away. Errors: those of waiting in vain, and of the connection; CancelledError. */
	async #ask(
		method: 'GET' | 'POST',
		path: string,
		body: ReturnType<typeof encodeBody> | undefined,
		limit: number,
		cancellation: CancellationToken,
	): Promise<HttpAnswer> {
		const { base, origin } = this.#address;
		const headers = {
			Accept: '*/*',
			...(this.#token === undefined ? {} : { Authorization: `Bearer ${this.#token}` }),
			...(body === undefined ? {} : { 'Content-Type': body.headerLength === undefined ? 'application/json' : 'application/octet-stream' }),
			...(body?.headerLength === undefined ? {} : { [headerLengthName]: String(body.headerLength) }),
		};
		const request = { method, url: base + path, headers, ...(body === undefined ? {} : { body: body.bytes }), limit };
		const start = performance.now();
		for (let pause = firstPause; ; pause = Math.min(2 * pause, longestPause)) {
			throwIfCancelled(cancellation);
			const { answer, lost } = await this.#try(request, cancellation);
			if (answer !== undefined) {
				this.#hasAnswered = true;
				if (!laterStatuses.includes(answer.status)) {
					return answer;
				}
			}
			// Many clients wait for the same server: they do not come back all at once.
			const wait = Math.max(pause * (0.5 + Math.random()), answer === undefined ? 0 : retryAfter(answer));
			if (performance.now() + wait - start > (this.#hasAnswered ? this.#patience : Math.min(this.#patience, firstPatience))) {
				throw lost === undefined ? serverBusy(origin) : serverAway(origin, lost);
			}
			await sleep(wait, cancellation);
		}
	}

	async #try(
		request: Parameters<HttpExchange['send']>[0],
		cancellation: CancellationToken,
	): Promise<{ readonly answer?: HttpAnswer; readonly lost?: ConnectionLost }> {
		const { origin } = this.#address;
		try {
			return { answer: await this.#exchange.send(request, cancellation) };
		} catch (failure) {
			if (failure instanceof ConnectionLost) {
				return { lost: failure };
			}
			if (failure instanceof CertificateUntrusted) {
				throw certificateRefused(origin, failure);
			}
			throw failure instanceof AnswerTooLarge ? answerTooLarge(origin, request.limit) : failure;
		}
	}

	#requireSuccess(answer: HttpAnswer): void {
		const { status } = answer;
		const { origin } = this.#address;
		if (status >= 300 && status < 400) {
			throw redirected(origin);
		}
		if (status === 401 || status === 403) {
			throw tokenRefused(origin, this.#token !== undefined);
		}
		if (status !== 200) {
			throw requestRefused(origin, status, wordsOf(answer));
		}
	}

	/** What cannot be understood is the server's mistake, not ours. */
	#understood<T>(read: () => T): T {
		try {
			return read();
		} catch (failure) {
			if (failure instanceof MalformedMessage) {
				throw answerMalformed(this.#address.origin, failure.message);
			}
			throw failure;
		}
	}
}

/** Whether there is no such model, or no such version: Triton says so with another status than the protocol's. */
function isMissing(answer: HttpAnswer): boolean {
	return answer.status === 404 || (answer.status === 400 && wordsOf(answer).includes('not found'));
}

/** The server's own word on what is wrong; empty where it says nothing. */
function wordsOf({ body }: HttpAnswer): string {
	try {
		return errorSchema.safeParse(parseJson(body)).data?.error ?? '';
	} catch {
		return '';
	}
}

/** In milliseconds; at most what we would wait ourselves in the end, whatever the server says. */
function retryAfter({ headers }: HttpAnswer): number {
	const seconds = Number(headers['retry-after']);
	return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, longestPause) : 0;
}

function sleep(milliseconds: number, cancellation: CancellationToken): Promise<void> {
	return new Promise((resolve) => {
		const timer = setTimeout(end, milliseconds);
		const listener = cancellation.onCancellationRequested(end);
		function end(): void {
			clearTimeout(timer);
			listener.dispose();
			resolve();
		}
	});
}

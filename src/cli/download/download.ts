// Downloads one file: goes on with what an earlier attempt has left, tries again where the connection breaks, checks what
// has come, and only then gives the file its name.

import { setTimeout as pause } from 'node:timers/promises';
import type { FileHandle } from 'node:fs/promises';
import { CancelledError, throwIfCancelled, type CancellationToken } from '../../base/cancellation';
import { Connection, ConnectionFailure, type ConnectionLimits } from './connection';
import { interrupted, notFound, serverRefused, tooLarge, wrongChecksum } from './errors';
import { PartFile, type PartOrigin, type Resumable } from './partFile';

export interface DownloadRequest {
	readonly url: string;
	/** The file that it becomes. Its folder is there; it itself is not. */
	readonly path: string;
	/** Sent with each request, such as Authorization; none by default. */
	readonly headers?: Readonly<Record<string, string>>;
	/** What it must have, in lower-case hexadecimal; undefined: it is not checked. */
	readonly sha256: string | undefined;
	/** More is an error, in bytes. */
	readonly largest: number;
	readonly cancellation: CancellationToken;
	/** @param total undefined where the server does not tell */
	readonly onProgress: (bytes: number, total: number | undefined) => void;
	readonly onRetry: (reason: Error, attempt: number) => void;
}

export interface DownloadLimits extends ConnectionLimits {
	/** How often in a row an attempt may bring next to nothing before all is given up. */
	readonly attempts: number;
	/** Before the second attempt, in milliseconds; doubled before each further one. */
	readonly retryPause: number;
}

export const downloadLimits: DownloadLimits = { stallTimeout: 30_000, redirects: 10, attempts: 5, retryPause: 1000 };

/** Less than this, in bytes, and an attempt counts as one that brought nothing. */
const leastProgress = 2 ** 16;

/** Statuses that may be other ones a little later. */
const passing: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * @returns the file's SHA-256, in hexadecimal
 * Errors: fetch.urlRefused, fetch.redirectRefused, fetch.notFound, fetch.serverRefused, fetch.interrupted, fetch.tooLarge,
 * fetch.wrongChecksum, fetch.notWritable; CancelledError. What was downloaded stays for a next attempt, except where it is
 * too large or wrong.
 */
export async function download(request: DownloadRequest, limits: DownloadLimits = downloadLimits): Promise<string> {
	const { url, sha256, cancellation } = request;
	const part = new PartFile(request.path);
	for (let failures = 0; ; ) {
		throwIfCancelled(cancellation);
		const outcome = await attempt(request, part, limits);
		if (outcome.kind === 'complete') {
			break;
		}
		failures = outcome.received >= leastProgress ? 1 : failures + 1;
		if (failures >= limits.attempts) {
			if (outcome.status !== undefined) {
				throw serverRefused(url, outcome.status);
			}
			throw interrupted(url, (await part.resumable(url))?.bytes ?? 0, outcome.reason);
		}
		request.onRetry(outcome.reason, failures + 1);
		await cancellablePause(limits.retryPause * 2 ** (failures - 1), cancellation);
	}
	const found = await part.sha256(cancellation);
	if (sha256 !== undefined && found !== sha256) {
		await part.discard();
		throw wrongChecksum(url, sha256, found);
	}
	await part.complete();
	return found;
}

type Outcome =
	| { readonly kind: 'complete' }
	/** `received`: bytes that this attempt brought. */
	| { readonly kind: 'failed'; readonly reason: Error; readonly received: number; readonly status?: number };

async function attempt(request: DownloadRequest, part: PartFile, limits: DownloadLimits): Promise<Outcome> {
	const resumable = await part.resumable(request.url);
	// Without a validator only the checksum tells whether the rest is of the same file.
	const usable = resumable?.origin.validator === null && request.sha256 === undefined ? undefined : resumable;
	if (usable !== undefined && usable.bytes === usable.origin.total) {
		return { kind: 'complete' };
	}
	const connection = new Connection(limits, request.cancellation);
	let received = 0;
	try {
		const response = await connection.request(request.url, { ...request.headers, ...headersFor(usable) });
		const answer = answerOf(response, request.url, usable);
		switch (answer.kind) {
			case 'wrongPart':
				await part.discard();
				return { kind: 'failed', reason: new Error('the server has another file by now'), received };
			case 'busy':
				return { kind: 'failed', reason: new Error(`status ${response.status}`), received, status: response.status };
			case 'whole':
			case 'rest': {
				const { total } = answer.origin;
				let bytes = answer.kind === 'rest' ? answer.from : 0;
				await requireWithin(request, part, total ?? bytes);
				const file = answer.kind === 'rest' ? await part.goOn() : await part.start(answer.origin);
				try {
					request.onProgress(bytes, total ?? undefined);
					for await (const chunk of connection.bytes(response)) {
						bytes += chunk.length;
						received += chunk.length;
						await requireWithin(request, part, bytes, file);
						await part.write(file, chunk);
						request.onProgress(bytes, total ?? undefined);
					}
				} finally {
					await file.close();
				}
				if (total !== null && bytes !== total) {
					return { kind: 'failed', reason: new Error(`${bytes} of ${total} bytes came`), received };
				}
				return { kind: 'complete' };
			}
			default:
				return answer satisfies never;
		}
	} catch (failure) {
		if (failure instanceof ConnectionFailure) {
			return { kind: 'failed', reason: failure, received };
		}
		throw failure;
	} finally {
		connection.dispose();
	}
}

function headersFor(resumable: Resumable | undefined): Record<string, string> {
	// Compressed on the way, its bytes could neither be counted nor resumed.
	const headers = { 'Accept-Encoding': 'identity' };
	if (resumable === undefined) {
		return headers;
	}
	const { bytes, origin } = resumable;
	return { ...headers, Range: `bytes=${bytes}-`, ...(origin.validator === null ? {} : { 'If-Range': origin.validator }) };
}

type Answer =
	| { readonly kind: 'whole'; readonly origin: PartOrigin }
	| { readonly kind: 'rest'; readonly origin: PartOrigin; readonly from: number }
	/** What is there is not the beginning of what the server has. */
	| { readonly kind: 'wrongPart' }
	| { readonly kind: 'busy' };

/** Errors: fetch.notFound, fetch.serverRefused. */
function answerOf({ status, headers }: Response, url: string, resumable: Resumable | undefined): Answer {
	if (status === 200) {
		return { kind: 'whole', origin: originOf(headers, url) };
	}
	if (resumable !== undefined && status === 416) {
		return { kind: 'wrongPart' };
	}
	if (resumable !== undefined && status === 206) {
		const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers.get('content-range') ?? '');
		const total = range === null || range[3] === '*' ? null : Number(range[3]);
		const { bytes, origin } = resumable;
		const isRest = Number(range?.[1] ?? -1) === bytes && total !== null && (origin.total ?? total) === total;
		return isRest && !isEncoded(headers) ? { kind: 'rest', origin: { ...origin, total }, from: bytes } : { kind: 'wrongPart' };
	}
	if (passing.has(status)) {
		return { kind: 'busy' };
	}
	throw status === 404 || status === 410 ? notFound(url, status) : serverRefused(url, status);
}

function originOf(headers: Headers, url: string): PartOrigin {
	if (isEncoded(headers)) {
		return { url, validator: null, total: null };
	}
	const tag = headers.get('etag');
	// A weak tag may stay the same while bytes change, and is not allowed in If-Range.
	const validator = tag !== null && !tag.startsWith('W/') ? tag : headers.get('last-modified');
	const length = headers.get('content-length');
	return { url, validator, total: length !== null && /^\d{1,15}$/.test(length) ? Number(length) : null };
}

function isEncoded(headers: Headers): boolean {
	return (headers.get('content-encoding') ?? 'identity') !== 'identity';
}

/** Errors: fetch.tooLarge, after what is there has been removed. */
async function requireWithin({ url, largest }: DownloadRequest, part: PartFile, bytes: number, file?: FileHandle): Promise<void> {
	if (bytes > largest) {
		// Windows removes no open file.
		await file?.close();
		await part.discard();
		throw tooLarge(url, largest);
	}
}

async function cancellablePause(milliseconds: number, cancellation: CancellationToken): Promise<void> {
	const controller = new AbortController();
	const listener = cancellation.onCancellationRequested(() => controller.abort());
	try {
		await pause(milliseconds, undefined, { signal: controller.signal });
	} catch (failure) {
		throw cancellation.isCancellationRequested ? new CancelledError() : failure;
	} finally {
		listener.dispose();
	}
}

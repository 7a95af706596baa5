// A request to a server of ours as it comes in, and answers to it. Knows nothing of models.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MessageBody } from '../../inference/messageBody';
import { headerLengthName } from '../../inference/messages';

/** Why a request is not answered as it was hoped; the message is for whoever asks. */
export class Refusal extends Error {
	override readonly name = 'Refusal';
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;

	constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
		super(message);
		this.status = status;
		this.headers = headers;
	}
}

/** The whole body. Errors: Refusal, where it is larger than it may be or compressed. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array> {
	const encoding = request.headers['content-encoding'];
	if (encoding !== undefined && encoding !== 'identity') {
		throw new Refusal(415, 'Bodies must not be compressed.');
	}
	if (Number(request.headers['content-length'] ?? 0) > limit) {
		throw tooLarge(limit);
	}
	return await new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		let length = 0;
		request.on('data', (chunk: Buffer) => {
			length += chunk.length;
			if (length <= limit) {
				chunks.push(chunk);
			} else {
				// The rest is read and forgotten: who is still sending would not see the answer otherwise.
				chunks.length = 0;
				reject(tooLarge(limit));
			}
		});
		request.once('end', () => resolve(Buffer.concat(chunks)));
		request.once('error', reject);
		request.once('close', () => reject(new Error('The request was given up.')));
	});
}

function tooLarge(limit: number): Refusal {
	return new Refusal(413, `A request may have ${limit} bytes: send fewer sentences at once.`);
}

export function answerJson(response: ServerResponse, status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): void {
	send(response, status, { 'Content-Type': 'application/json', ...headers }, Buffer.from(JSON.stringify(value), 'utf8'));
}

export function answerBody(response: ServerResponse, { bytes, headerLength }: MessageBody): void {
	const headers =
		headerLength === undefined
			? { 'Content-Type': 'application/json' }
			: { 'Content-Type': 'application/octet-stream', [headerLengthName]: String(headerLength) };
	send(response, 200, headers, bytes);
}

export function answerRefusal(response: ServerResponse, { status, message, headers }: Refusal): void {
	answerJson(response, status, { error: message }, headers);
}

function send(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>, body: Uint8Array): void {
	if (response.headersSent || response.destroyed) {
		return;
	}
	response.writeHead(status, { ...headers, 'Content-Length': String(body.length), 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
	response.end(body);
}

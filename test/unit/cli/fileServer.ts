// A server on this machine that gives files as a test wants it: whole, in ranges, broken off, slowly, or somewhere else.

import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface ServedFile {
	readonly content: Buffer;
	readonly etag?: string;
	/** False: the whole file is sent whatever range is asked for. */
	readonly ranges?: boolean;
	/** The connection is cut after so many bytes of a response, as soon as they lie in `partsIn`; undefined: never. */
	readonly cutAfter?: () => number | undefined;
}

export class FileServer {
	readonly #handlers = new Map<string, Handler>();
	readonly #server: Server;
	/** The ranges asked for, by path, in order; undefined where none was. */
	readonly ranges: { readonly path: string; readonly range: string | undefined }[] = [];
	/** Where the client keeps what it has of a file: what it had not read of a connection that is cut, is lost to it. */
	partsIn: string | undefined;

	constructor() {
		this.#server = createServer((request, response) => {
			const path = request.url ?? '';
			this.ranges.push({ path, range: request.headers.range });
			// A handler of a path takes it with any query.
			const handler = this.#handlers.get(path) ?? this.#handlers.get(path.replace(/\?.*$/, ''));
			if (handler === undefined) {
				response.writeHead(404).end();
			} else {
				handler(request, response);
			}
		});
	}

	async start(): Promise<void> {
		await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
	}

	async stop(): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	url(path: string): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
	}

	/** The ranges asked for at a path. */
	rangesOf(path: string): (string | undefined)[] {
		return this.ranges.filter((request) => request.path === path).map(({ range }) => range);
	}

	on(path: string, handler: Handler): string {
		this.#handlers.set(path, handler);
		return this.url(path);
	}

	/** Lets `first` look at each request of a path; where it answers itself, it says false. */
	wrap(path: string, first: (request: IncomingMessage, response: ServerResponse) => boolean): void {
		const handler = this.#handlers.get(path);
		this.on(path, (request, response) => {
			if (first(request, response)) {
				handler?.(request, response);
			}
		});
	}

	serve(path: string, file: ServedFile): string {
		return this.on(path, (request, response) => {
			const { content, etag, ranges = true } = file;
			const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
			const condition = request.headers['if-range'];
			const from = ranges && asked !== undefined && (condition === undefined || condition === etag) ? Number(asked) : undefined;
			const headers = etag === undefined ? {} : { ETag: etag };
			if (from !== undefined && from >= content.length) {
				response.writeHead(416, { 'Content-Range': `bytes */${content.length}` }).end();
				return;
			}
			const body = content.subarray(from ?? 0);
			const range = from === undefined ? {} : { 'Content-Range': `bytes ${from}-${content.length - 1}/${content.length}` };
			response.writeHead(from === undefined ? 200 : 206, { ...headers, ...range, 'Content-Length': body.length });
			const cut = file.cutAfter?.();
			if (cut === undefined || cut >= body.length) {
				response.end(body);
			} else {
				response.write(body.subarray(0, cut));
				void this.#isKept((from ?? 0) + cut).then(() => response.destroy());
			}
		});
	}

	async #isKept(bytes: number): Promise<void> {
		const folder = this.partsIn;
		if (folder === undefined) {
			throw new Error('Whoever cuts connections says where parts are kept.');
		}
		for (const end = Date.now() + 10_000; Date.now() < end && !hasPart(folder, bytes); ) {
			await pause(10);
		}
	}
}

/** Whether a part of so many bytes lies in the folder or below. */
function hasPart(folder: string, bytes: number): boolean {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some(
		(name) => name.endsWith('.part') && statSync(join(folder, name), { throwIfNoEntry: false })?.size === bytes,
	);
}

/** Bytes that look like noise, the same for the same seed. */
export function noise(length: number, seed = 1): Buffer {
	const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) => createHash('sha256').update(`${seed}/${index}`).digest());
	return Buffer.concat(blocks).subarray(0, length);
}

export function sha256(content: Buffer): string {
	return createHash('sha256').update(content).digest('hex');
}

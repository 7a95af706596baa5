// A server on this machine that speaks the Hugging Face hub's interface as its library asks it: what a repository is, its list of
// files in pages, and files, of which large ones lead to another server. Written from the answers that the library reads.

import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { FileServer, sha256, type ServedFile } from './fileServer';

export interface PublishedRepository {
	readonly name: string;
	/** The commit of its main branch. */
	readonly commit: string;
	readonly files: Readonly<Record<string, Buffer>>;
	/** Names of those that are stored apart, as large files are. */
	readonly large: readonly string[];
	readonly licence?: string;
	/** Whoever asks must show it. */
	readonly token?: string;
	/** What the large files are served as; by default whole, with ranges. */
	readonly served?: (content: Buffer) => ServedFile;
	/** What the list says of a file instead of the truth. */
	readonly listed?: (entry: Record<string, unknown>) => Record<string, unknown>;
	/** Files on a page of the list. */
	readonly pageSize?: number;
}

export class HubServer {
	readonly api = new FileServer();
	/** Where large files lie: another origin. */
	readonly storage = new FileServer();
	/** Authorization headers that the storage has been sent. */
	readonly leaked: string[] = [];

	get url(): string {
		return this.api.url('');
	}

	async start(): Promise<void> {
		await Promise.all([this.api.start(), this.storage.start()]);
	}

	async stop(): Promise<void> {
		await Promise.all([this.api.stop(), this.storage.stop()]);
	}

	/** Paths that have been asked for, at both servers. */
	get asked(): readonly string[] {
		return [...this.api.ranges, ...this.storage.ranges].map(({ path }) => path.replace(/\?.*$/, ''));
	}

	publish(repository: PublishedRepository): void {
		const { name, commit, files, large, licence, served = (content) => ({ content, etag: `"${sha256(content)}"` }) } = repository;
		const revisions = ['main', 'HEAD', commit];
		const info = { _id: '1', id: name, private: false, gated: false, downloads: 0, likes: 0, lastModified: '2026-01-01T00:00:00.000Z', sha: commit };
		for (const revision of revisions) {
			this.#answer(`/api/models/${name}/revision/${revision}`, repository, () => ({
				...info,
				tags: licence === undefined ? [] : [`license:${licence}`],
				cardData: licence === undefined ? {} : { license: licence },
			}));
		}
		this.#list(repository);
		for (const [path, content] of Object.entries(files)) {
			const resolve = `/${name}/resolve/${commit}/${path}`;
			if (!large.includes(path)) {
				const tag = { content, etag: `"${gitBlob(content)}"` };
				this.api.serve(resolve, tag);
				this.#guard(resolve, repository);
				continue;
			}
			const stored = `/blobs/${sha256(content)}`;
			this.storage.serve(stored, served(content));
			this.storage.wrap(stored, (request) => {
				this.leaked.push(...(request.headers.authorization === undefined ? [] : [request.headers.authorization]));
				return true;
			});
			this.api.on(resolve, (_request, response) => {
				const hash = sha256(content);
				response
					.writeHead(302, {
						Location: this.storage.url(stored),
						'X-Linked-Size': content.length,
						'X-Linked-ETag': `"${hash}"`,
						'X-Xet-Hash': hash,
						'X-Repo-Commit': commit,
						Link: `<${this.url}/api/models/${name}/xet-read-token/${commit}>; rel="xet-auth"`,
					})
					.end();
			});
			this.#guard(resolve, repository);
		}
	}

	#list(repository: PublishedRepository): void {
		const { name, commit, files, large, listed = (entry) => entry, pageSize = 1000 } = repository;
		const entries = Object.entries(files).map(([path, content]) => {
			const oid = gitBlob(content);
			const entry = { type: 'file', oid, size: content.length, path };
			return large.includes(path) ? { ...entry, lfs: { oid: sha256(content), size: content.length, pointerSize: 134 } } : entry;
		});
		const all: Record<string, unknown>[] = [{ type: 'directory', oid: '0'.repeat(40), size: 0, path: 'onnx' }, ...entries].map((entry) => listed(entry));
		const tree = `/api/models/${name}/tree/${commit}`;
		this.#answer(tree, repository, (request, response) => {
			const cursor = Number(new URL(request.url ?? '', this.url).searchParams.get('cursor') ?? 0);
			const next = cursor + pageSize;
			if (next < all.length) {
				response.setHeader('Link', `<${this.url}${tree}?cursor=${next}>; rel="next"`);
			}
			return all.slice(cursor, next);
		});
	}

	#answer(path: string, repository: PublishedRepository, answer: (request: IncomingMessage, response: ServerResponse) => unknown): void {
		this.api.on(path, (request, response) => {
			const json = JSON.stringify(answer(request, response));
			response.writeHead(200, { 'Content-Type': 'application/json' }).end(json);
		});
		this.#guard(path, repository);
	}

	/** The hub answers 401 for what is private as for what is not there. */
	#guard(path: string, { token }: PublishedRepository): void {
		this.api.wrap(path, (request, response) => {
			if (token === undefined || request.headers.authorization === `Bearer ${token}`) {
				return true;
			}
			response.writeHead(401, { 'Content-Type': 'application/json' }).end('{"error":"Invalid username or password."}');
			return false;
		});
	}
}

/** Git's name of a file's content. */
export function gitBlob(content: Buffer): string {
	return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

// A Redis of a test's own: on loopback, with a port and a folder of its own, and an append-only file, so that it can be killed and
// started again.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findRedis } from './redis.mjs';

export const redisProgram = findRedis();
if (redisProgram === undefined) {
	const text = 'Queues are not tested: there is no redis-server here, and none could be installed.';
	if (process.env['CI'] === 'true') {
		throw new Error(text);
	}
	console.warn(text);
}

export class RedisServer {
	readonly folder = mkdtempSync(join(tmpdir(), 'spert-redis-'));
	readonly port: number;
	readonly #args: readonly string[];
	#process: ChildProcess | undefined;

	private constructor(port: number, args: readonly string[]) {
		this.port = port;
		this.#args = args;
	}

	static async start(...args: string[]): Promise<RedisServer> {
		const server = new RedisServer(await freePort(), args);
		await server.start();
		return server;
	}

	get url(): string {
		return `redis://127.0.0.1:${this.port}`;
	}

	async start(): Promise<void> {
		const base = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder, '--appendonly', 'yes', '--save', ''];
		this.#process = spawn(redisProgram ?? 'redis-server', [...base, ...this.#args], { stdio: 'ignore' });
		const client = this.client();
		await client.ping().catch(() => undefined);
		client.disconnect();
	}

	/** For looking into it. The caller ends it. */
	client(options: { readonly password?: string } = {}): Redis {
		const client = new Redis({ host: '127.0.0.1', port: this.port, retryStrategy: () => 20, maxRetriesPerRequest: null, ...options });
		client.on('error', () => {});
		return client;
	}

	async kill(): Promise<void> {
		const child = this.#process;
		if (child !== undefined && child.exitCode === null && child.signalCode === null) {
			const ended = new Promise((resolve) => child.once('exit', resolve));
			child.kill('SIGKILL');
			await ended;
		}
	}

	async dispose(): Promise<void> {
		await this.kill();
		rmSync(this.folder, { recursive: true, force: true });
	}
}

export async function freePort(): Promise<number> {
	return await new Promise((resolve, reject) => {
		const server = createServer().once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
		});
	});
}

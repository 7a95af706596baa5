// A corpus over a queue: throughput with one and two workers beside the plain command on the same documents, what the queue itself
// costs a document and in Redis's memory as corpora grow, and what goes over the network. Fails where results differ from the
// plain command's, or a document is missing.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { redisProgram, RedisServer } from '../harness/redisServer';
import type { BenchContext } from './benchContext';
import { drawing, sentence, writeManyDocuments } from './manyDocuments';
import { runProgram } from './programs';
import { threeDigits, type Section } from './report';
import { measurement } from './statistics';

/** Sizes of the corpora that the cost of the queue is measured with, up to what is asked for. */
const sizes: readonly number[] = [100, 1_000, 5_000, 20_000];
/** Documents of which throughput is measured. */
const mostForThroughput = 100;

export async function measureQueue(context: BenchContext): Promise<Section[]> {
	if (redisProgram === undefined) {
		return [{ title: 'A corpus over a queue', notes: ['Not measured: there is no redis-server here.'], measurements: [] }];
	}
	return [await throughput(context), await growth(context)];
}

/** The program with a Redis of its own. */
class Bench {
	readonly #program: string;
	readonly #cwd: string;
	readonly server: RedisServer;
	readonly client: Redis;

	constructor(root: string, cwd: string, server: RedisServer) {
		this.#program = join(root, 'dist', 'spert.cjs');
		this.#cwd = cwd;
		this.server = server;
		this.client = server.client();
	}

	/** @returns how long it took, in milliseconds, and what it printed */
	async run(...args: string[]): Promise<{ readonly wall: number; readonly output: string }> {
		return await runProgram(process.execPath, [this.#program, ...args], { SPERT_QUEUE_URL: this.server.url });
	}

	/** One thread and the processor, as all of them here compute. */
	worker(): ChildProcess {
		return spawn(process.execPath, [this.#program, 'worker', '--threads', '1', '--device', 'cpu'], {
			cwd: this.#cwd,
			env: { ...process.env, SPERT_QUEUE_URL: this.server.url },
			stdio: ['ignore', 'ignore', 'pipe'],
		});
	}

	async info(name: string): Promise<number> {
		return Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(await this.client.info())?.[1]);
	}

	/** When so many documents have a result. */
	async whenDone(count: number): Promise<void> {
		while ((await this.client.zcard('spert:queue:corpus:completed')) < count) {
			await sleep(20);
		}
	}

	async dispose(): Promise<void> {
		this.client.disconnect();
		await this.server.dispose();
	}
}

/** Its processes have loaded the model. */
async function whenReading(worker: ChildProcess): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		let said = '';
		worker.stderr?.setEncoding('utf8').on('data', (text: string) => {
			said += text;
			if (said.includes(' reading "')) {
				resolve();
			}
		});
		worker.once('exit', () => reject(new Error(`A worker has ended: ${said}`)));
	});
}

/** It was interrupted, and gave back what it had not begun with. */
async function end(worker: ChildProcess): Promise<void> {
	worker.kill('SIGINT');
	if (worker.exitCode === null && worker.signalCode === null) {
		await new Promise((resolve) => worker.once('exit', resolve));
	}
}

/** Processes start and load the model before they are timed: what is compared is reading. */
async function throughput({ material, rounds, temporary, documents: most, say }: BenchContext): Promise<Section> {
	const folder = join(temporary, 'throughput');
	const { documents, sentences } = writeManyDocuments(folder, Math.min(most, mostForThroughput));
	const samples: Record<'plain' | 'one' | 'two', number[]> = { plain: [], one: [], two: [] };
	const usual = ['--threads', '1', '--device', 'cpu'];
	for (let round = 1; round <= rounds; round++) {
		say(`queue, round ${round} of ${rounds}: throughput`);
		const plain = join(temporary, `plain-${round}.jsonl`);
		const server = await RedisServer.start();
		const bench = new Bench(material.root, temporary, server);
		try {
			// A run with one document costs all that is not reading.
			const starting = await bench.run('extract', join(folder, 'topic-0', 'paper-0.tex'), '--format', 'json', '--no-cache', ...usual);
			const whole = await bench.run('extract', folder, '--format', 'json', '--no-cache', ...usual, '--output', plain);
			samples.plain.push((sentences * (documents - 1)) / documents / ((whole.wall - starting.wall) / 1000));
			for (const [name, count] of [['one', 1], ['two', 2]] as const) {
				// A first document, so that there is a corpus whose model workers load before they are timed.
				await bench.run('corpus', 'submit', join(folder, 'topic-0', 'paper-0.tex'));
				const workers = Array.from({ length: count }, () => bench.worker());
				await Promise.all(workers.map(whenReading));
				await bench.whenDone(1);
				const start = performance.now();
				await bench.run('corpus', 'submit', folder, '--waiting', '1000000');
				await bench.whenDone(documents);
				samples[name].push(sentences / ((performance.now() - start) / 1000));
				await Promise.all(workers.map(end));
				const out = join(temporary, `out-${name}-${round}`);
				await bench.run('corpus', 'collect', '--out', out);
				if (!sameLines(join(out, 'results.jsonl'), plain)) {
					throw new Error('The corpus has other results than the plain command.');
				}
				await bench.run('corpus', 'cancel', '--yes');
			}
		} finally {
			await bench.dispose();
		}
	}
	const plain = measurement('spert extract', 'sentences/s', samples.plain);
	return {
		title: 'Throughput of a corpus',
		notes: [`${documents} documents with ${sentences} sentences, the embedded model, one thread a process.`],
		measurements: [plain, measurement('one worker', 'sentences/s', samples.one, plain), measurement('two workers', 'sentences/s', samples.two, plain)],
	};
}

/** In any order: the first document was submitted by itself. */
function sameLines(file: string, other: string): boolean {
	const sorted = (path: string): string => readFileSync(path, 'utf8').split('\n').sort().join('\n');
	return sorted(file) === sorted(other);
}

/** Short documents, so that it is the queue that costs. */
async function growth({ material, temporary, documents: most, say }: BenchContext): Promise<Section> {
	const rows: string[][] = [];
	for (const size of sizes.filter((count) => count <= most)) {
		say(`queue: ${size} documents`);
		const folder = join(temporary, `many-${size}`);
		const bytes = writeShortDocuments(folder, size);
		const server = await RedisServer.start();
		const bench = new Bench(material.root, temporary, server);
		try {
			// Redis keeps the scripts that it is given: they are no document's.
			await bench.run('corpus', 'submit', join(folder, 'group-0', 'note-0.md'), '--name', 'warm');
			const empty = await bench.info('used_memory');
			const submitted = await bench.run('corpus', 'submit', folder, '--waiting', '1000000');
			const waiting = await bench.info('used_memory');
			const worker = bench.worker();
			const start = performance.now();
			await bench.whenDone(size);
			const read = performance.now() - start;
			const done = await bench.info('used_memory');
			await end(worker);
			const out = join(temporary, `many-out-${size}`);
			const collected = await bench.run('corpus', 'collect', '--out', out);
			const left = await bench.info('used_memory');
			const network = (await bench.info('total_net_input_bytes')) + (await bench.info('total_net_output_bytes'));
			const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as { readonly results: number };
			if (manifest.results !== size) {
				throw new Error(`Of ${size} documents ${manifest.results} have results.`);
			}
			const each = (value: number): string => threeDigits(value / size);
			rows.push([
				`${size} documents`,
				each(submitted.wall),
				each(read),
				each(collected.wall),
				each((waiting - empty) / 1000),
				each((done - empty) / 1000),
				each((left - empty) / 1000),
				each(network / 1000),
				each(bytes / 1000),
				each(statSync(join(out, 'results.jsonl')).size / 1000),
			]);
		} finally {
			await bench.dispose();
		}
	}
	return {
		title: 'What a document costs as a corpus grows',
		notes: [
			'Documents of one to three sentences by a script, one worker with one process on one thread. Milliseconds and kilobytes a document; times are with the start of each command. Memory: Redis’s, with all documents waiting, with all of them read and none collected, and with all collected.',
		],
		measurements: [],
		table: {
			header: ['', 'submit, ms', 'read, ms', 'collect, ms', 'waiting, kB', 'read, kB', 'collected, kB', 'network, kB', 'text, kB', 'results, kB'],
			rows,
		},
	};
}

/** @returns bytes of all of them */
function writeShortDocuments(folder: string, count: number): number {
	const draw = drawing(77);
	let bytes = 0;
	for (let number = 0; number < count; number++) {
		const group = join(folder, `group-${Math.floor(number / 500)}`);
		mkdirSync(group, { recursive: true });
		const text = `# Note ${number}\n\n${Array.from({ length: 1 + draw(3) }, () => sentence(draw)).join(' ')}\n`;
		bytes += text.length;
		writeFileSync(join(group, `note-${number}.md`), text);
	}
	return bytes;
}

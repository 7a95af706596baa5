// Collecting from a queue in memory that fails at any moment: what is on the disk at the end is the same.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { neverCancelled } from '../../../src/base/cancellation';
import { collectCorpus, type Collected } from '../../../src/queue/collect';
import type { AcceptedDocument, CorpusQueue, CorpusStatus, Failure, JobState, SubmittedDocument } from '../../../src/queue/corpus';
import { someCorpus, someDocument, someLine, someResult } from './someCorpus';

const failure: Failure = { code: 'queue.timedOut', problem: 'It took too long.', remedy: 'Wait.' };

/** How a document of a test is or ends. */
type End = 'done' | 'failed' | 'invalid' | 'refused' | 'waiting';

class MemoryQueue implements CorpusQueue {
	readonly list: SubmittedDocument[] = [];
	readonly #texts = new Map<string, string>();
	readonly #ends = new Map<string, 'done' | 'failed' | 'invalid' | 'waiting'>();
	readonly #refused = new Map<string, Failure>();
	readonly #collected = new Set<number>();
	/** Operations until it fails. */
	left = Infinity;

	put(file: string, text: string, end: End): void {
		const document = someDocument(file, text);
		const entry = end === 'refused' ? { file, failure } : document;
		const place = this.list.findIndex((other) => other.file === file);
		if (place === -1) {
			this.list.push(entry);
		} else {
			this.list[place] = entry;
		}
		if (end !== 'refused') {
			this.#texts.set(document.job, text);
			this.#ends.set(document.job, end);
		}
	}

	endAll(): void {
		for (const job of this.#ends.keys()) {
			this.#ends.set(job, 'done');
		}
		this.#refused.clear();
	}

	#tick(): void {
		if (--this.left < 0) {
			throw new Error('The queue is gone.');
		}
	}

	async corpus() {
		return await Promise.resolve(someCorpus);
	}

	async documentCount(): Promise<number> {
		this.#tick();
		return await Promise.resolve(this.list.length);
	}

	async documents(from: number, end: number): Promise<SubmittedDocument[]> {
		this.#tick();
		return await Promise.resolve(this.list.slice(from, end));
	}

	async states(jobs: readonly string[]): Promise<JobState[]> {
		this.#tick();
		return await Promise.resolve(
			jobs.map((job): JobState => {
				const refusal = this.#refused.get(job);
				const end = this.#ends.get(job);
				return refusal !== undefined || end === 'failed'
					? { kind: 'failed', failure: refusal ?? failure }
					: { kind: end === undefined ? 'missing' : end === 'waiting' ? 'waiting' : 'done' };
			}),
		);
	}

	async results(jobs: readonly string[]): Promise<(Uint8Array | undefined)[]> {
		this.#tick();
		return await Promise.resolve(jobs.map((job) => (this.#ends.get(job) === 'invalid' ? Buffer.from('x') : someResult(this.#texts.get(job) ?? ''))));
	}

	async refuse(job: string, reason: Failure): Promise<void> {
		this.#tick();
		await Promise.resolve(this.#refused.set(job, reason));
	}

	async release(jobs: readonly string[]): Promise<void> {
		for (const job of jobs) {
			this.#tick();
			await Promise.resolve(this.#ends.delete(job));
		}
	}

	async collectedShards(): Promise<ReadonlySet<number>> {
		this.#tick();
		return await Promise.resolve(new Set(this.#collected));
	}

	async markCollected(shard: number): Promise<void> {
		this.#tick();
		await Promise.resolve(this.#collected.add(shard));
	}

	async status(): Promise<CorpusStatus> {
		const waiting = [...this.#ends.values()].filter((end) => end === 'waiting').length;
		return await Promise.resolve({ documents: this.list.length, waiting, active: 0, delayed: 0, done: 0, failed: 0, rate: undefined });
	}

	async retry(): Promise<number> {
		return await Promise.resolve(0);
	}

	async cancel(): Promise<void> {}
}

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'spert-collect-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const collect = async (queue: CorpusQueue, out = folder): Promise<Collected> =>
	await collectCorpus({ queue, corpus: someCorpus, folder: out, cancellation: neverCancelled, waits: false, joins: true });
const read = (out = folder): Record<string, string> => Object.fromEntries(readdirSync(out).sort().map((name) => [name, readFileSync(join(out, name), 'utf8')]));
const textOf = (number: number): string => `Task ${number} is for the tool`;

describe('collecting', () => {
	it('gives the same, however often it is interrupted, and every document once', async () => {
		const ends = fc.array(fc.tuple(fc.constantFrom<End>('done', 'done', 'done', 'failed', 'invalid', 'refused'), fc.nat(8)), { minLength: 1, maxLength: 14 });
		await fc.assert(
			fc.asyncProperty(ends, fc.array(fc.nat(12), { maxLength: 12 }), async (documents, interruptions) => {
				const [whole, broken] = ['whole', 'broken'].map((name) => mkdtempSync(join(folder, name)));
				const queue = (): MemoryQueue => {
					const made = new MemoryQueue();
					// Equal texts are one job, and end the same.
					documents.forEach(([end, text], number) => made.put(`${number}.md`, textOf(text + (end === 'done' ? 0 : 100 * (number + 1))), end));
					return made;
				};
				const expected = await collect(queue(), whole);
				const interrupted = queue();
				for (const left of interruptions) {
					interrupted.left = left;
					await collect(interrupted, broken).catch(() => undefined);
				}
				interrupted.left = Infinity;
				expect(await collect(interrupted, broken)).toEqual(expected);
				expect(read(broken)).toEqual(read(whole));
				const lines = documents.flatMap(([end, text], number) => (end === 'done' ? [someLine(`${number}.md`, textOf(text))] : []));
				expect(read(broken)['results.jsonl']).toBe(lines.join(''));
				expect(expected).toMatchObject({ documents: documents.length, results: lines.length });
			}),
			{ numRuns: 40 },
		);
	});

	it('writes the shards that are complete, and says how much is missing', async () => {
		const queue = new MemoryQueue();
		for (let number = 0; number < 8; number++) {
			queue.put(`${number}.md`, textOf(number), number === 4 ? 'waiting' : 'done');
		}
		expect(await collect(queue)).toEqual({ kind: 'incomplete', missing: 1 });
		expect(Object.keys(read())).toEqual(['shard-00001.documents.json', 'shard-00001.jsonl', 'shard-00003.documents.json', 'shard-00003.jsonl']);
		queue.endAll();
		expect(await collect(queue)).toMatchObject({ kind: 'complete', results: 8 });
	});

	it('writes a shard again when a document of it was read after all, or has changed', async () => {
		const queue = new MemoryQueue();
		for (let number = 0; number < 5; number++) {
			queue.put(`${number}.md`, textOf(number), number === 1 ? 'failed' : 'done');
		}
		expect(await collect(queue)).toMatchObject({ results: 4, failures: [{ file: '1.md', failure }] });
		queue.endAll();
		queue.put('3.md', textOf(33), 'done');
		expect(await collect(queue)).toMatchObject({ results: 5, failures: [] });
		expect(read()['results.jsonl']).toBe([0, 1, 2, 33, 4].map((text, number) => someLine(`${number}.md`, textOf(text))).join(''));
	});

	it('is refused where shards are missing whose documents the queue has forgotten', async () => {
		const queue = new MemoryQueue();
		queue.put('a.md', textOf(1), 'done');
		await collect(queue);
		rmSync(join(folder, 'shard-00001.jsonl'));
		await expect(collect(queue)).rejects.toMatchObject({ code: 'queue.collectedElsewhere' });
		writeFileSync(join(folder, 'shard-00001.documents.json'), '{}');
		await expect(collect(queue)).rejects.toMatchObject({ code: 'queue.recordDamaged' });
	});

	it('names documents that the queue has lost', async () => {
		const queue = new MemoryQueue();
		queue.put('a.md', textOf(1), 'done');
		const { job } = queue.list[0] as AcceptedDocument;
		await queue.release([job]);
		expect(await collectCorpus({ queue, corpus: someCorpus, folder, cancellation: neverCancelled, waits: true, joins: true, interval: 1 })).toMatchObject({
			failures: [{ file: 'a.md', failure: { code: 'queue.jobMissing' } }],
		});
	});
});

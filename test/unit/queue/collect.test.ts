// Collecting from a queue in memory that fails at any moment: what is on the disk at the end is the same.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { neverCancelled } from '../../../src/base/cancellation';
import { collectCorpus, type Collected } from '../../../src/queue/collect';
import type { AcceptedDocument, Claim, CorpusQueue, CorpusStatus, Failure, JobState, SubmittedDocument } from '../../../src/queue/corpus';
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
	/** Operations until it fails, or until whoever asks is held up. */
	left = Infinity;
	isSubmitting = false;
	#holder: Claim | undefined;
	#goOn: (() => void) | undefined;
	#isHeldUp: (() => void) | undefined;

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

	async #tick(): Promise<void> {
		if (--this.left >= 0) {
			return;
		}
		if (this.#isHeldUp === undefined) {
			throw new Error('The queue is gone.');
		}
		this.left = Infinity;
		this.#holder = undefined;
		this.#isHeldUp();
		await new Promise<void>((resolve) => (this.#goOn = resolve));
	}

	/** Whoever asks for the operation after so many waits until it may go on; then it has lost what it had claimed. */
	async holdUp(after: number): Promise<void> {
		this.left = after;
		await new Promise<void>((resolve) => (this.#isHeldUp = resolve));
	}

	goOn(): void {
		this.#goOn?.();
	}

	async claimCollecting(): Promise<Claim | string> {
		if (this.#holder !== undefined) {
			return await Promise.resolve('somebody');
		}
		const claim: Claim = {
			isHeld: async () => {
				await this.#tick();
				return this.#holder === claim;
			},
			end: async () => {
				this.#holder = this.#holder === claim ? undefined : this.#holder;
				await Promise.resolve();
			},
		};
		this.#holder = claim;
		return claim;
	}

	async corpus() {
		return await Promise.resolve(someCorpus);
	}

	async documentCount(): Promise<number> {
		await this.#tick();
		return await Promise.resolve(this.list.length);
	}

	async documents(from: number, end: number): Promise<SubmittedDocument[]> {
		await this.#tick();
		return await Promise.resolve(this.list.slice(from, end));
	}

	async states(jobs: readonly string[]): Promise<JobState[]> {
		await this.#tick();
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
		await this.#tick();
		return await Promise.resolve(
			jobs.map((job) => {
				const end = this.#ends.get(job);
				return end === 'invalid' ? Buffer.from('x') : end === undefined ? undefined : someResult(this.#texts.get(job) ?? '');
			}),
		);
	}

	async refuse(job: string, reason: Failure): Promise<void> {
		await this.#tick();
		await Promise.resolve(this.#refused.set(job, reason));
	}

	async release(jobs: readonly string[]): Promise<void> {
		for (const job of jobs) {
			await this.#tick();
			await Promise.resolve(this.#ends.delete(job));
		}
	}

	async collectedShards(): Promise<ReadonlySet<number>> {
		await this.#tick();
		return await Promise.resolve(new Set(this.#collected));
	}

	async markCollected(shard: number): Promise<void> {
		await this.#tick();
		await Promise.resolve(this.#collected.add(shard));
	}

	async status(): Promise<CorpusStatus> {
		const waiting = [...this.#ends.values()].filter((end) => end === 'waiting').length;
		return await Promise.resolve({ documents: this.list.length, waiting, active: 0, delayed: 0, done: 0, failed: 0, submitting: this.isSubmitting, rate: undefined });
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
const read = (out = folder): Record<string, string> => Object.fromEntries(readdirSync(out, { withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => name).sort().map((name) => [name, readFileSync(join(out, name), 'utf8')]));
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

	it('gives the same when another takes over from one that was held up, whenever that was', async () => {
		const ends = fc.array(fc.tuple(fc.constantFrom<End>('done', 'done', 'failed', 'invalid'), fc.nat(8)), { minLength: 1, maxLength: 10 });
		await fc.assert(
			fc.asyncProperty(ends, fc.nat(30), async (documents, after) => {
				const [whole, both] = ['whole', 'both'].map((name) => mkdtempSync(join(folder, name)));
				const [alone, queue] = [new MemoryQueue(), new MemoryQueue()];
				for (const made of [alone, queue]) {
					documents.forEach(([end, text], number) => made.put(`${number}.md`, textOf(text + (end === 'done' ? 0 : 100 * (number + 1))), end));
				}
				const expected = await collect(alone, whole);
				const heldUp = queue.holdUp(after);
				const first = collect(queue, both);
				await Promise.race([heldUp, first]);
				queue.left = Infinity;
				expect(await collect(queue, both)).toEqual(expected);
				queue.goOn();
				expect(await first).toEqual(expected);
				expect(read(both)).toEqual(read(whole));
			}),
			{ numRuns: 40 },
		);
	});

	it('is one process\'s at a time', async () => {
		const queue = new MemoryQueue();
		queue.put('a.md', textOf(1), 'done');
		const heldUp = queue.holdUp(1);
		const first = collect(queue);
		await heldUp;
		const claim = await queue.claimCollecting();
		const second = { queue, corpus: someCorpus, folder, cancellation: neverCancelled, waits: false, joins: true, patience: 20, interval: 5 };
		await expect(collectCorpus(second)).rejects.toMatchObject({ code: 'queue.beingCollected' });
		await (claim as Claim).end();
		queue.goOn();
		expect(await first).toMatchObject({ kind: 'complete', results: 1 });
	});

	it('is not complete while documents are being submitted', async () => {
		const queue = new MemoryQueue();
		queue.put('a.md', textOf(1), 'done');
		queue.isSubmitting = true;
		expect(await collect(queue)).toEqual({ kind: 'incomplete', missing: 0 });
		expect(Object.keys(read())).toEqual(['shard-00001.documents.json', 'shard-00001.jsonl']);
		queue.isSubmitting = false;
		expect(await collect(queue)).toMatchObject({ kind: 'complete', results: 1 });
	});

	it('writes nothing into a folder that has not what was collected, whichever shard that is', async () => {
		const queue = new MemoryQueue();
		for (let number = 0; number < 6; number++) {
			queue.put(`${number}.md`, textOf(number), number === 1 ? 'waiting' : 'done');
		}
		expect(await collect(queue)).toMatchObject({ kind: 'incomplete' });
		queue.endAll();
		const other = mkdtempSync(join(folder, 'other'));
		await expect(collect(queue, other)).rejects.toMatchObject({ code: 'queue.collectedElsewhere' });
		expect(read(other)).toEqual({});
		expect(await collect(queue, folder)).toMatchObject({ kind: 'complete', results: 6 });
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

// Drains the results of a corpus into shards, in the order in which its documents were submitted, and at the end into one file with a
// manifest. A document's job is forgotten only after its line is on the disk, and its line is written only where its job says so:
// whenever this is killed, nothing is lost and nothing is there twice. One process at a time collects a corpus; one that was held up for
// so long that another has taken over changes nothing more.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import { replaceFile, writeFileAtomically } from '../base/node/atomicFile';
import type { AcceptedDocument, Claim, Corpus, CorpusQueue, FailedDocument, JobState, SubmittedDocument } from './corpus';
import { beingCollected, collectedElsewhere, failureOf, jobMissing, resultInvalid } from './errors';
import { pause } from './pause';
import { checkedResult } from './resultRecord';
import { hashOf, readShard, removeUnfinished, settleShard, shardLines, shardNames, writeShard, type ShardContent, type ShardDocument, type ShardEntry } from './shard';

export const resultsName = 'results.jsonl';
export const manifestName = 'manifest.json';

export interface CollectRequest {
	readonly queue: CorpusQueue;
	readonly corpus: Corpus;
	/** Made where it is not there. */
	readonly folder: string;
	readonly cancellation: CancellationToken;
	/** Whether documents that are not done yet are waited for. */
	readonly waits: boolean;
	/** Whether the shards are put together to one file. */
	readonly joins: boolean;
	/** Between two looks at the queue, in milliseconds. */
	readonly interval?: number;
	/** The right to collect is waited for so long, in milliseconds: longer than one that was killed keeps it. */
	readonly patience?: number;
	readonly onProgress?: (collected: number, documents: number) => void;
}

export type Collected =
	| { readonly kind: 'complete'; readonly documents: number; readonly results: number; readonly failures: readonly FailedDocument[] }
	/** Documents that are neither done nor failed; 0 where others are still being submitted. */
	| { readonly kind: 'incomplete'; readonly missing: number };

/** Results that are in memory at once. */
const resultsAtOnce = 32;
const statesAtOnce = 100;

/** A job that neither waits nor has an end is given so many looks to appear: its document may just be being submitted. */
const looksForMissing = 3;

/** Errors: queue.…, CancelledError, those of the file system. What was collected by then stays collected. */
export async function collectCorpus(request: CollectRequest): Promise<Collected> {
	await mkdir(request.folder, { recursive: true });
	for (;;) {
		const claim = await claimOf(request);
		try {
			await removeUnfinished(request.folder);
			return await collectBy(claim, request);
		} catch (failure) {
			// Another one may have collected meanwhile: what was known of the corpus is forgotten.
			if (!(failure instanceof ClaimLost)) {
				throw failure;
			}
		} finally {
			await claim.end();
		}
	}
}

/** Errors: queue.beingCollected where another process is alive that collects; CancelledError. */
async function claimOf({ queue, corpus, cancellation, interval = 1000, patience = 15_000 }: CollectRequest): Promise<Claim> {
	const start = performance.now();
	for (;;) {
		const claim = await queue.claimCollecting();
		if (typeof claim !== 'string') {
			return claim;
		}
		if (performance.now() - start >= patience) {
			throw beingCollected(corpus.name, claim);
		}
		await pause(interval, cancellation);
	}
}

/** The right to collect is another's now. */
class ClaimLost extends Error {}

/** Errors: ClaimLost. */
async function collectBy(claim: Claim, request: CollectRequest): Promise<Collected> {
	const confirm = async (): Promise<void> => {
		if (!(await claim.isHeld())) {
			throw new ClaimLost();
		}
	};
	const collector = new Collector(request, confirm);
	for (;;) {
		// First: what comes after that is looked at in any case.
		const { submitting } = await request.queue.status();
		const isComplete = await collector.pass();
		if (isComplete && !submitting) {
			return await collector.finish();
		}
		if (!request.waits) {
			const { waiting, active, delayed } = await request.queue.status();
			// What seems to be missing another one may have collected.
			await confirm();
			return { kind: 'incomplete', missing: isComplete ? 0 : Math.max(1, waiting + active + delayed) };
		}
		await pause(request.interval ?? 1000, request.cancellation);
	}
}

class Collector {
	readonly #request: CollectRequest;
	/** Before each step that cannot be undone. Errors: ClaimLost. */
	readonly #confirm: () => Promise<void>;
	/** Shards as they are on the disk and as their documents are in the queue, by number. */
	readonly #complete = new Map<number, ShardContent>();
	/** The shard in which the result of a job was collected. */
	readonly #shardOf = new Map<string, number>();
	/** What was found on the disk when it was last looked at. */
	readonly #found = new Map<number, ShardContent | undefined>();
	/** How often a job was looked for in vain. */
	readonly #missed = new Map<string, number>();
	#marked: ReadonlySet<number> | undefined;

	constructor(request: CollectRequest, confirm: () => Promise<void>) {
		this.#request = request;
		this.#confirm = confirm;
	}

	/** Writes every shard whose documents are all settled. @returns whether that is all of them */
	async pass(): Promise<boolean> {
		const { queue, corpus, cancellation, onProgress } = this.#request;
		const { shardSize } = corpus;
		this.#marked ??= await this.#collectedBefore();
		const count = await queue.documentCount();
		let isComplete = true;
		for (let index = 0; index * shardSize < count; index++) {
			throwIfCancelled(cancellation);
			const start = index * shardSize;
			const end = Math.min(count, start + shardSize);
			if (this.#complete.get(index)?.documents.length !== end - start && !(await this.#shard(index, await queue.documents(start, end)))) {
				isComplete = false;
			}
		}
		onProgress?.([...this.#complete.values()].reduce((sum, { documents }) => sum + documents.length, 0), count);
		return isComplete;
	}

	/** Before anything is written: a corpus in two folders would be complete in neither. Errors: queue.collectedElsewhere. */
	async #collectedBefore(): Promise<ReadonlySet<number>> {
		const { queue, folder, corpus } = this.#request;
		const marked = await queue.collectedShards();
		for (const index of marked) {
			const present = await readShard(folder, index);
			if (present === undefined) {
				throw collectedElsewhere(corpus.name, folder);
			}
			this.#found.set(index, present);
		}
		return marked;
	}

	/** Writes a shard if it is not there as it should be. @returns false where documents of it are not settled */
	async #shard(index: number, documents: readonly SubmittedDocument[]): Promise<boolean> {
		const { queue, folder } = this.#request;
		if (!this.#found.has(index)) {
			this.#found.set(index, await readShard(folder, index));
		}
		const present = this.#found.get(index);
		const isMarked = this.#marked?.has(index) === true;
		const known = new Map(present?.documents.map((document) => [document.file, document]));
		const fates = documents.map((document): Fate => {
			if (!('job' in document)) {
				return { kind: 'refused', document };
			}
			const same = known.get(document.file);
			return same?.job === document.job && same.failure === undefined ? { kind: 'kept', document } : { kind: 'open', document };
		});
		const states = await this.#states(fates.flatMap((fate) => (fate.kind === 'open' ? [fate.document] : [])));
		if (states === undefined) {
			return false;
		}
		let content = present;
		if (content === undefined || !isSame(content.documents, fates, states)) {
			content = await writeShard(folder, index, this.#entries(index, fates, states, present), present, this.#confirm);
			this.#found.set(index, content);
		}
		await this.#confirm();
		await settleShard(folder, index, content);
		if (!isMarked || content !== present) {
			await queue.release(content.documents.flatMap(({ job, failure }) => (job === undefined || failure !== undefined ? [] : [job])));
			await queue.markCollected(index);
		}
		this.#complete.set(index, content);
		for (const { job, failure } of content.documents) {
			if (job !== undefined && failure === undefined) {
				this.#shardOf.set(job, index);
			}
		}
		return true;
	}

	/** How documents ended; undefined where one has not ended: then nobody asks for the rest, which is most of them for most of the time. */
	async #states(documents: readonly AcceptedDocument[]): Promise<ReadonlyMap<string, JobState> | undefined> {
		const states = new Map<string, JobState>();
		const jobs = [...new Set(documents.map(({ job }) => job))];
		for (let start = 0; start < jobs.length; start += statesAtOnce) {
			const some = jobs.slice(start, start + statesAtOnce);
			const found = await this.#request.queue.states(some);
			for (const [number, job] of some.entries()) {
				const state = found[number] ?? { kind: 'missing' };
				if (state.kind === 'waiting' || (state.kind === 'missing' && this.#mayComeYet(job))) {
					return undefined;
				}
				states.set(job, state);
			}
		}
		return states;
	}

	/** Whether a job that the queue does not know may just be being submitted. */
	#mayComeYet(job: string): boolean {
		if (this.#placeOf(job) !== undefined) {
			return false;
		}
		const looks = (this.#missed.get(job) ?? 0) + 1;
		this.#missed.set(job, looks);
		return looks < looksForMissing;
	}

	async *#entries(
		index: number,
		fates: readonly Fate[],
		states: ReadonlyMap<string, JobState>,
		present: ShardContent | undefined,
	): AsyncGenerator<ShardEntry> {
		const { queue, folder } = this.#request;
		// In another order than they are submitted only where a shard is written again: documents never change their places.
		const lines = present === undefined ? undefined : shardLines(folder, index, present);
		try {
			for (let start = 0; start < fates.length; start += resultsAtOnce) {
				throwIfCancelled(this.#request.cancellation);
				const some = fates.slice(start, start + resultsAtOnce);
				const jobs = some.flatMap((fate) => (fate.kind === 'open' && states.get(fate.document.job)?.kind === 'done' ? [fate.document.job] : []));
				const packed = await queue.results(jobs);
				const results = new Map(jobs.map((job, number) => [job, packed[number]]));
				for (const fate of some) {
					yield await this.#entry(fate, states, results, lines);
				}
			}
		} finally {
			await lines?.return(undefined);
		}
	}

	async #entry(
		fate: Fate,
		states: ReadonlyMap<string, JobState>,
		results: ReadonlyMap<string, Uint8Array | undefined>,
		lines: AsyncGenerator<readonly [ShardDocument, string]> | undefined,
	): Promise<ShardEntry> {
		const { document } = fate;
		if (fate.kind === 'refused') {
			return { document: { file: document.file, failure: fate.document.failure } };
		}
		const { file, job, sha256, length } = fate.document;
		const named = { file, sha256, job };
		if (fate.kind === 'kept') {
			return { document: named, line: await lineOf(file, lines) };
		}
		const state = states.get(job) ?? { kind: 'missing' };
		switch (state.kind) {
			case 'done': {
				const packed = results.get(job);
				const checked = packed === undefined ? undefined : checkedResult(packed, { file, job, sha256, length }, this.#request.corpus);
				if (checked?.kind === 'line') {
					return { document: named, line: checked.line };
				}
				// It may be gone because another one has collected it.
				await this.#confirm();
				const failure = failureOf(resultInvalid(checked?.reason ?? 'it is gone'));
				await this.#request.queue.refuse(job, failure);
				return { document: { ...named, failure } };
			}
			case 'failed':
				return { document: { ...named, failure: state.failure } };
			case 'waiting':
			case 'missing': {
				const line = await this.#collectedLine(job, file);
				return line === undefined ? { document: { ...named, failure: failureOf(jobMissing(file)) } } : { document: named, line };
			}
			default:
				return state satisfies never;
		}
	}

	/** Where an equal document was collected. */
	#placeOf(job: string): { readonly index: number; readonly content: ShardContent; readonly file: string } | undefined {
		const index = this.#shardOf.get(job);
		const content = index === undefined ? undefined : this.#complete.get(index);
		const same = content?.documents.find((document) => document.job === job && document.failure === undefined);
		return index === undefined || content === undefined || same === undefined ? undefined : { index, content, file: same.file };
	}

	/** The line of an equal document under another name. */
	async #collectedLine(job: string, file: string): Promise<string | undefined> {
		const place = this.#placeOf(job);
		if (place === undefined) {
			return undefined;
		}
		for await (const [document, line] of shardLines(this.#request.folder, place.index, place.content)) {
			if (document.file === place.file) {
				return `${JSON.stringify({ ...(JSON.parse(line) as object), file })}\n`;
			}
		}
		return undefined;
	}

	async finish(): Promise<Collected> {
		const { folder, corpus, joins } = this.#request;
		const shards = [...this.#complete].sort(([a], [b]) => a - b);
		const documents = shards.flatMap(([, content]) => content.documents);
		const failures = documents.flatMap(({ file, failure }): FailedDocument[] => (failure === undefined ? [] : [{ file, failure }]));
		await this.#confirm();
		const result = joins ? await joinShards(folder, shards.map(([index]) => index)) : undefined;
		const manifest = {
			...corpus,
			documents: documents.length,
			results: documents.length - failures.length,
			failures: failures.map(({ file, failure }) => ({ file, ...failure })),
			shards: await Promise.all(
				shards.map(async ([index, { sha256, bytes, documents: { length } }]) => {
					const { lines, list } = shardNames(index);
					return { file: lines, sha256, bytes, documents: length, list, listSha256: await hashOf(join(folder, list)) };
				}),
			),
			...(result === undefined ? {} : { result }),
		};
		await writeFileAtomically(join(folder, manifestName), `${JSON.stringify(manifest, undefined, '\t')}\n`);
		return { kind: 'complete', documents: documents.length, results: manifest.results, failures };
	}
}

type Fate =
	| { readonly kind: 'refused'; readonly document: Exclude<SubmittedDocument, AcceptedDocument> }
	/** Its line is in the shard already. */
	| { readonly kind: 'kept'; readonly document: AcceptedDocument }
	| { readonly kind: 'open'; readonly document: AcceptedDocument };

/** Whether a shard holds just these documents, ended just so. */
function isSame(present: readonly ShardDocument[], fates: readonly Fate[], states: ReadonlyMap<string, JobState>): boolean {
	return (
		present.length === fates.length &&
		fates.every((fate, number) => {
			const there = present[number];
			if (there?.file !== fate.document.file) {
				return false;
			}
			if (fate.kind === 'kept') {
				return true;
			}
			const state = fate.kind === 'refused' ? undefined : states.get(fate.document.job);
			const failure = fate.kind === 'refused' ? fate.document.failure : state?.kind === 'failed' ? state.failure : undefined;
			return failure !== undefined && JSON.stringify(failure) === JSON.stringify(there.failure);
		})
	);
}

async function lineOf(file: string, lines: AsyncGenerator<readonly [ShardDocument, string]> | undefined): Promise<string> {
	for (let next = await lines?.next(); next?.done === false; next = await lines?.next()) {
		const [document, line] = next.value;
		if (document.file === file) {
			return line;
		}
	}
	throw new Error(`The shard that has ${file} has no line of it.`);
}

async function joinShards(folder: string, indices: readonly number[]): Promise<{ file: string; sha256: string; bytes: number }> {
	const hash = createHash('sha256');
	let bytes = 0;
	await replaceFile(join(folder, resultsName), async (file) => {
		for (const index of indices) {
			for await (const chunk of createReadStream(join(folder, shardNames(index).lines)) as AsyncIterable<Buffer>) {
				hash.update(chunk);
				bytes += chunk.length;
				await file.writeFile(chunk);
			}
		}
	});
	return { file: resultsName, sha256: hash.digest('hex'), bytes };
}

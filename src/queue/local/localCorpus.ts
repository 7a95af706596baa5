// A corpus of this machine alone, in a folder: a list of its documents, which stay where they are, and a file of results that only
// grows. Killed at any moment, it goes on where it was.

import { appendFile, mkdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { writeFileAtomically } from '../../base/node/atomicFile';
import { FileLock } from '../../base/node/fileLock';
import { keyLength, RecordFile, type FileRecord } from '../../extraction/node/recordFile';
import {
	acceptedSchema,
	corpusSchema,
	failureSchema,
	refusedSchema,
	type Added,
	type Claim,
	type Corpus,
	type CorpusIntake,
	type CorpusQueue,
	type CorpusStatus,
	type DocumentJob,
	type Failure,
	type JobState,
	type Submission,
	type SubmittedDocument,
} from '../corpus';
import { corpusDiffers, damagedRecord, folderInUse } from '../errors';
import { parsedJson, readIfThere } from '../shard';

/** In the folder of the results. */
export const stateFolder = '.spert';

const lineSchema = z.union([
	z.object({ ...acceptedSchema.shape, path: z.string(), format: z.string(), readOptions: z.string() }),
	refusedSchema,
]);
type Line = z.infer<typeof lineSchema>;

/** A document that is to be read. */
export interface LocalJob extends DocumentJob {
	readonly job: string;
	readonly file: string;
	/** Where it is. */
	readonly path: string;
	readonly sha256: string;
}

const ownFolder: Claim = { isHeld: () => Promise.resolve(true), end: () => Promise.resolve() };
const largestRecord = 256 * 1024 * 1024;

export class LocalCorpus implements CorpusQueue, CorpusIntake {
	readonly #folder: string;
	readonly #results: RecordFile;
	/** Failures as JSON; empty where the document is to be tried again. */
	readonly #failures: RecordFile;
	/** Keys with a result. */
	readonly #done: Set<string>;
	/** One append after the other. */
	#writing: Promise<void> = Promise.resolve();
	readonly #lines: Line[] = [];
	readonly #places = new Map<string, number>();
	#lock: FileLock | undefined;

	private constructor(folder: string, results: RecordFile, failures: RecordFile) {
		this.#folder = folder;
		this.#results = results;
		this.#failures = failures;
		this.#done = new Set(results.keys);
	}

	/**
	 * @param folder of the results
	 * @param isWriting nobody else may be at work in the folder then
	 * Errors: queue.folderInUse, queue.recordDamaged, those of the file system.
	 */
	static async open(folder: string, isWriting: boolean): Promise<LocalCorpus> {
		const state = join(folder, stateFolder);
		await mkdir(state, { recursive: true });
		const lock = isWriting ? await FileLock.acquire(join(state, 'lock'), (pid) => folderInUse(state, pid)) : undefined;
		try {
			const [results, failures] = [join(state, 'results'), join(state, 'failures')];
			const corpus = new LocalCorpus(state, await RecordFile.open(results, largestRecord), await RecordFile.open(failures, largestRecord));
			await corpus.#readDocuments(isWriting);
			corpus.#lock = lock;
			return corpus;
		} catch (failure) {
			await lock?.release();
			throw failure;
		}
	}

	async close(): Promise<void> {
		await this.#writing;
		this.#results.dispose();
		this.#failures.dispose();
		await this.#lock?.release();
	}

	/** A line that a kill has torn is cut off. */
	async #readDocuments(mends: boolean): Promise<void> {
		const path = join(this.#folder, 'documents.jsonl');
		const text = (await readIfThere(path)) ?? '';
		const end = text.lastIndexOf('\n') + 1;
		if (mends && end < text.length) {
			await truncate(path, Buffer.byteLength(text.slice(0, end)));
		}
		for (const line of text.slice(0, end).split('\n')) {
			const parsed = line === '' ? undefined : lineSchema.safeParse(parsedJson(line));
			if (parsed?.success === false) {
				throw damagedRecord(path);
			}
			if (parsed !== undefined) {
				this.#place(parsed.data);
			}
		}
	}

	#place(line: Line): void {
		const place = this.#places.get(line.file) ?? this.#lines.length;
		this.#places.set(line.file, place);
		this.#lines[place] = line;
	}

	async corpus(): Promise<Corpus | undefined> {
		const path = join(this.#folder, 'corpus.json');
		const text = await readIfThere(path);
		if (text === undefined) {
			return undefined;
		}
		const parsed = corpusSchema.safeParse(parsedJson(text));
		if (!parsed.success) {
			throw damagedRecord(path);
		}
		return parsed.data;
	}

	async begin(corpus: Corpus): Promise<Corpus> {
		const begun = await this.corpus();
		if (begun === undefined) {
			await writeFileAtomically(join(this.#folder, 'corpus.json'), `${JSON.stringify(corpus)}\n`);
			return corpus;
		}
		if (begun.model.hash !== corpus.model.hash) {
			throw corpusDiffers(corpus.name, 'model');
		}
		if (JSON.stringify(begun.options) !== JSON.stringify(corpus.options)) {
			throw corpusDiffers(corpus.name, 'set of options');
		}
		return begun;
	}

	/** Documents wait on the disk: any number may. */
	waiting(): Promise<number> {
		return Promise.resolve(0);
	}

	async add(documents: readonly Submission[]): Promise<Added> {
		const lines = documents.map((submission): Line => {
			return submission.kind === 'refused' ? submission.document : { ...submission.document, ...submission.job, path: submission.path };
		});
		const changed = lines.filter((line) => {
			const there = this.#lines[this.#places.get(line.file) ?? -1];
			return JSON.stringify(there && shown(there)) !== JSON.stringify(shown(line));
		});
		await appendFile(join(this.#folder, 'documents.jsonl'), changed.map((line) => `${JSON.stringify(line)}\n`).join(''));
		const jobs = new Set(changed.flatMap((line) => ('job' in line && this.#state(line.job).kind === 'waiting' ? [line.job] : [])));
		changed.forEach((line) => this.#place(line));
		return { documents: changed.length, jobs: jobs.size };
	}

	documentCount(): Promise<number> {
		return Promise.resolve(this.#lines.length);
	}

	documents(from: number, end: number): Promise<SubmittedDocument[]> {
		return Promise.resolve(this.#lines.slice(from, end).map(shown));
	}

	/** Documents without an end, each content once, in the order in which they were submitted. */
	*open(): Generator<LocalJob> {
		const seen = new Set<string>();
		for (const line of this.#lines) {
			if ('job' in line && !seen.has(line.job) && this.#state(line.job).kind === 'waiting') {
				seen.add(line.job);
				yield line;
			}
		}
	}

	async finish(job: string, outcome: { readonly result: Uint8Array } | { readonly failure: Failure }): Promise<void> {
		if ('result' in outcome) {
			await this.#append(this.#results, [{ key: keyOf(job), payload: outcome.result }]);
			this.#done.add(keyOf(job));
		} else {
			await this.#append(this.#failures, [{ key: keyOf(job), payload: Buffer.from(JSON.stringify(outcome.failure)) }]);
		}
	}

	async #append(file: RecordFile, records: readonly FileRecord[]): Promise<void> {
		const writing = this.#writing.then(async () => await file.append(records));
		this.#writing = writing.catch(() => undefined);
		await writing;
	}

	#state(job: string): JobState {
		const failure = failureSchema.safeParse(parsedJson(this.#failures.get(keyOf(job))?.toString('utf8') ?? ''));
		return failure.success ? { kind: 'failed', failure: failure.data } : { kind: this.#done.has(keyOf(job)) ? 'done' : 'waiting' };
	}

	states(jobs: readonly string[]): Promise<JobState[]> {
		return Promise.resolve(jobs.map((job) => this.#state(job)));
	}

	results(jobs: readonly string[]): Promise<(Uint8Array | undefined)[]> {
		return Promise.resolve(jobs.map((job) => this.#results.get(keyOf(job))));
	}

	async refuse(job: string, failure: Failure): Promise<void> {
		await this.finish(job, { failure });
	}

	/** The results stay: on the disk there is room for them, and an equal document may still come. */
	async release(): Promise<void> {}

	/** The shards lie beside, and say themselves what they hold. */
	collectedShards(): Promise<ReadonlySet<number>> {
		return Promise.resolve(new Set());
	}

	async markCollected(): Promise<void> {}

	/** Whoever opened the folder has it to himself. */
	claimCollecting(): Promise<Claim> {
		return Promise.resolve(ownFolder);
	}

	announce(): Promise<Claim> {
		return Promise.resolve(ownFolder);
	}

	status(): Promise<CorpusStatus> {
		let [waiting, done, failed] = [0, 0, 0];
		for (const line of this.#lines) {
			const kind = 'job' in line ? this.#state(line.job).kind : 'failed';
			waiting += kind === 'waiting' ? 1 : 0;
			done += kind === 'done' ? 1 : 0;
			failed += kind === 'failed' ? 1 : 0;
		}
		return Promise.resolve({ documents: this.#lines.length, waiting, active: 0, delayed: 0, done, failed, submitting: false, rate: undefined });
	}

	async retry(): Promise<number> {
		const failed = new Set(this.#lines.flatMap((line) => ('job' in line && this.#state(line.job).kind === 'failed' ? [line.job] : [])));
		await this.#append(this.#failures, [...failed].map((job) => ({ key: keyOf(job), payload: new Uint8Array() })));
		return failed.size;
	}

	/** The shards that are written stay. */
	async cancel(): Promise<void> {
		await this.close();
		await rm(this.#folder, { recursive: true, force: true });
	}
}

function shown(line: Line): SubmittedDocument {
	if (!('job' in line)) {
		return line;
	}
	const { file, job, sha256, length } = line;
	return { file, job, sha256, length };
}

/** Half of the job's name, in bytes: no two of a corpus agree in that. */
function keyOf(job: string): string {
	return Buffer.from(job.slice(0, 2 * keyLength), 'hex').toString('latin1');
}

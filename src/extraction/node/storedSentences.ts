// Remembers on disk what models found in sentences: one file for each model and options, which several windows and the
// command line may share. Where the disk is full or may not be written, memory alone serves.

import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disposable } from '../../base/disposable';
import type { Logger } from '../../base/logger';
import type { SentenceResult } from '../../protocol/engineProtocol';
import { SentenceCache, type KnownSentences, type SentenceMemory } from '../sentenceCache';
import { pruneFolder } from './pruneFolder';
import { keyLength, RecordFile } from './recordFile';
import { decodeSentenceResult, encodeSentenceResult } from './sentenceRecords';

export interface StoredSentencesOptions {
	/** Made if need be. */
	readonly folder: string;
	readonly logger: Logger;
	/** A file that grows beyond this loses half of it: what was used longest ago. In bytes. */
	readonly largestFile?: number;
	/** Files that were not written for longest go when all are larger than this. In bytes. */
	readonly largestFolder?: number;
}

/** Results are written together: at the latest after this time, in milliseconds. */
const writeInterval = 300;
/** Results that are kept in memory for each model and options besides the file. */
const keptInMemory = 20_000;
/** No sentence has a larger result: thousands of entities. */
const largestRecord = 1 << 20;
const extension = '.sentences';

export class StoredSentences implements SentenceMemory, Disposable {
	readonly #options: Required<StoredSentencesOptions>;
	readonly #files = new Map<string, Promise<SentenceFile>>();
	#folder: Promise<void> | undefined;
	#hasTold = false;

	constructor(options: StoredSentencesOptions) {
		this.#options = { largestFile: 64 << 20, largestFolder: 256 << 20, ...options };
	}

	async open(modelHash: string, optionsKey: string): Promise<KnownSentences> {
		const key = `${modelHash}\u0000${optionsKey}`;
		let file = this.#files.get(key);
		if (file === undefined) {
			file = this.#openFile(key, `${modelHash.slice(0, 16)}-${sha256(optionsKey).toString('hex').slice(0, 8)}${extension}`);
			this.#files.set(key, file);
		}
		const opened = await file;
		await opened.refresh();
		return opened;
	}

	/** Resolves when everything is on disk that can be. */
	async close(): Promise<void> {
		const files = [...this.#files.values()];
		this.#files.clear();
		for (const file of files) {
			await (await file).close();
		}
	}

	/** As close, for owners that do not wait. */
	dispose(): void {
		void this.close();
	}

	async #openFile(key: string, name: string): Promise<SentenceFile> {
		const { folder, largestFile, largestFolder } = this.#options;
		const onFailure = (failure: unknown): void => this.#tell(failure);
		let records: RecordFile | undefined;
		try {
			this.#folder ??= mkdir(folder, { recursive: true }).then(() => pruneFolder(folder, extension, largestFolder, name));
			await this.#folder;
			records = await RecordFile.open(join(folder, name), largestRecord);
			if (!records.isWritable) {
				onFailure(new Error(`${name} may not be written.`));
			}
		} catch (failure) {
			onFailure(failure);
		}
		const file = new SentenceFile(key, records, largestFile, onFailure);
		await file.compactIfLarge();
		return file;
	}

	#tell(failure: unknown): void {
		if (!this.#hasTold) {
			this.#hasTold = true;
			const reason = failure instanceof Error ? failure.message : String(failure);
			this.#options.logger.log('warn', `Results of sentences are not remembered in ${this.#options.folder}: ${reason}`);
		}
	}
}

class SentenceFile implements KnownSentences {
	readonly #keyPrefix: string;
	readonly #records: RecordFile | undefined;
	readonly #largest: number;
	readonly #onFailure: (failure: unknown) => void;
	readonly #recent = new SentenceCache(keptInMemory);
	/** Not written yet, by key. */
	readonly #waiting = new Map<string, SentenceResult>();
	readonly #used = new Set<string>();
	#isWritable: boolean;
	#timer: NodeJS.Timeout | undefined;
	#writing: Promise<void> = Promise.resolve();

	constructor(keyPrefix: string, records: RecordFile | undefined, largest: number, onFailure: (failure: unknown) => void) {
		this.#keyPrefix = keyPrefix;
		this.#records = records;
		this.#largest = largest;
		this.#onFailure = onFailure;
		this.#isWritable = records?.isWritable === true;
	}

	get(wording: string): SentenceResult | undefined {
		const recent = this.#recent.get(wording);
		if (recent !== undefined || this.#records === undefined) {
			return recent;
		}
		const key = this.#keyOf(wording);
		const waiting = this.#waiting.get(key);
		const bytes = waiting === undefined ? this.#read(key) : undefined;
		const result = waiting ?? (bytes && decodeSentenceResult(bytes));
		if (result !== undefined) {
			this.#used.add(key);
			this.#recent.set(wording, result);
		}
		return result;
	}

	set(wording: string, result: SentenceResult): void {
		this.#recent.set(wording, result);
		if (this.#isWritable) {
			const key = this.#keyOf(wording);
			this.#used.add(key);
			this.#waiting.set(key, result);
			this.#timer ??= setTimeout(() => void this.flush(), writeInterval);
		}
	}

	/** Sees what others have found meanwhile. */
	async refresh(): Promise<void> {
		await this.#records?.refresh().catch((failure: unknown) => this.#onFailure(failure));
	}

	async flush(): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#writing = this.#writing.then(() => this.#write());
		await this.#writing;
	}

	async close(): Promise<void> {
		await this.flush();
		this.#isWritable = false;
		this.#records?.dispose();
	}

	/** A file that has become too large, or half of which is of no use, is written anew. */
	async compactIfLarge(): Promise<void> {
		const records = this.#records;
		if (records === undefined || !this.#isWritable) {
			return;
		}
		const isLarge = records.size > this.#largest;
		if (isLarge || (records.waste > records.size / 2 && records.waste > smallWaste)) {
			const keys = [...records.keys];
			// What was used since the file was opened is worth most, then what was written last.
			const byWorth = [...keys.filter((key) => !this.#used.has(key)), ...keys.filter((key) => this.#used.has(key))];
			const share = isLarge ? this.#largest / 2 / (records.size - records.waste) : 1;
			await this.#attempt(() => records.compact(byWorth.slice(Math.floor(byWorth.length * (1 - Math.min(1, share))))));
		}
	}

	async #write(): Promise<void> {
		const records = this.#records;
		// Those that come meanwhile wait for the next time.
		const results = [...this.#waiting];
		if (records === undefined || results.length === 0) {
			return;
		}
		const encoded = results.flatMap(([key, result]) => {
			const payload = encodeSentenceResult(result);
			return payload === undefined || payload.length > largestRecord ? [] : [{ key, payload }];
		});
		await this.#attempt(() => records.append(encoded));
		for (const [key, result] of results) {
			if (this.#waiting.get(key) === result) {
				this.#waiting.delete(key);
			}
		}
		await this.compactIfLarge();
	}

	/** After a failure nothing more is written: a full disk stays full, and the log would only fill it. */
	async #attempt(write: () => Promise<void>): Promise<void> {
		if (this.#isWritable) {
			try {
				await write();
			} catch (failure) {
				this.#isWritable = false;
				this.#onFailure(failure);
			}
		}
	}

	#read(key: string): Buffer | undefined {
		try {
			return this.#records?.get(key);
		} catch (failure) {
			this.#onFailure(failure);
			return undefined;
		}
	}

	#keyOf(wording: string): string {
		return sha256(`${this.#keyPrefix}\u0000${wording}`).toString('latin1', 0, keyLength);
	}
}

/** Less is not worth writing a file anew, in bytes. */
const smallWaste = 1 << 20;

function sha256(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}

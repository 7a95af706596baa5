// Results of whole documents on disk, so that what is known of a workspace is there when it is opened, without reading a
// document. A small file lists the documents; each one's result is a file of its own that is read when somebody looks.

import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { Logger } from '../../base/logger';
import { writeFileAtomically } from '../../base/node/atomicFile';
import type { DocumentExtraction } from '../../knowledge/documentExtraction';
import type { KnowledgeModel } from '../../knowledge/knownDocument';
import { documentRecord, modelRecord, readStoreRecord, type ListedDocument } from './documentRecords';
import { keyLength, RecordFile } from './recordFile';
import { encodeResult, SentenceTexts, StoredDocument, type ResultFile } from './storedDocument';

/** The file that a result was made from, as it was then. */
export interface FileStamp {
	/** In bytes. */
	readonly size: number;
	/** In milliseconds since 1970. */
	readonly modified: number;
}

export interface DocumentResult {
	/** Unique: a URI. */
	readonly id: string;
	readonly name: string;
	readonly stamp: FileStamp;
	/** Of the text (contentHash). */
	readonly contentHash: string;
	/** All that the result depends on besides text and model. */
	readonly optionsKey: string;
	readonly model: KnowledgeModel;
	readonly lineStarts: readonly number[];
	readonly extraction: DocumentExtraction;
}

const largestRecord = 1 << 20;
const listName = 'documents.list';
/** Documents that are listed before others get their turn. */
const documentsPerTurn = 200;

/** The same for texts that differ in their line ends alone: editors change those. */
export function contentHash(text: string): string {
	return createHash('sha256').update(text.replace(/\r\n?/g, '\n')).digest('hex');
}

export class DocumentStore implements Disposable {
	readonly #folder: string;
	readonly #logger: Logger;
	/** Undefined where nothing can be written: what is put is known until the window closes. */
	#list: RecordFile | undefined;
	readonly #documents = new Map<string, StoredDocument>();
	readonly #listed = new Map<string, ListedDocument>();
	readonly #models = new Map<string, KnowledgeModel>();
	readonly #texts = new SentenceTexts();
	readonly #changed = new Emitter<readonly string[]>();
	#lastChange: Promise<unknown> = Promise.resolve();
	#hasTold = false;

	/** Fires with the ids of documents that came, changed or went. */
	readonly onDidChange = this.#changed.event;

	private constructor(folder: string, logger: Logger) {
		this.#folder = folder;
		this.#logger = logger;
	}

	/** Opens a store, or makes one. Never fails: where the folder cannot be used, the store is in memory, and the log says so. */
	static async open(folder: string, logger: Logger): Promise<DocumentStore> {
		const store = new DocumentStore(folder, logger);
		try {
			await store.#open();
		} catch (failure) {
			store.#tell(failure);
		}
		return store;
	}

	get all(): Iterable<StoredDocument> {
		return this.#documents.values();
	}

	get(id: string): StoredDocument | undefined {
		return this.#documents.get(id);
	}

	/** What the result of a document was made for. */
	madeFor(id: string): Pick<DocumentResult, 'stamp' | 'contentHash' | 'optionsKey'> | undefined {
		return this.#listed.get(id);
	}

	/** Keeps a document's result in the place of any other. Resolves when it is on disk, where it can be. */
	async put(result: DocumentResult): Promise<void> {
		const { id, name, stamp, contentHash: hash, optionsKey, model, lineStarts, extraction } = result;
		await this.#inTurn(async () => {
			const encoded = encodeResult(hash, lineStarts, extraction);
			const listed = { id, name, stamp, contentHash: hash, optionsKey, modelHash: model.hash, checksum: encoded.checksum };
			let isWritten = false;
			await this.#attempt(async (list) => {
				await writeFileAtomically(this.#pathOf(id), encoded.bytes);
				const isNewModel = !this.#models.has(model.hash);
				await list.append([...(isNewModel ? [modelRecord(modelKey(model.hash), model)] : []), documentRecord(documentKey(id), listed)]);
				isWritten = true;
			});
			this.#models.set(model.hash, model);
			this.#note(listed, model, isWritten ? undefined : { lineStarts, extraction });
		});
		this.#changed.fire([id]);
	}

	/** Notes that a file was written again with the same text: that of the given hash. */
	async restamp(id: string, hash: string, stamp: FileStamp): Promise<void> {
		await this.#inTurn(async () => {
			const listed = this.#listed.get(id);
			if (listed?.contentHash === hash) {
				const renewed = { ...listed, stamp };
				this.#listed.set(id, renewed);
				await this.#attempt((list) => list.append([documentRecord(documentKey(id), renewed)]));
			}
		});
	}

	/** Forgets the result of a document, if it is still that for the text of the given hash. */
	async delete(id: string, hash: string): Promise<void> {
		let isGone = false;
		await this.#inTurn(async () => {
			if (this.#listed.get(id)?.contentHash !== hash) {
				return;
			}
			isGone = true;
			this.#forget(id);
			await this.#attempt(async (list) => {
				await list.append([{ key: documentKey(id), payload: Buffer.alloc(0) }]);
				await rm(this.#pathOf(id), { force: true });
			});
		});
		if (isGone) {
			this.#changed.fire([id]);
		}
	}

	/** Gives a document's result another id: its file was renamed. */
	async move(id: string, to: { readonly id: string; readonly name: string; readonly stamp: FileStamp }): Promise<void> {
		const [listed, known] = [this.#listed.get(id), this.#documents.get(id)];
		if (listed === undefined || known === undefined) {
			return;
		}
		await this.#inTurn(async () => {
			const { model } = known;
			const moved = { ...listed, ...to };
			let isWritten = false;
			await this.#attempt(async (list) => {
				await rename(this.#pathOf(id), this.#pathOf(to.id));
				await list.append([{ key: documentKey(id), payload: Buffer.alloc(0) }, documentRecord(documentKey(to.id), moved)]);
				isWritten = true;
			});
			this.#forget(id);
			if (isWritten) {
				this.#note(moved, model, undefined);
			}
		});
		this.#changed.fire([id, to.id]);
	}

	dispose(): void {
		this.#changed.dispose();
		void this.#lastChange.then(() => this.#list?.dispose());
	}

	async #open(): Promise<void> {
		await mkdir(this.#folder, { recursive: true });
		const list = await RecordFile.open(join(this.#folder, listName), largestRecord);
		this.#list = list;
		let looked = 0;
		for (const key of [...list.keys]) {
			const payload = list.get(key);
			const record = payload && readStoreRecord(payload);
			if (record?.kind === 'model' && key === modelKey(record.model.hash)) {
				this.#models.set(record.model.hash, record.model);
			} else if (record?.kind === 'document' && key === documentKey(record.document.id)) {
				this.#listed.set(record.document.id, record.document);
			}
			if (++looked % documentsPerTurn === 0) {
				await new Promise((resolve) => setImmediate(resolve));
			}
		}
		for (const [id, listed] of this.#listed) {
			const model = this.#models.get(listed.modelHash);
			if (model === undefined) {
				this.#listed.delete(id);
			} else {
				this.#note(listed, model, undefined);
			}
		}
		if (list.waste > list.size / 2) {
			const keys = [...[...this.#models.keys()].map(modelKey), ...[...this.#listed.keys()].map(documentKey)];
			await this.#attempt(() => list.compact(keys));
		}
		await this.#attempt(() => this.#removeStrays());
	}

	/** Removes what a process that was killed has left behind. */
	async #removeStrays(): Promise<void> {
		const known = new Set([listName, ...[...this.#listed.keys()].map((id) => `${documentHash(id)}.json`)]);
		const strays = (await readdir(this.#folder)).filter((name) => !known.has(name));
		await Promise.all(strays.map((name) => rm(join(this.#folder, name), { force: true })));
	}

	#forget(id: string): void {
		this.#listed.delete(id);
		this.#documents.delete(id);
		this.#texts.delete(id);
	}

	#note(listed: ListedDocument, model: KnowledgeModel, inMemory: ResultFile | undefined): void {
		const { id, name } = listed;
		this.#texts.delete(id);
		this.#listed.set(id, listed);
		this.#documents.set(
			id,
			new StoredDocument({
				id,
				name,
				model,
				path: this.#pathOf(id),
				checksum: listed.checksum,
				texts: this.#texts,
				inMemory,
				// Whoever looks is in the middle of something: it is gone as soon as that is over.
				onDamaged: () => setImmediate(() => void this.delete(id, listed.contentHash)),
			}),
		);
	}

	#pathOf(id: string): string {
		return join(this.#folder, `${documentHash(id)}.json`);
	}

	#inTurn(change: () => Promise<void>): Promise<void> {
		const done = this.#lastChange.then(change);
		this.#lastChange = done.catch(() => undefined);
		return done;
	}

	async #attempt(write: (list: RecordFile) => Promise<unknown>): Promise<void> {
		if (this.#list?.isWritable === true) {
			try {
				await write(this.#list);
			} catch (failure) {
				this.#tell(failure);
			}
		}
	}

	#tell(failure: unknown): void {
		if (!this.#hasTold) {
			this.#hasTold = true;
			const reason = failure instanceof Error ? failure.message : String(failure);
			this.#logger.log('warn', `Results of documents are not kept in ${this.#folder}: ${reason}`);
		}
	}
}

function documentHash(id: string): string {
	return createHash('sha256').update(`document\u0000${id}`).digest('hex').slice(0, 2 * keyLength);
}

function documentKey(id: string): string {
	return Buffer.from(documentHash(id), 'hex').toString('latin1');
}

function modelKey(hash: string): string {
	return createHash('sha256').update(`model\u0000${hash}`).digest().toString('latin1', 0, keyLength);
}

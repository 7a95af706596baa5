// What the assistant's tools read in a folder: its documents, extracted when somebody first asks and again when they change. The
// model is loaded only then.

import { realpath, stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { fileMissing, outsideFolder } from '../../assistant/errors';
import type { AssistantHost, ExtractionSubject } from '../../assistant/host';
import { throwIfCancelled, type CancellationToken } from '../../base/cancellation';
import { isWithin } from '../../base/node/isWithin';
import { UserError } from '../../base/userError';
import { formatOf, type DocumentFormat } from '../../documents/documentFormat';
import type { ReadOptions } from '../../documents/readOptions';
import { immediateReader } from '../../extraction/documentReader';
import { extractDocument } from '../../extraction/extractDocument';
import { lineStartsOf, positionByLineStarts } from '../../extraction/lineStarts';
import type { SentenceMemory } from '../../extraction/sentenceCache';
import { isOfAllDocuments } from '../../inference/errors';
import { KnowledgeIndex } from '../../knowledge/entities/knowledgeIndex';
import { mergeRulesOf } from '../../knowledge/entities/mergeRules';
import { parseMergeRules } from '../../knowledge/entities/mergeRulesText';
import type { KnownDocument } from '../../knowledge/knownDocument';
import type { ExtractionOptions } from '../../protocol/engineProtocol';
import { documentFiles } from '../documentFiles';
import { LatexProjects } from '../latexProjects';
import type { SentenceEngine } from '../sentenceEngine';
import { readTextFile } from '../textFile';

export interface FolderHostOptions {
	/** Absolute, with links resolved. */
	readonly folder: string;
	readonly exclude: readonly string[];
	/** Opened when somebody first asks. */
	readonly openEngine: () => Promise<SentenceEngine>;
	readonly options: ExtractionOptions;
	readonly cache: SentenceMemory;
	/** Told what goes wrong with single documents. */
	readonly onFailure: (failure: UserError) => void;
}

/** Where people say which forms are the same entity. */
const rulesFile = ['.spert', 'entities.tsv'] as const;
/** What a text that is no document is called in citations. */
const textName = 'text';

interface Extracted {
	readonly modified: number;
	readonly size: number;
}

export class FolderHost implements AssistantHost {
	readonly #options: FolderHostOptions;
	readonly #index = new KnowledgeIndex();
	readonly #projects = new LatexProjects();
	/** By path: the state of the file that the index knows; of files that cannot be read too. */
	readonly #extracted = new Map<string, Extracted>();
	#engine: Promise<SentenceEngine> | undefined;
	/** Calls may come at once: documents are brought up to date by one after the other. */
	#last: Promise<unknown> = Promise.resolve();

	constructor(options: FolderHostOptions) {
		this.#options = options;
	}

	async index(cancellation: CancellationToken): Promise<KnowledgeIndex> {
		const update = this.#last.then(() => this.#update(cancellation));
		this.#last = update.catch(() => undefined);
		await update;
		return this.#index;
	}

	async extract(subject: ExtractionSubject, cancellation: CancellationToken): Promise<KnownDocument> {
		if (subject.kind === 'text') {
			return await this.#extractSource(textName, subject.text, { format: 'markdown', readOptions: {} }, cancellation);
		}
		const path = await this.#fileInFolder(subject.path);
		return await this.#extractSource(this.#nameOf(path), await readTextFile(path), await this.#howToRead(path), cancellation);
	}

	/** Releases the model. */
	async close(): Promise<void> {
		(await this.#engine)?.close();
	}

	async #update(cancellation: CancellationToken): Promise<void> {
		const { folder, exclude, onFailure } = this.#options;
		const tell = (failure: unknown): void => {
			if (!(failure instanceof UserError) || isOfAllDocuments(failure)) {
				throw failure;
			}
			onFailure(failure);
		};
		this.#projects.clear();
		const { files } = await documentFiles([folder], exclude, tell);
		const present = new Set(files);
		for (const path of [...this.#extracted.keys()].filter((known) => !present.has(known))) {
			this.#extracted.delete(path);
			this.#index.delete(path);
		}
		for (const path of files) {
			throwIfCancelled(cancellation);
			try {
				await this.#updateFile(path, cancellation);
			} catch (failure) {
				this.#index.delete(path);
				tell(failure);
			}
		}
		this.#index.setRules(mergeRulesOf(parseMergeRules(await this.#rulesText(), rulesFile.join('/')).rules));
	}

	async #updateFile(path: string, cancellation: CancellationToken): Promise<void> {
		const { mtimeMs: modified, size } = await stat(path);
		const known = this.#extracted.get(path);
		if (known?.modified === modified && known.size === size) {
			return;
		}
		const source = await readTextFile(path);
		const found = await this.#extractSource(this.#nameOf(path), source, await this.#howToRead(path), cancellation);
		this.#index.set({ ...found, id: path });
		this.#extracted.set(path, { modified, size });
	}

	async #extractSource(
		name: string,
		source: string,
		{ format, readOptions }: { readonly format: DocumentFormat; readonly readOptions: ReadOptions },
		cancellation: CancellationToken,
	): Promise<KnownDocument> {
		const { cache, options, openEngine } = this.#options;
		this.#engine ??= openEngine();
		const extractor = (await this.#engine).extractor(options);
		const { model, extraction } = await extractDocument({ source, format, readOptions, reader: immediateReader, extractor, cache, cancellation });
		const lineStarts = lineStartsOf(source);
		return { id: name, name, model, extraction, positionAt: (offset) => positionByLineStarts(lineStarts, offset) };
	}

	async #howToRead(path: string): Promise<{ format: DocumentFormat; readOptions: ReadOptions }> {
		return { format: formatOf(undefined, path), readOptions: await this.#projects.readOptionsOf(path) };
	}

	/** Errors: assistant.fileMissing, assistant.outsideFolder, for links that lead out too. */
	async #fileInFolder(path: string): Promise<string> {
		const { folder } = this.#options;
		const asked = resolve(folder, path);
		// What lies outside is not even looked for.
		if (!isWithin(folder, asked)) {
			throw outsideFolder(path);
		}
		const real = await realpath(asked).catch(() => undefined);
		if (real === undefined) {
			throw fileMissing(path);
		}
		if (!isWithin(folder, real)) {
			throw outsideFolder(path);
		}
		return real;
	}

	#nameOf(path: string): string {
		return relative(this.#options.folder, path).split(sep).join('/');
	}

	async #rulesText(): Promise<string> {
		const path = resolve(this.#options.folder, ...rulesFile);
		const isThere = await stat(path).then(
			(found) => found.isFile(),
			() => false,
		);
		return isThere ? await readTextFile(path) : '';
	}
}

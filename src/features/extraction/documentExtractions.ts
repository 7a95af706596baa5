// Keeps what was found in each open document: extracts on demand, moves results along with edits, and reads again what an
// edit has touched. Shows nothing itself; decorations, hovers and the status bar follow its event.

import * as vscode from 'vscode';
import { CancellationSource, CancelledError, neverCancelled, throwIfCancelled, type CancellationToken } from '../../base/cancellation';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { EngineClient } from '../../client/engineClient';
import { formatOf } from '../../documents/documentFormat';
import type { DocumentReader } from '../../extraction/documentReader';
import { extractDocument, type ExtractionProgress } from '../../extraction/extractDocument';
import type { SentenceMemory } from '../../extraction/sentenceCache';
import type { Settings } from '../../host/settings';
import type { DocumentExtraction, SourceSpan } from '../../knowledge/documentExtraction';
import type { KnowledgeModel } from '../../knowledge/knownDocument';
import { moveExtraction, moveSpan, type MovedExtraction } from '../../knowledge/editSpans';
import type { ModelInfo, ModelLocation } from '../../protocol/engineProtocol';
import { EngineProcessExtractor } from './engineProcessExtractor';
import type { ReadOptionsSource } from './readOptionsSource';
import type { Foreground } from './foreground';

/** What is known of a document. */
export interface DocumentMarks extends MovedExtraction {
	readonly model: ModelInfo;
	/** Sentences that the model had to read for these marks, of all, and how long it took, in milliseconds. */
	readonly computed: number;
	readonly total: number;
	readonly duration: number;
	/** False while a first extraction is still under way. */
	readonly isComplete: boolean;
	/** The document's version that was read: after an edit, the document's own is another. */
	readonly version: number;
	/** Of all that they depend on besides text and model (documentOptions.ts). */
	readonly optionsKey: string;
}

export type DocumentActivity =
	| { readonly kind: 'idle' }
	| { readonly kind: 'extracting'; readonly done: number; readonly total: number | undefined };

interface Entry {
	readonly document: vscode.TextDocument;
	marks: DocumentMarks | undefined;
	activity: DocumentActivity;
	/** Whether the marks come from elsewhere: edits move them, and only what a person asks for replaces them. */
	isAdopted: boolean;
	/** What a person asked for: the whole document, or a part of it that moves with edits. */
	scope: SourceSpan | undefined;
	/** What was asked for last and is not answered yet; an edit leaves it, a newer request or Clear Marks ends it. */
	request: CancellationSource | undefined;
	/** The request's run over the text as it is: an edit ends it, and another one follows. */
	run: CancellationSource | undefined;
	/** How long the document took to read, in milliseconds. */
	readTime: number;
	/** Waits for a pause in typing. */
	timer: NodeJS.Timeout | undefined;
	/** The last failure that nobody waited for: while it stays the same it is not told again. */
	toldFailure: string | undefined;
}

export interface DocumentExtractionsOptions {
	readonly client: EngineClient;
	readonly reader: DocumentReader;
	readonly settingsOf: (document: vscode.TextDocument) => Settings;
	readonly locate: (settings: Settings) => ModelLocation;
	readonly readOptions: ReadOptionsSource;
	readonly optionsKey: (settings: Settings, readKey: string) => string;
	/** Results of sentences, shared with whoever else extracts. */
	readonly cache: SentenceMemory;
	readonly foreground: Foreground;
	/** Whether to save power. */
	readonly isOnBattery: () => boolean;
	/** Told of failures that no command waits for. */
	readonly onFailure: (failure: unknown) => void;
}

/**
 * How long typing must pause before what was touched is read again, in milliseconds: as long as reading the document takes,
 * so that at most half of one core is busy with it while somebody types.
 */
const shortestPause = 60;
const longestPause = 1000;
/** How often partial results are shown, in milliseconds. */
const showInterval = 200;

export class DocumentExtractions implements Disposable {
	readonly #options: DocumentExtractionsOptions;
	readonly #owned = new DisposableStore();
	readonly #changed = this.#owned.add(new Emitter<vscode.TextDocument>());
	readonly #entries = new Map<vscode.TextDocument, Entry>();

	/** Fires with the document whose marks or activity changed. */
	readonly onDidChange = this.#changed.event;

	constructor(options: DocumentExtractionsOptions) {
		this.#options = options;
		this.#owned.add(vscode.workspace.onDidChangeTextDocument((event) => this.#edited(event)));
		this.#owned.add(vscode.workspace.onDidSaveTextDocument((document) => this.#saved(document)));
		this.#owned.add(vscode.workspace.onDidCloseTextDocument((document) => this.clear(document)));
	}

	marksOf(document: vscode.TextDocument): DocumentMarks | undefined {
		return this.#entries.get(document)?.marks;
	}

	activityOf(document: vscode.TextDocument): DocumentActivity {
		return this.#entries.get(document)?.activity ?? { kind: 'idle' };
	}

	/** Whether a document's marks are of the whole of it, and not of a part or of what is read so far. */
	isWhole(document: vscode.TextDocument): boolean {
		const entry = this.#entries.get(document);
		return entry !== undefined && entry.scope === undefined && entry.marks?.isComplete === true;
	}

	/** Whether a document's marks come from elsewhere: then nothing replaces them unasked. */
	isAdopted(document: vscode.TextDocument): boolean {
		return this.#entries.get(document)?.isAdopted === true;
	}

	/** Makes results from elsewhere the marks of a document as it is; what was there goes. */
	adopt(document: vscode.TextDocument, { name, hash, entityTypes, relationTypes }: KnowledgeModel, extraction: DocumentExtraction): void {
		this.clear(document);
		const entry = this.#entryOf(document);
		entry.isAdopted = true;
		const model = { name, hash, device: vscode.l10n.t('imported'), entityTypes: [...entityTypes], relationTypes: [...relationTypes], loadTime: 0 };
		const counts = { computed: 0, total: extraction.sentences.length, duration: 0 };
		const made = { isComplete: true, version: document.version, optionsKey: 'imported' };
		entry.marks = { extraction, stale: new Set<number>(), model, ...counts, ...made };
		this.#changed.fire(document);
	}

	/** Documents that have marks or get some. */
	get documents(): readonly vscode.TextDocument[] {
		return [...this.#entries.keys()];
	}

	/**
	 * Extracts a document, or the sentences of a part of it. Edits in the meantime start it again; a later call for the
	 * same document ends this one with CancelledError. Errors: those of the engine and the model.
	 */
	async extract(document: vscode.TextDocument, within: SourceSpan | undefined, token: CancellationToken): Promise<DocumentMarks> {
		if (document.isClosed) {
			throw new CancelledError();
		}
		const entry = this.#entryOf(document);
		// A part of what is marked already is read again as a whole: the rest comes from the cache.
		entry.scope = entry.marks !== undefined && entry.scope === undefined ? undefined : within;
		entry.request?.cancel();
		clearTimeout(entry.timer);
		const request = new CancellationSource();
		const listening = token.onCancellationRequested(() => request.cancel());
		entry.request = request;
		const turn = this.#options.foreground.begin();
		try {
			throwIfCancelled(token);
			for (;;) {
				try {
					return await this.#extractText(entry, request.token);
				} catch (failure) {
					if (!(failure instanceof CancelledError)) {
						throw failure;
					}
				}
				// The text was edited, or the request is over.
				throwIfCancelled(request.token);
				await pause(typingPause(entry));
				throwIfCancelled(request.token);
			}
		} finally {
			turn.dispose();
			listening.dispose();
			if (entry.request === request) {
				entry.request = undefined;
				if (entry.marks === undefined) {
					this.#entries.delete(document);
				}
				this.#setActivity(entry, { kind: 'idle' });
			}
		}
	}

	/** Removes a document's marks and ends what is under way for it. */
	clear(document: vscode.TextDocument): void {
		const entry = this.#entries.get(document);
		if (entry !== undefined) {
			this.#entries.delete(document);
			entry.request?.cancel();
			entry.request = undefined;
			clearTimeout(entry.timer);
			this.#changed.fire(document);
		}
	}

	/** Reads all marked documents again, as after a change of the model. */
	refresh(): void {
		for (const entry of this.#entries.values()) {
			this.#extractSoon(entry, 0);
		}
	}

	dispose(): void {
		for (const document of this.documents) {
			this.clear(document);
		}
		this.#owned.dispose();
	}

	#entryOf(document: vscode.TextDocument): Entry {
		const known = this.#entries.get(document);
		if (known !== undefined) {
			return known;
		}
		const entry: Entry = {
			document,
			marks: undefined,
			isAdopted: false,
			activity: { kind: 'idle' },
			scope: undefined,
			request: undefined,
			run: undefined,
			readTime: 0,
			timer: undefined,
			toldFailure: undefined,
		};
		this.#entries.set(document, entry);
		return entry;
	}

	/** Extracts the text as it is. CancelledError where the request ends or the text is edited. */
	async #extractText(entry: Entry, request: CancellationToken): Promise<DocumentMarks> {
		const run = new CancellationSource();
		const listening = request.onCancellationRequested(() => run.cancel());
		entry.run = run;
		try {
			return await this.#extractOnce(entry, run.token);
		} finally {
			listening.dispose();
			if (entry.run === run) {
				entry.run = undefined;
			}
		}
	}

	async #extractOnce(entry: Entry, cancellation: CancellationToken): Promise<DocumentMarks> {
		const { client, reader, settingsOf, locate, cache, readOptions, optionsKey } = this.#options;
		const { document, scope } = entry;
		const settings = settingsOf(document);
		const { maxSpanSize, relationThreshold, entityThreshold } = settings;
		const extractor = new EngineProcessExtractor(client, locate(settings), { maxSpanSize, relationThreshold });
		const start = performance.now();
		this.#setActivity(entry, { kind: 'extracting', done: 0, total: undefined });
		const read = await readOptions.of(document.uri, document.languageId, settings);
		throwIfCancelled(cancellation);
		const source = document.getText();
		const { version } = document;
		const key = optionsKey(settings, read.key);
		const show = (model: ModelInfo, extraction: DocumentExtraction, computed: number, total: number, isComplete: boolean): DocumentMarks => {
			const duration = performance.now() - start;
			const marks = { extraction, stale: new Set<number>(), model, computed, total, duration, isComplete, version, optionsKey: key };
			entry.marks = marks;
			entry.isAdopted = false;
			return marks;
		};
		let nextShow = start;
		const onProgress = ({ model, done, total, soFar }: ExtractionProgress): void => {
			// After an edit these places are no longer right; the run is about to end.
			if (cancellation.isCancellationRequested) {
				return;
			}
			if (done < total && performance.now() > nextShow) {
				const before = performance.now();
				show(model, soFar(), done, total, false);
				const now = performance.now();
				// In a document of many thousands of sentences even this takes time: it must stay a small part of it.
				nextShow = now + Math.max(showInterval, 20 * (now - before));
			}
			this.#setActivity(entry, { kind: 'extracting', done, total });
		};
		const result = await extractDocument({
			source,
			readOptions: read.options,
			format: formatOf(document.languageId, document.fileName),
			reader: {
				async read(source, format, options) {
					const started = performance.now();
					const reading = await reader.read(source, format, options);
					entry.readTime = performance.now() - started;
					return reading;
				},
			},
			extractor,
			cache,
			cancellation,
			within: scope,
			visible: visibleSpan(document),
			entityThreshold,
			breathe: () => new Promise((resolve) => setImmediate(resolve)),
			onProgress,
		});
		return show(result.model, result.extraction, result.computed, result.total, true);
	}

	#edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
		const entry = this.#entries.get(document);
		if (entry === undefined || contentChanges.length === 0) {
			return;
		}
		// VS Code lists the changes so that each can be applied after the one before.
		for (const { rangeOffset, rangeLength, text } of contentChanges) {
			const edit = { start: rangeOffset, length: rangeLength, insertedLength: text.length };
			if (entry.marks !== undefined) {
				entry.marks = { ...entry.marks, ...moveExtraction(entry.marks, edit) };
			}
			entry.scope = entry.scope && (moveSpan(entry.scope, edit) ?? { start: edit.start, end: edit.start });
		}
		this.#changed.fire(document);
		if (entry.request !== undefined) {
			// Its text is outdated: `extract` starts it again.
			entry.run?.cancel();
		} else if (this.#readsWhileTyping(document)) {
			this.#extractSoon(entry, typingPause(entry));
		}
	}

	/** What typing has not brought about, because the machine runs on its battery, saving does. */
	#saved(document: vscode.TextDocument): void {
		const entry = this.#entries.get(document);
		if (entry?.marks !== undefined && entry.marks.version !== document.version && entry.request === undefined) {
			if (this.#options.settingsOf(document).extractOnType) {
				this.#extractSoon(entry, 0);
			}
		}
	}

	#readsWhileTyping(document: vscode.TextDocument): boolean {
		const { extractOnType, extractOnBattery } = this.#options.settingsOf(document);
		return extractOnType && (extractOnBattery === 'live' || !this.#options.isOnBattery());
	}

	#extractSoon(entry: Entry, delay: number): void {
		clearTimeout(entry.timer);
		if (entry.isAdopted) {
			return;
		}
		entry.timer = setTimeout(() => {
			this.extract(entry.document, entry.scope, neverCancelled).then(
				() => (entry.toldFailure = undefined),
				(failure: unknown) => {
					if (!(failure instanceof CancelledError) && String(failure) !== entry.toldFailure) {
						entry.toldFailure = String(failure);
						this.#options.onFailure(failure);
					}
				},
			);
		}, delay);
	}

	#setActivity(entry: Entry, activity: DocumentActivity): void {
		entry.activity = activity;
		this.#changed.fire(entry.document);
	}
}

function visibleSpan(document: vscode.TextDocument): SourceSpan | undefined {
	const ranges = vscode.window.visibleTextEditors.find((editor) => editor.document === document)?.visibleRanges;
	const [first, last] = [ranges?.[0], ranges?.at(-1)];
	return first && last && { start: document.offsetAt(first.start), end: document.offsetAt(last.end) };
}

function pause(milliseconds: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function typingPause({ readTime }: Entry): number {
	return Math.min(longestPause, Math.max(shortestPause, readTime));
}

// "Extract Entities in Workspace": extracts whatever documents of the workspace, of folders or single files have no fitting
// result yet. What a person looks at goes first; what is done stays done when it is stopped.

import * as vscode from 'vscode';
import { CancellationSource, CancelledError, neverCancelled, throwIfCancelled, type CancellationToken } from '../../base/cancellation';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { describeFailure, type Logger } from '../../base/logger';
import { UserError } from '../../base/userError';
import type { EngineClient } from '../../client/engineClient';
import { formatOf } from '../../documents/documentFormat';
import type { DocumentReader } from '../../extraction/documentReader';
import { extractDocument } from '../../extraction/extractDocument';
import { DocumentFinder } from '../../extraction/findDocuments';
import type { SentenceMemory } from '../../extraction/sentenceCache';
import type { Settings } from '../../host/settings';
import type { ModelLocation } from '../../protocol/engineProtocol';
import { EngineProcessExtractor } from '../extraction/engineProcessExtractor';
import type { ReadOptionsSource } from '../extraction/readOptionsSource';
import { BackgroundExtractor, type Foreground } from '../extraction/foreground';
import { editorFolders, excludedIn } from './editorFolders';
import { readText } from './readText';
import type { WorkspaceDocuments } from './workspaceDocuments';

export interface WorkspaceExtractionOptions {
	readonly client: EngineClient;
	readonly reader: DocumentReader;
	readonly cache: SentenceMemory;
	readonly foreground: Foreground;
	readonly documents: WorkspaceDocuments;
	readonly logger: Logger;
	readonly settingsOf: (uri: vscode.Uri) => Settings;
	readonly locate: (settings: Settings) => ModelLocation;
	readonly readOptions: ReadOptionsSource;
	readonly optionsKey: (settings: Settings, readKey: string) => string;
}

/** What became of the documents. */
export interface WorkspaceOutcome {
	readonly found: number;
	/** They had a fitting result. */
	readonly unchanged: number;
	readonly extracted: number;
	/** Each is in the log. */
	readonly failed: number;
	/** Sentences that the model read. */
	readonly computed: number;
	/** In milliseconds. */
	readonly duration: number;
}

export type WorkspaceActivity =
	| { readonly kind: 'idle' }
	| { readonly kind: 'searching'; readonly found: number }
	| { readonly kind: 'extracting'; readonly done: number; readonly total: number }
	| { readonly kind: 'finished'; readonly outcome: WorkspaceOutcome };

/** Documents that are under way at once: while the model reads one, the next is read from disk. */
const documentsAtOnce = 2;
/** Sentences a step: few enough that an edit need not wait long. */
const stepSize = 32;

export class WorkspaceExtraction implements Disposable {
	readonly #options: WorkspaceExtractionOptions;
	readonly #changed = new Emitter<WorkspaceActivity>();
	#activity: WorkspaceActivity = { kind: 'idle' };
	#cancellation: CancellationSource | undefined;
	#last: Promise<unknown> = Promise.resolve();

	readonly onDidChange = this.#changed.event;

	constructor(options: WorkspaceExtractionOptions) {
		this.#options = options;
	}

	get activity(): WorkspaceActivity {
		return this.#activity;
	}

	/**
	 * Extracts the documents of the workspace, or those among and under the given files and folders. Errors: those of the
	 * engine and the model; CancelledError where it is stopped, or asked for again.
	 */
	async extract(targets: readonly vscode.Uri[] | undefined): Promise<WorkspaceOutcome> {
		this.stop();
		const cancellation = new CancellationSource();
		this.#cancellation = cancellation;
		// The one before ends first: two would get in each other's way.
		await this.#last;
		const extraction = this.#extract(targets, cancellation.token);
		this.#last = extraction.catch(() => undefined);
		try {
			const outcome = await extraction;
			this.#setActivity({ kind: 'finished', outcome });
			return outcome;
		} catch (failure) {
			this.#setActivity({ kind: 'idle' });
			throw failure;
		} finally {
			if (this.#cancellation === cancellation) {
				this.#cancellation = undefined;
			}
		}
	}

	/** Extracts files again that have changed, without a word. Errors: as extract. */
	async follow(uris: readonly vscode.Uri[]): Promise<void> {
		const wanted: vscode.Uri[] = [];
		for (const uri of uris) {
			const folder = vscode.workspace.getWorkspaceFolder(uri);
			if (folder !== undefined && (await this.#finderIn(folder).accepts(pathIn(folder, uri)))) {
				wanted.push(uri);
			}
		}
		if (wanted.length === 0) {
			return;
		}
		const following = this.#last.then(() => this.#extractAll(wanted, neverCancelled, () => {}));
		this.#last = following.catch(() => undefined);
		await following;
	}

	stop(): void {
		this.#cancellation?.cancel();
	}

	dispose(): void {
		this.stop();
		this.#changed.dispose();
	}

	async #extract(targets: readonly vscode.Uri[] | undefined, token: CancellationToken): Promise<WorkspaceOutcome> {
		const { documents, logger } = this.#options;
		const start = performance.now();
		this.#setActivity({ kind: 'searching', found: 0 });
		await documents.whenReady;
		const uris = await this.#find(targets, token);
		const outcome = await this.#extractAll(uris, token, (done) => this.#setActivity({ kind: 'extracting', done, total: uris.length }));
		const whole = { ...outcome, found: uris.length, duration: performance.now() - start };
		const { found, unchanged, extracted, failed, computed, duration } = whole;
		logger.log(
			'info',
			`Workspace: ${found} documents in ${(duration / 1000).toFixed(1)} s, ${unchanged} unchanged, ${extracted} extracted (the model read ${computed} sentences), ${failed} failed.`,
		);
		return whole;
	}

	async #find(targets: readonly vscode.Uri[] | undefined, token: CancellationToken): Promise<vscode.Uri[]> {
		const found = new Map<string, vscode.Uri>();
		const note = (uri: vscode.Uri): void => {
			throwIfCancelled(token);
			found.set(uri.toString(), uri);
			if (found.size % 50 === 0) {
				this.#setActivity({ kind: 'searching', found: found.size });
			}
		};
		for (const target of targets ?? (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri)) {
			const folder = vscode.workspace.getWorkspaceFolder(target);
			const { type } = await vscode.workspace.fs.stat(target);
			if ((type & vscode.FileType.Directory) === 0) {
				// A file that a person points at is wanted, whatever the rules say.
				note(target);
			} else if (folder !== undefined) {
				for await (const { place } of this.#finderIn(folder).find(pathIn(folder, target))) {
					note(place);
				}
			}
		}
		return [...found.values()];
	}

	#finderIn(folder: vscode.WorkspaceFolder): DocumentFinder<vscode.Uri> {
		return new DocumentFinder(editorFolders, folder.uri, {
			exclude: excludedIn(folder),
			onUnreadable: (path, failure) => this.#options.logger.log('warn', `${path} cannot be searched: ${describeFailure(failure)}`),
		});
	}

	async #extractAll(
		uris: readonly vscode.Uri[],
		token: CancellationToken,
		onDone: (done: number) => void,
	): Promise<Pick<WorkspaceOutcome, 'unchanged' | 'extracted' | 'failed' | 'computed'>> {
		const outcome = { unchanged: 0, extracted: 0, failed: 0, computed: 0 };
		let [next, done] = [0, 0];
		// The engine is asked once for each model, not for each of the documents, most of which may be unchanged.
		const hashes = new Map<string, Promise<string>>();
		onDone(done);
		const work = async (): Promise<void> => {
			for (let uri = uris[next++]; uri !== undefined; uri = uris[next++]) {
				throwIfCancelled(token);
				try {
					const computed = await this.#extractOne(uri, hashes, token);
					outcome[computed === undefined ? 'unchanged' : 'extracted']++;
					outcome.computed += computed ?? 0;
				} catch (failure) {
					if (!isOfOneDocument(failure)) {
						// The other worker has nothing left to do either.
						next = uris.length;
						throw failure;
					}
					outcome.failed++;
					const reason = failure instanceof UserError ? `${failure.message} [${failure.code}]` : describeFailure(failure);
					this.#options.logger.log('warn', `${vscode.workspace.asRelativePath(uri)}: ${reason}`);
				}
				onDone(++done);
			}
		};
		await Promise.all(Array.from({ length: documentsAtOnce }, work));
		return outcome;
	}

	/**
	 * Resolves to how many sentences the model read; undefined where the document had a fitting result.
	 * @param hashes of models, by their locations
	 */
	async #extractOne(uri: vscode.Uri, hashes: Map<string, Promise<string>>, cancellation: CancellationToken): Promise<number | undefined> {
		const { client, reader, cache, foreground, documents, settingsOf, locate } = this.#options;
		const settings = settingsOf(uri);
		const { maxSpanSize, relationThreshold, entityThreshold } = settings;
		const location = locate(settings);
		const engine = new EngineProcessExtractor(client, location, { maxSpanSize, relationThreshold });
		const extractor = new BackgroundExtractor(engine, foreground);
		const read = await this.#options.readOptions.of(uri, undefined, settings);
		const optionsKey = this.#options.optionsKey(settings, read.key);
		const locationKey = JSON.stringify(location);
		const hash = hashes.get(locationKey) ?? extractor.model(cancellation).then((model) => model.hash);
		hashes.set(locationKey, hash);
		if (await documents.isCurrent(uri, await hash, optionsKey)) {
			return undefined;
		}
		const { size, mtime } = await vscode.workspace.fs.stat(uri);
		const source = await readText(uri);
		const { model, extraction, computed } = await extractDocument({
			source,
			readOptions: read.options,
			format: formatOf(undefined, uri.path),
			reader,
			extractor,
			cache,
			cancellation,
			entityThreshold,
			stepSize,
			breathe: () => new Promise((resolve) => setImmediate(resolve)),
		});
		await documents.put(uri, source, { size, modified: mtime }, { model, extraction, optionsKey });
		return computed;
	}

	#setActivity(activity: WorkspaceActivity): void {
		this.#activity = activity;
		this.#changed.fire(activity);
	}
}

/** Whether other documents may fare better: what is wrong with the engine or the model is so for all. */
function isOfOneDocument(failure: unknown): boolean {
	if (failure instanceof CancelledError) {
		return false;
	}
	return failure instanceof UserError ? failure.code.startsWith('workspace.') : failure instanceof vscode.FileSystemError;
}

/** Where something lies in a workspace folder, with slashes. */
function pathIn(folder: vscode.WorkspaceFolder, uri: vscode.Uri): string {
	return uri.path.slice(folder.uri.path.length).replace(/^\/+/, '');
}

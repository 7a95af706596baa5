// What is known of the workspace's documents from before: results that are stored and still fit their files. A document that
// was changed, deleted or renamed since is never shown with what was found in its old text.

import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { describeFailure, type Logger } from '../../base/logger';
import { isPaperName } from '../../extraction/findDocuments';
import { lineStartsOf } from '../../extraction/lineStarts';
import { contentHash, DocumentStore, type DocumentResult, type FileStamp } from '../../extraction/node/documentStore';
import type { KnownDocument } from '../../knowledge/knownDocument';
import type { DocumentExtractions } from '../extraction/documentExtractions';
import type { StoredDocuments } from '../knowledge/storedDocuments';
import { unlessMissing } from './editorFolders';
import { readText } from './readText';

export interface WorkspaceDocumentsOptions {
	/** Where results are kept; undefined where no folder is open. */
	readonly folder: string | undefined;
	readonly logger: Logger;
	readonly extractions: DocumentExtractions;
}

/** Files that are looked at together. */
const looksAtOnce = 32;
/** Changes on disk within this time are looked at together, in milliseconds. */
const quietTime = 250;

export class WorkspaceDocuments implements StoredDocuments, Disposable {
	readonly #options: WorkspaceDocumentsOptions;
	readonly #owned = new DisposableStore();
	readonly #changed = this.#owned.add(new Emitter<readonly string[]>());
	readonly #changedOnDisk = this.#owned.add(new Emitter<readonly vscode.Uri[]>());
	#store: DocumentStore | undefined;
	/** Documents whose stored result is of the file as it is. */
	readonly #fitting = new Set<string>();
	/** Open documents with edits that are not saved. */
	readonly #edited = new Set<string>();
	/** What was stored last of each open document. */
	readonly #kept = new WeakMap<vscode.TextDocument, unknown>();
	readonly #toLookAt = new Map<string, vscode.Uri>();
	/** What was deleted since the last look, by URI. */
	readonly #deleted = new Set<string>();
	#timer: NodeJS.Timeout | undefined;

	readonly onDidChange = this.#changed.event;
	/** Papers that came or changed on disk, and do not have a fitting result. */
	readonly onDidChangeOnDisk = this.#changedOnDisk.event;
	/** Resolves when it is known which stored results still fit. */
	readonly whenReady: Promise<void>;

	constructor(options: WorkspaceDocumentsOptions) {
		this.#options = options;
		this.whenReady = this.#open().catch((failure: unknown) => options.logger.log('error', describeFailure(failure)));
	}

	get all(): Iterable<KnownDocument> {
		return this.#store === undefined ? [] : [...this.#store.all].filter(({ id }) => this.#isShown(id));
	}

	get(id: string): KnownDocument | undefined {
		return this.#isShown(id) ? this.#store?.get(id) : undefined;
	}

	/** Whether a document's stored result is of the file as it is, by this model and with these options. */
	async isCurrent(uri: vscode.Uri, modelHash: string, optionsKey: string): Promise<boolean> {
		const id = uri.toString();
		const madeFor = this.#store?.madeFor(id);
		if (madeFor?.optionsKey !== optionsKey || this.#store?.get(id)?.model.hash !== modelHash) {
			return false;
		}
		await this.#look(uri);
		return this.#fitting.has(id);
	}

	/** Keeps what was found in a file. */
	async put(uri: vscode.Uri, source: string, stamp: FileStamp, result: Pick<DocumentResult, 'optionsKey' | 'model' | 'extraction'>): Promise<void> {
		const id = uri.toString();
		const [name, hash, lineStarts] = [vscode.workspace.asRelativePath(uri), contentHash(source), lineStartsOf(source)];
		// Until it is stored, what is stored is of another text.
		this.#fitting.delete(id);
		const { name: modelName, hash: modelHash, entityTypes, relationTypes } = result.model;
		const model = { name: modelName, hash: modelHash, entityTypes, relationTypes };
		await this.#store?.put({ ...result, model, id, name, stamp, contentHash: hash, lineStarts });
		this.#fitting.add(id);
		this.#changed.fire([id]);
	}

	dispose(): void {
		clearTimeout(this.#timer);
		this.#owned.dispose();
		this.#store?.dispose();
	}

	async #open(): Promise<void> {
		const { folder, logger, extractions } = this.#options;
		if (folder === undefined) {
			return;
		}
		const store = await DocumentStore.open(folder, logger);
		if (this.#owned.isDisposed) {
			store.dispose();
			return;
		}
		this.#store = store;
		this.#owned.add(store.onDidChange((ids) => this.#changed.fire(ids)));
		vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty).forEach(({ uri }) => this.#edited.add(uri.toString()));
		this.#owned.add(vscode.workspace.onDidChangeTextDocument(({ document }) => this.#followEdits(document, document.isDirty)));
		this.#owned.add(vscode.workspace.onDidCloseTextDocument((document) => this.#followEdits(document, false)));
		this.#owned.add(extractions.onDidChange((document) => this.#keepIfSaved(document)));
		this.#owned.add(
			vscode.workspace.onDidSaveTextDocument((document) => {
				this.#followEdits(document, document.isDirty);
				this.#keepIfSaved(document);
			}),
		);
		this.#owned.add(vscode.workspace.onDidRenameFiles(({ files }) => void this.#renamed(files)));
		this.#owned.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#changed.fire([...store.all].map(({ id }) => id))));
		const watcher = this.#owned.add(vscode.workspace.createFileSystemWatcher('**/*'));
		this.#owned.add(watcher.onDidChange((uri) => this.#lookSoon(uri)));
		this.#owned.add(watcher.onDidCreate((uri) => this.#lookSoon(uri)));
		this.#owned.add(
			watcher.onDidDelete((uri) => {
				// Perhaps a folder: of what is in it nothing is told.
				this.#deleted.add(uri.toString());
				this.#lookSoon(uri, true);
			}),
		);
		await this.#lookAt([...store.all].map(({ id }) => vscode.Uri.parse(id, true)));
	}

	#isShown(id: string): boolean {
		return this.#fitting.has(id) && !this.#edited.has(id) && vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(id)) !== undefined;
	}

	#followEdits({ uri }: vscode.TextDocument, isEdited: boolean): void {
		const id = uri.toString();
		if (isEdited !== this.#edited.has(id)) {
			if (isEdited) {
				this.#edited.add(id);
			} else {
				// Saved, or as it was before the edits: that remains to be seen.
				this.#edited.delete(id);
				this.#fitting.delete(id);
				void this.#lookAt([uri]);
			}
			this.#changed.fire([id]);
		}
	}

	/** Looks which of the stored results fit, and tells of those that do. */
	async #lookAt(uris: readonly vscode.Uri[]): Promise<void> {
		for (let start = 0; start < uris.length && !this.#owned.isDisposed; start += looksAtOnce) {
			const some = uris.slice(start, start + looksAtOnce);
			await Promise.all(some.map((uri) => this.#look(uri)));
			this.#changed.fire(some.map((uri) => uri.toString()));
		}
	}

	/** Looks whether a stored result is of the file as it is. A result of another text is removed. */
	async #look(uri: vscode.Uri): Promise<void> {
		const [id, store] = [uri.toString(), this.#store];
		const madeFor = store?.madeFor(id);
		if (store === undefined || madeFor === undefined) {
			return;
		}
		try {
			const status = await unlessMissing(vscode.workspace.fs.stat(uri));
			if (status?.size === madeFor.stamp.size && status.mtime === madeFor.stamp.modified) {
				this.#fitting.add(id);
			} else if (status !== undefined && contentHash(await readText(uri)) === madeFor.contentHash) {
				this.#fitting.add(id);
				await store.restamp(id, madeFor.contentHash, { size: status.size, modified: status.mtime });
			} else if (store.madeFor(id) === madeFor) {
				this.#fitting.delete(id);
				await store.delete(id, madeFor.contentHash);
			}
		} catch (failure) {
			// Perhaps it can be read later: what was found is kept, but not shown.
			this.#fitting.delete(id);
			this.#options.logger.log('debug', `${id}: ${describeFailure(failure)}`);
		}
	}

	/** Many files may change at once, most of them none of ours: this must cost next to nothing. */
	#lookSoon(uri: vscode.Uri, isDeleted = false): void {
		if (!isDeleted) {
			this.#deleted.delete(uri.toString());
		}
		if (isDeleted || isPaperName(uri.path) || this.#store?.madeFor(uri.toString()) !== undefined) {
			this.#toLookAt.set(uri.toString(), uri);
			this.#timer ??= setTimeout(() => void this.#lookNow(), quietTime);
		}
	}

	async #lookNow(): Promise<void> {
		this.#timer = undefined;
		const uris = [...this.#toLookAt.values()];
		const deleted = new Set(this.#deleted);
		this.#toLookAt.clear();
		this.#deleted.clear();
		const inside = deleted.size === 0 ? [] : [...(this.#store?.all ?? [])].filter(({ id }) => foldersAround(id).some((folder) => deleted.has(folder)));
		const known = uris.filter((uri) => this.#store?.madeFor(uri.toString()) !== undefined);
		await this.#lookAt([...known, ...inside.map(({ id }) => vscode.Uri.parse(id, true))]);
		const news = uris.filter((uri) => !this.#fitting.has(uri.toString()) && !deleted.has(uri.toString()));
		if (news.length > 0) {
			this.#changedOnDisk.fire(news);
		}
	}

	/** What was found moves with its file. */
	async #renamed(files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[]): Promise<void> {
		for (const { oldUri, newUri } of files) {
			const [from, to] = [oldUri.toString(), newUri.toString()];
			const moved = [...(this.#store?.all ?? [])].filter(({ id }) => id === from || id.startsWith(`${from}/`));
			for (const { id } of moved) {
				const target = vscode.Uri.parse(`${to}${id.slice(from.length)}`, true);
				const status = await unlessMissing(vscode.workspace.fs.stat(target)).catch(() => undefined);
				if (status !== undefined && this.#fitting.delete(id)) {
					this.#fitting.add(target.toString());
					const stamp = { size: status.size, modified: status.mtime };
					await this.#store?.move(id, { id: target.toString(), name: vscode.workspace.asRelativePath(target), stamp });
				}
			}
		}
	}

	/** What was found in an open document is stored when the file reads the same. */
	#keepIfSaved(document: vscode.TextDocument): void {
		const { extractions, logger } = this.#options;
		const marks = extractions.marksOf(document);
		const isKept = marks !== undefined && this.#kept.get(document) === marks.extraction;
		if (marks === undefined || isKept || document.isDirty || document.uri.scheme === 'vscode-notebook-cell') {
			return;
		}
		if (!extractions.isWhole(document) || marks.version !== document.version || vscode.workspace.getWorkspaceFolder(document.uri) === undefined) {
			return;
		}
		this.#kept.set(document, marks.extraction);
		const { uri, version } = document;
		const { model, extraction, optionsKey } = marks;
		const keep = async (): Promise<void> => {
			const source = document.getText();
			const { size, mtime } = await vscode.workspace.fs.stat(uri);
			// Somebody else may have written it just now.
			if (contentHash(await readText(uri)) === contentHash(source) && document.version === version) {
				await this.put(uri, source, { size, modified: mtime }, { model, extraction, optionsKey });
			}
		};
		// A file that is gone meanwhile is no failure of the extraction.
		keep().catch((failure: unknown) => logger.log('debug', `${uri.toString()}: ${describeFailure(failure)}`));
	}
}

/** The folders that a URI lies in, by their URIs. */
function foldersAround(id: string): string[] {
	const names = id.split('/');
	return names.slice(1).map((_, index) => names.slice(0, index + 1).join('/'));
}

// The panel of a corpus's graph: the relation graph's page over a store, of which it loads what is looked at.

import * as vscode from 'vscode';
import { basename } from 'node:path';
import { DisposableStore, type Disposable } from '../../base/disposable';
import type { GraphStoreClient } from '../../client/graphStoreClient';
import { WebviewPage } from '../../host/webviewPage';
import type { KnowledgeModel } from '../../knowledge/knownDocument';
import type { StoredPlace } from '../../protocol/graphStoreProtocol';
import { fromRelationGraphSchema, type FromRelationGraph, type GraphItem, type ToRelationGraph } from '../../protocol/relationGraphProtocol';
import { Flash } from '../relationGraph/flash';
import { chooseFile, pngBytes, writeExport } from '../relationGraph/graphExport';
import type { GraphMemory } from '../relationGraph/graphMemory';
import { findDocument } from './corpusDocuments';
import { CorpusView } from './corpusView';

export interface CorpusGraphPanelOptions {
	readonly panel: vscode.WebviewPanel;
	readonly extensionUri: vscode.Uri;
	/** Of the store, absolute. */
	readonly path: string;
	/** Is ended with the panel. */
	readonly client: GraphStoreClient;
	readonly models: () => readonly KnowledgeModel[];
	readonly memory: GraphMemory;
	readonly onFailure: (failure: unknown) => void;
}

/** What a panel's state says of the store that it shows, and the other way round. */
export const corpusKey = {
	of: (path: string): string => `corpus:${path}`,
	path: (key: string): string | undefined => (key.startsWith('corpus:') ? key.slice('corpus:'.length) : undefined),
} as const;

export class CorpusGraphPanel implements Disposable {
	readonly #options: CorpusGraphPanelOptions;
	readonly #owned = new DisposableStore();
	readonly #page: WebviewPage<ToRelationGraph, FromRelationGraph>;
	readonly #flash = this.#owned.add(new Flash());
	readonly #view: CorpusView;
	#loading: Promise<boolean> | undefined;
	/** Whose places the page shows. */
	#item: GraphItem | undefined;
	#places: readonly StoredPlace[] = [];
	#unsent = 0;

	constructor(options: CorpusGraphPanelOptions) {
		const { panel, extensionUri, client, models, onFailure } = options;
		this.#options = options;
		this.#owned.add(client);
		this.#view = new CorpusView((request) => client.ask(request), models);
		this.#page = this.#owned.add(
			new WebviewPage({
				webview: panel.webview,
				extensionUri,
				name: 'relationGraph',
				title: vscode.l10n.t('Corpus Graph'),
				schema: fromRelationGraphSchema,
				onMessage: (message) => this.#handle(message),
				onFailure,
			}),
		);
		this.#owned.add(panel.onDidDispose(() => this.dispose()));
	}

	dispose(): void {
		this.#owned.dispose();
	}

	async #handle(message: FromRelationGraph): Promise<void> {
		switch (message.kind) {
			case 'ready':
				await this.#show();
				return;
			case 'search':
				await this.#page.post({ kind: 'found', text: message.text, entities: await this.#view.search(message.text) });
				return;
			case 'expand':
				await this.#view.expand(message.entity, message.more);
				await this.#show();
				return;
			case 'bring':
				await this.#view.bring(message.item);
				await this.#show();
				await this.#page.post(message.finds ? { kind: 'find', entity: message.item.id } : { kind: 'choose', item: message.item });
				return;
			case 'page': {
				const { table, from } = message;
				await this.#page.post({ kind: 'page', table, from, ...(await this.#view.page(table, from)) });
				return;
			}
			case 'places':
				await this.#loadPlaces(message.item);
				await this.#tellPlaces(null);
				return;
			case 'reveal':
				await this.#reveal(message.item, message.place);
				return;
			case 'remember':
				await this.#options.memory.set(message.key, message.settings);
				return;
			case 'export':
				await this.#export(message.format, message.format === 'png' ? pngBytes(message.picture) : message.picture);
				return;
			case 'scope':
			case 'run':
			case 'hide':
			case 'same':
			case 'different':
			case 'exportData':
				// Of documents that are open: see relationGraphPanel.
				return;
			case 'failed':
				throw new Error(`The corpus graph's page failed: ${message.message}`);
			default:
				message satisfies never;
		}
	}

	async #show(): Promise<void> {
		const { path, memory } = this.#options;
		const key = corpusKey.of(path);
		const described = { kind: 'show', scope: 'corpus', name: basename(path), key, settings: memory.get(key) ?? null } as const;
		this.#loading ??= this.#load();
		if (!(await this.#loading)) {
			this.#loading = undefined;
			await this.#page.post({ ...described, content: { kind: 'empty', reason: 'unreadable' } });
			return;
		}
		const { view } = this.#view;
		await this.#page.post({ ...described, content: view.entities.length === 0 ? { kind: 'empty', reason: 'nothingFound' } : { kind: 'graph', graph: view } });
	}

	/** Whether there is a store; why not is shown. */
	async #load(): Promise<boolean> {
		try {
			await this.#view.load();
			return true;
		} catch (failure) {
			this.#options.onFailure(failure);
			return false;
		}
	}

	async #loadPlaces(item: GraphItem): Promise<void> {
		if (item.id !== this.#item?.id) {
			this.#item = item;
			({ places: this.#places, unsent: this.#unsent } = await this.#view.places(item));
		}
	}

	async #tellPlaces(shown: number | null): Promise<void> {
		if (this.#item !== undefined) {
			const places = this.#places.map(({ document, line, sentence, words, score }) => ({ document, line, sentence: sentence?.text ?? words, words, score }));
			await this.#page.post({ kind: 'places', item: this.#item, places, unsent: this.#unsent, shown });
		}
	}

	async #reveal(item: GraphItem, number: number): Promise<void> {
		await this.#loadPlaces(item);
		const place = this.#places[number];
		await this.#tellPlaces(place === undefined ? null : number);
		if (place === undefined) {
			return;
		}
		const { path, panel } = this.#options;
		const folders = vscode.workspace.workspaceFolders?.flatMap(({ uri }) => (uri.scheme === 'file' ? [uri.fsPath] : [])) ?? [];
		const file = await findDocument(place.document, path, folders);
		if (file === undefined) {
			vscode.window.setStatusBarMessage(vscode.l10n.t('{0} is not in this workspace', place.document), 5000);
			return;
		}
		const [first] = place.ranges;
		const sentenceSpan = place.sentence ?? first;
		if (sentenceSpan !== undefined) {
			await this.#flash.show({ documentId: vscode.Uri.file(file).toString(), sentenceSpan, ranges: place.ranges }, panel.viewColumn);
		}
	}

	async #export(format: string, data: string | Uint8Array): Promise<void> {
		const { path } = this.#options;
		const file = await chooseFile(vscode.Uri.joinPath(vscode.Uri.file(path), '..'), basename(path).replace(/\.\w+$/, ''), format);
		if (file !== undefined) {
			await writeExport(file, data);
			vscode.window.setStatusBarMessage(vscode.l10n.t('Exported {0}', vscode.workspace.asRelativePath(file)), 5000);
		}
	}
}

// The relation graph's panel: what it is told of the knowledge, and what its clicks do in the editor. What it looks like is the
// page's matter (webview/relationGraph).

import * as vscode from 'vscode';
import { neverCancelled } from '../../base/cancellation';
import { DisposableStore, toDisposable, type Disposable } from '../../base/disposable';
import { commandIds } from '../../host/contributions';
import { graphMl } from '../../exchange/graphMl';
import { RunSoon } from '../../host/runSoon';
import { WebviewPage } from '../../host/webviewPage';
import { emptyGraph } from '../../knowledge/entities/growingGraph';
import type { KnowledgeGraph } from '../../knowledge/entities/entity';
import { mentionsAt } from '../../knowledge/lookUp';
import { everythingVisible, isMentionVisible } from '../../knowledge/visibility';
import {
	fromRelationGraphSchema,
	type FromRelationGraph,
	type GraphAction,
	type GraphContent,
	type GraphItem,
	type GraphScope,
	type GraphView,
	type ToRelationGraph,
} from '../../protocol/relationGraphProtocol';
import type { DocumentExtractions } from '../extraction/documentExtractions';
import type { Knowledge } from '../knowledge/knowledge';
import type { VisibilityState } from '../knowledge/visibilityState';
import type { VisibleMarks } from '../knowledge/visibleMarks';
import { CurrentPaper } from './currentPaper';
import { Flash } from './flash';
import { contentOf, firstReading, scopedGraph, type ScopedGraph } from './graphContent';
import { chooseFile, pngBytes, writeExport } from './graphExport';
import type { GraphMemory } from './graphMemory';
import { placesOf } from './itemPlaces';

/** Changes within this time are told together, in milliseconds. */
const postPause = 60;

export interface RelationGraphPanelOptions {
	readonly panel: vscode.WebviewPanel;
	readonly extensionUri: vscode.Uri;
	readonly knowledge: Knowledge;
	readonly extractions: DocumentExtractions;
	readonly visible: VisibleMarks;
	readonly visibility: VisibilityState;
	readonly memory: GraphMemory;
	readonly onFailure: (failure: unknown) => void;
}

export class RelationGraphPanel implements Disposable {
	readonly #options: RelationGraphPanelOptions;
	readonly #owned = new DisposableStore();
	readonly #page: WebviewPage<ToRelationGraph, FromRelationGraph>;
	readonly #paper: CurrentPaper;
	readonly #flash: Flash;
	readonly #showing: RunSoon;
	#isReady = false;
	#scope: GraphScope = 'document';
	/** Whose places the page shows, and which of them the editor does. */
	#item: GraphItem | undefined;
	#place: number | undefined;
	/** What was posted last: the same is not posted again. */
	#shown = '';
	#shownPlaces = '';
	#shownCursor: string | null | undefined;
	/** An entity that the page is to find, once it shows a graph. */
	#wanted: string | undefined;
	#cursorTimer: NodeJS.Timeout | undefined;

	constructor(options: RelationGraphPanelOptions) {
		const { panel, extensionUri, knowledge, extractions, visibility, onFailure } = options;
		this.#options = options;
		this.#paper = this.#owned.add(new CurrentPaper(extractions));
		this.#flash = this.#owned.add(new Flash());
		this.#page = this.#owned.add(
			new WebviewPage({
				webview: panel.webview,
				extensionUri,
				name: 'relationGraph',
				title: vscode.l10n.t('Relation Graph'),
				schema: fromRelationGraphSchema,
				onMessage: (message) => this.#handle(message),
				onFailure,
			}),
		);
		this.#showing = this.#owned.add(new RunSoon(() => this.#show(), postPause, onFailure));
		const showSoon = (): void => this.#showing.ask();
		this.#owned.add(knowledge.onDidChange(showSoon));
		this.#owned.add(visibility.onDidChange(showSoon));
		this.#owned.add(this.#paper.onDidChange(showSoon));
		// How far a first reading is.
		this.#owned.add(extractions.onDidChange((document) => document === this.#paper.document && showSoon()));
		this.#owned.add(vscode.window.onDidChangeTextEditorSelection(() => this.#tellCursorSoon()));
		this.#owned.add(panel.onDidChangeViewState(showSoon));
		this.#owned.add(toDisposable(() => clearTimeout(this.#cursorTimer)));
		this.#owned.add(panel.onDidDispose(() => this.dispose()));
	}

	dispose(): void {
		this.#owned.dispose();
	}

	/** Chooses an entity in the page, in the graph of the whole workspace if the document has none of it. */
	find(entity: string): void {
		this.#wanted = entity;
		this.#showing.ask();
	}

	async #handle(message: FromRelationGraph): Promise<void> {
		switch (message.kind) {
			case 'ready':
				this.#isReady = true;
				this.#scope = message.scope ?? this.#scope;
				this.#item = undefined;
				this.#shown = '';
				this.#shownCursor = undefined;
				await this.#show();
				return;
			case 'scope':
				this.#scope = message.scope;
				await this.#show();
				return;
			case 'places':
				this.#item = message.item;
				this.#place = undefined;
				await this.#tellPlaces(true);
				return;
			case 'reveal':
				await this.#reveal(message.item, message.place);
				return;
			case 'remember':
				await this.#options.memory.set(message.key, message.settings);
				return;
			case 'run':
				await this.#run(message.action);
				return;
			case 'hide':
			case 'same':
			case 'different':
				await vscode.commands.executeCommand(entityCommands[message.kind], message.entity);
				return;
			case 'export':
				await this.#export(message.format, message.format === 'png' ? pngBytes(message.picture) : message.picture);
				return;
			case 'exportData':
				await this.#export(message.format, this.#graphMl(new Set(message.entities), new Set(message.relations)));
				return;
			case 'search':
			case 'expand':
			case 'bring':
			case 'page':
				// Of a corpus: see corpusGraphPanel.
				return;
			case 'failed':
				throw new Error(`The relation graph's page failed: ${message.message}`);
			default:
				message satisfies never;
		}
	}

	get #scoped(): ScopedGraph | undefined {
		const { knowledge, visible, visibility } = this.#options;
		const { document } = this.#paper;
		return this.#scope === 'document' && document === undefined
			? undefined
			: scopedGraph(knowledge, visible, this.#scope === 'document' ? document : undefined, visibility.current);
	}

	async #show(): Promise<void> {
		const { panel, memory } = this.#options;
		if (!panel.visible) {
			// It asks when it is seen again.
			this.#isReady = false;
			return;
		}
		const { document } = this.#paper;
		const isWorkspace = this.#scope === 'workspace';
		const key = isWorkspace || document === undefined ? this.#scope : `document:${document.uri.toString()}`;
		const name = isWorkspace ? (vscode.workspace.name ?? '') : document === undefined ? '' : vscode.workspace.asRelativePath(document.uri);
		const content = this.#content();
		const shown = JSON.stringify([key, name, content]);
		if (shown !== this.#shown) {
			this.#shown = shown;
			await this.#page.post({ kind: 'show', scope: this.#scope, name, key, settings: memory.get(key) ?? null, content });
		}
		await this.#tellPlaces(false);
		this.#tellCursorSoon();
		if (this.#wanted !== undefined && this.#isReady && content.kind === 'graph') {
			await this.#tellWanted(this.#wanted, content.graph);
		}
	}

	async #tellWanted(entity: string, { entities }: GraphView): Promise<void> {
		const isThere = entities.some(({ id }) => id === entity);
		if (!isThere && this.#scope === 'document') {
			this.#scope = 'workspace';
			await this.#show();
			return;
		}
		this.#wanted = undefined;
		if (isThere) {
			await this.#page.post({ kind: 'find', entity });
		}
	}

	#content(): GraphContent {
		const { extractions } = this.#options;
		const { document } = this.#paper;
		const scoped = this.#scoped;
		if (scoped === undefined) {
			return { kind: 'empty', reason: 'noDocument' };
		}
		const reading = this.#scope === 'document' && document !== undefined ? firstReading(extractions, document) : undefined;
		return reading ?? contentOf(scoped);
	}

	/** @param always even if nothing has changed */
	async #tellPlaces(always: boolean): Promise<void> {
		if (this.#item === undefined) {
			return;
		}
		const { places, unsent } = this.#placesOf(this.#item);
		const message: ToRelationGraph = {
			kind: 'places',
			item: this.#item,
			places: places.map(({ document, line, sentence, words, score }) => ({ document, line, sentence, words, score })),
			unsent,
			shown: this.#place ?? null,
		};
		const shown = JSON.stringify(message);
		if (always || shown !== this.#shownPlaces) {
			this.#shownPlaces = shown;
			await this.#page.post(message);
		}
	}

	#placesOf(item: GraphItem): ReturnType<typeof placesOf> {
		const { knowledge } = this.#options;
		const scoped = this.#scoped;
		return scoped === undefined ? { places: [], unsent: 0 } : placesOf(item, scoped.visible, (id) => knowledge.document(id));
	}

	async #reveal(item: GraphItem, place: number): Promise<void> {
		this.#item = item;
		const chosen = this.#placesOf(item).places[place];
		this.#place = chosen && place;
		await this.#tellPlaces(true);
		if (chosen !== undefined) {
			await this.#flash.show(chosen, this.#options.panel.viewColumn);
		}
	}

	#tellCursorSoon(): void {
		clearTimeout(this.#cursorTimer);
		this.#cursorTimer = setTimeout(() => {
			const entity = this.#entityAtCursor() ?? null;
			if (entity !== this.#shownCursor && this.#options.panel.visible) {
				this.#shownCursor = entity;
				this.#page.post({ kind: 'cursor', entity }).catch(this.#options.onFailure);
			}
		}, postPause);
	}

	#entityAtCursor(): string | undefined {
		const { knowledge, visibility } = this.#options;
		const { document } = this.#paper;
		const editor = vscode.window.visibleTextEditors.find((visible) => visible.document === document);
		const known = editor && knowledge.document(editor.document.uri.toString());
		if (editor === undefined || known === undefined) {
			return undefined;
		}
		const offset = editor.document.offsetAt(editor.selection.active);
		const { index } = knowledge;
		return mentionsAt(known.extraction, offset)
			.map((mention) => ({ mention, entity: index.entityIdOf(known.id, mention) }))
			.find(({ mention, entity }) => isMentionVisible(visibility.current, mention, entity))?.entity;
	}

	async #run(action: GraphAction): Promise<void> {
		const { extractions, visibility } = this.#options;
		const { document } = this.#paper;
		switch (action) {
			case 'openDocument':
				await vscode.commands.executeCommand('workbench.action.quickOpen');
				return;
			case 'extractDocument':
				if (document !== undefined) {
					await extractions.extract(document, undefined, neverCancelled);
				}
				return;
			case 'extractWorkspace':
				await vscode.commands.executeCommand(commandIds.extractWorkspace);
				return;
			case 'showEverything':
				await visibility.change(everythingVisible);
				return;
			default:
				action satisfies never;
		}
	}

	/** What the page shows of the graph. */
	#graphMl(entities: ReadonlySet<string>, relations: ReadonlySet<string>): string {
		const { documents, visible } = this.#scoped ?? { documents: [], visible: emptyGraph };
		const part: KnowledgeGraph = {
			entities: new Map([...visible.entities].filter(([id]) => entities.has(id))),
			relations: new Map([...visible.relations].filter(([id]) => relations.has(id))),
			relationsByEntity: new Map(
				[...visible.relationsByEntity].map(([id, all]) => [id, all.filter((relation) => relations.has(relation.id))]),
			),
		};
		return graphMl(part, documents);
	}

	async #export(format: string, data: string | Uint8Array): Promise<void> {
		const { document } = this.#paper;
		const isWorkspace = this.#scope === 'workspace' || document === undefined;
		const folder = isWorkspace ? vscode.workspace.workspaceFolders?.[0]?.uri : vscode.Uri.joinPath(document.uri, '..');
		const name = isWorkspace ? (vscode.workspace.name ?? 'graph') : vscode.workspace.asRelativePath(document.uri).replace(/^.*[\\/]|\.\w+$/g, '');
		const file = await chooseFile(folder, `${name}-relations`, format);
		if (file !== undefined) {
			await writeExport(file, data);
			vscode.window.setStatusBarMessage(vscode.l10n.t('Exported {0}', vscode.workspace.asRelativePath(file)), 5000);
		}
	}
}

/** What commands do with an entity; they take its id. */
const entityCommands = {
	hide: commandIds.hideEntity,
	same: 'spert.sameEntity',
	different: 'spert.differentEntity',
} as const;

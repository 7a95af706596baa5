// The command "Show Relation Graph" and its panel, which opens beside the text and is filled again after a reload.

import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import type { DocumentExtractions } from '../extraction/documentExtractions';
import type { Knowledge } from '../knowledge/knowledge';
import type { VisibilityState } from '../knowledge/visibilityState';
import type { VisibleMarks } from '../knowledge/visibleMarks';
import type { GraphMemory } from './graphMemory';
import type { RelationGraphPanel } from './relationGraphPanel';

export const relationGraphPanelType = 'spert.relationGraph';

export interface RelationGraphFeatureOptions {
	readonly context: Pick<vscode.ExtensionContext, 'extensionUri' | 'workspaceState'>;
	readonly knowledge: Knowledge;
	readonly extractions: DocumentExtractions;
	readonly visible: VisibleMarks;
	readonly visibility: VisibilityState;
	readonly onFailure: (failure: unknown) => void;
}

export class RelationGraphFeature implements Disposable {
	readonly #options: RelationGraphFeatureOptions;
	readonly #owned = new DisposableStore();
	#memory: GraphMemory | undefined;
	#panel: { readonly panel: vscode.WebviewPanel; readonly content: RelationGraphPanel } | undefined;

	constructor(options: RelationGraphFeatureOptions) {
		this.#options = options;
		const deserializeWebviewPanel = (panel: vscode.WebviewPanel): Promise<void> => this.#fill(panel);
		this.#owned.add(vscode.window.registerWebviewPanelSerializer(relationGraphPanelType, { deserializeWebviewPanel }));
	}

	/** @param entity id of the entity that is to be found in it; of another form, from nowhere in particular */
	async show(entity: unknown): Promise<void> {
		if (this.#panel === undefined) {
			await this.#open();
		} else {
			this.#panel.panel.reveal(undefined, true);
		}
		if (typeof entity === 'string') {
			this.#panel?.content.find(entity);
		}
	}

	dispose(): void {
		// Panels stay open: they are filled again when the extension is back.
		this.#owned.dispose();
	}

	async #open(): Promise<void> {
		// Of before a reload, and not filled again as it was not in sight since: there is no way to show it.
		const isOurs = ({ input }: vscode.Tab): boolean => input instanceof vscode.TabInputWebview && input.viewType.endsWith(relationGraphPanelType);
		void vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(isOurs)));
		const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
		await this.#fill(vscode.window.createWebviewPanel(relationGraphPanelType, vscode.l10n.t('Relation Graph'), place));
	}

	async #fill(panel: vscode.WebviewPanel): Promise<void> {
		// Only now: making the schemas of the panel's messages would cost every start of the editor some milliseconds.
		const [{ GraphMemory }, { RelationGraphPanel }] = await Promise.all([import('./graphMemory'), import('./relationGraphPanel')]);
		const { context, knowledge, extractions, visible, visibility, onFailure } = this.#options;
		this.#memory ??= new GraphMemory(context.workspaceState);
		const { extensionUri } = context;
		const content = this.#owned.add(
			new RelationGraphPanel({ panel, extensionUri, knowledge, extractions, visible, visibility, memory: this.#memory, onFailure }),
		);
		this.#panel = { panel, content };
		panel.onDidDispose(() => {
			if (this.#panel?.panel === panel) {
				this.#panel = undefined;
			}
		});
	}
}

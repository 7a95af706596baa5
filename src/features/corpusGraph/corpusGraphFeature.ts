// The command "Open Corpus Graph" and its panels, one a store, which are filled again after a reload.

import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { commandIds } from '../../host/contributions';
import { usedModels } from '../../knowledge/usedModels';
import type { Knowledge } from '../knowledge/knowledge';
import type { GraphMemory } from '../relationGraph/graphMemory';

export const corpusGraphPanelType = 'spert.corpusGraph';

export interface CorpusGraphFeatureOptions {
	readonly context: Pick<vscode.ExtensionContext, 'asAbsolutePath' | 'extensionUri' | 'workspaceState'>;
	readonly knowledge: Knowledge;
	readonly onFailure: (failure: unknown) => void;
}

export class CorpusGraphFeature implements Disposable {
	readonly #options: CorpusGraphFeatureOptions;
	readonly #owned = new DisposableStore();
	/** By the paths of their stores. */
	readonly #panels = new Map<string, vscode.WebviewPanel>();
	#memory: GraphMemory | undefined;

	constructor(options: CorpusGraphFeatureOptions) {
		this.#options = options;
		const deserializeWebviewPanel = async (panel: vscode.WebviewPanel, state: unknown): Promise<void> => {
			const path = await pathIn(state);
			if (path === undefined) {
				panel.dispose();
			} else {
				await this.#fill(panel, path);
			}
		};
		this.#owned.add(vscode.window.registerWebviewPanelSerializer(corpusGraphPanelType, { deserializeWebviewPanel }));
	}

	get commands(): Readonly<Record<string, (argument: unknown) => unknown>> {
		return { [commandIds.openCorpusGraph]: (argument) => this.#open(argument) };
	}

	dispose(): void {
		// Panels stay open: they are filled again when the extension is back.
		this.#owned.dispose();
	}

	/** @param argument the store, from the explorer's menu; of another form, it is asked for */
	async #open(argument: unknown): Promise<void> {
		const store = argument instanceof vscode.Uri && argument.scheme === 'file' ? argument : await chooseStore();
		if (store === undefined) {
			return;
		}
		const path = store.fsPath;
		const known = this.#panels.get(path);
		if (known !== undefined) {
			known.reveal();
			return;
		}
		const title = vscode.l10n.t('Corpus Graph');
		await this.#fill(vscode.window.createWebviewPanel(corpusGraphPanelType, title, vscode.ViewColumn.Active), path);
	}

	async #fill(panel: vscode.WebviewPanel, path: string): Promise<void> {
		// Only now: nobody pays for it at the editor's start.
		const [{ CorpusGraphPanel }, { GraphMemory }, { GraphStoreClient }] = await Promise.all([
			import('./corpusGraphPanel'),
			import('../relationGraph/graphMemory'),
			import('../../client/graphStoreClient'),
		]);
		const { context, knowledge, onFailure } = this.#options;
		const program = { execPath: process.execPath, path: context.asAbsolutePath('dist/spert.cjs') };
		this.#owned.add(
			new CorpusGraphPanel({
				panel,
				extensionUri: context.extensionUri,
				path,
				client: new GraphStoreClient(program, path),
				models: () => usedModels(knowledge.documents),
				memory: (this.#memory ??= new GraphMemory(context.workspaceState, 'corpusGraph')),
				onFailure,
			}),
		);
		this.#panels.set(path, panel);
		panel.onDidDispose(() => this.#panels.delete(path));
	}
}

async function chooseStore(): Promise<vscode.Uri | undefined> {
	const chosen = await vscode.window.showOpenDialog({
		title: vscode.l10n.t('Open Corpus Graph'),
		openLabel: vscode.l10n.t('Open'),
		filters: { [vscode.l10n.t('Merged graphs')]: ['sqlite'] },
	});
	return chosen?.[0];
}

/** The store that a page of before a reload showed. */
async function pathIn(state: unknown): Promise<string | undefined> {
	const { corpusKey } = await import('./corpusGraphPanel');
	const key = typeof state === 'object' && state !== null && 'key' in state ? state.key : undefined;
	return typeof key === 'string' ? corpusKey.path(key) : undefined;
}

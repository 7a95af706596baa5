// The Corpora view in the side bar: shows how corpora stand, and looks at them again and again while it is visible, and only then.

import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { UserError } from '../../base/userError';
import { settingKeys, settingsSection, viewIds } from '../../host/contributions';
import type { Corpora } from './corpora';
import { corpusItem } from './corpusItems';
import { failureRows, rowsOf, type CorpusRow, type CorpusRowOf } from './corpusRows';
import { Looking } from './looking';
import type { QueueAccess } from './queueAccess';

export interface CorporaViewOptions {
	readonly corpora: Corpora;
	readonly access: QueueAccess;
	readonly onFailure: (failure: unknown) => void;
}

/** In "when" clauses: whether there is a corpus in the list. */
const knownKey = `${viewIds.corpora}.known`;

export class CorporaView implements Disposable {
	readonly #options: CorporaViewOptions;
	readonly #owned = new DisposableStore();
	readonly #changed = this.#owned.add(new vscode.EventEmitter<undefined>());
	readonly #view: vscode.TreeView<CorpusRow>;
	readonly #looking: Looking;
	#isKnown: boolean | undefined;

	constructor(options: CorporaViewOptions) {
		this.#options = options;
		const { corpora, onFailure } = options;
		this.#view = this.#owned.add(
			vscode.window.createTreeView<CorpusRow>(viewIds.corpora, {
				treeDataProvider: {
					onDidChangeTreeData: this.#changed.event,
					getChildren: (row) => this.#children(row),
					getTreeItem: corpusItem,
				},
			}),
		);
		this.#looking = this.#owned.add(new Looking({ look: () => corpora.look(), onFailure }));
		this.#owned.add(this.#view.onDidChangeVisibility(() => this.#follow()));
		this.#owned.add(corpora.onDidChange(() => this.#follow()));
		this.#owned.add(
			vscode.workspace.onDidChangeConfiguration((event) => {
				if (event.affectsConfiguration(`${settingsSection}.${settingKeys.queueUrl}`)) {
					this.#follow();
				}
			}),
		);
		this.#follow();
	}

	/** The rows as they are shown; of a corpus, or of documents that failed. Errors: none, what is wrong is a row. */
	async rows(row?: CorpusRow): Promise<readonly CorpusRow[]> {
		return await this.#children(row);
	}

	/** Whether queues are asked how corpora stand. */
	get isLooking(): boolean {
		return this.#looking.isWatched;
	}

	lookNow(): void {
		if (this.#options.corpora.canLook) {
			this.#looking.lookNow();
		}
	}

	dispose(): void {
		this.#owned.dispose();
	}

	async #children(row: CorpusRow | undefined): Promise<CorpusRow[]> {
		switch (row?.kind) {
			case undefined:
				return this.#options.corpora.all.map((state) => ({ kind: 'corpus', id: state.id, state }));
			case 'corpus':
				return rowsOf(row.state);
			case 'failed':
				return await this.#failures(row);
			default:
				return [];
		}
	}

	async #failures(row: CorpusRowOf<'failed'>): Promise<CorpusRow[]> {
		try {
			return failureRows(row, await this.#options.corpora.failures(row.corpus));
		} catch (failure) {
			if (failure instanceof UserError) {
				return [{ kind: 'problem', id: `${row.id}/problem`, failure }];
			}
			throw failure;
		}
	}

	#follow(): void {
		const { corpora, access } = this.#options;
		const isKnown = corpora.all.length > 0;
		if (isKnown !== this.#isKnown) {
			this.#isKnown = isKnown;
			void vscode.commands.executeCommand('setContext', knownKey, isKnown);
		}
		this.#view.message = access.problem ?? '';
		this.#changed.fire(undefined);
		this.#looking.setWatched(this.#view.visible && corpora.canLook);
	}
}

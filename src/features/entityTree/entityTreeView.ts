// The Entities view in the side bar: shows an EntityTree, follows knowledge and choices without losing its place, and the cursor
// where that is wanted.

import * as vscode from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../../base/disposable';
import { viewIds } from '../../host/contributions';
import { readSettings } from '../../host/settings';
import type { Knowledge } from '../knowledge/knowledge';
import type { VisibilityState } from '../knowledge/visibilityState';
import type { VisibleMarks } from '../knowledge/visibleMarks';
import { mentionAtCursor } from './entityArgument';
import { EntityTree, groupings, type Grouping, type TreeNode } from './entityTree';
import { tooltipOf, treeItem } from './treeItems';
import { typeTable } from './typeTable';

export interface EntityTreeViewOptions {
	readonly knowledge: Knowledge;
	readonly visibility: VisibilityState;
	readonly visible: VisibleMarks;
	readonly memento: vscode.Memento;
}

const groupingKey = 'entities.grouping';
/** Time between two updates for edits, in milliseconds; more where making the list takes long: at most a tenth of the time. */
const shortestPause = 200;
const pausePerCost = 10;
/** How long the cursor must rest before the view follows it. */
const followPause = 200;

export class EntityTreeView implements Disposable {
	readonly #options: EntityTreeViewOptions;
	readonly #owned = new DisposableStore();
	readonly #changed = this.#owned.add(new vscode.EventEmitter<undefined>());
	readonly #view: vscode.TreeView<TreeNode>;
	#grouping: Grouping;
	#filter = '';
	#tree: EntityTree | undefined;
	/** Ids of rows that were opened, and closed: the view forgets them when another grouping or a filter takes them away. */
	readonly #opened = new Set<string>();
	readonly #closed = new Set<string>();
	/** How long the last tree took, in milliseconds. */
	#cost = 0;
	#refresh: NodeJS.Timeout | undefined;
	#follow: NodeJS.Timeout | undefined;

	constructor(options: EntityTreeViewOptions) {
		this.#options = options;
		const { knowledge, visibility, memento } = options;
		this.#grouping = groupings.find((grouping) => grouping === memento.get(groupingKey)) ?? 'type';
		void setContext('grouping', this.#grouping);
		this.#view = this.#owned.add(
			vscode.window.createTreeView<TreeNode>(viewIds.entities, {
				showCollapseAll: true,
				treeDataProvider: {
					onDidChangeTreeData: this.#changed.event,
					getChildren: (node) => this.#children(node),
					getParent: (node) => this.tree.parent(node),
					getTreeItem: (node) => this.#item(node),
					resolveTreeItem: (item, node) => {
						item.tooltip = tooltipOf(node);
						return item;
					},
				},
			}),
		);
		this.#owned.add(this.#view.onDidExpandElement(({ element }) => this.#remember(element, true)));
		this.#owned.add(this.#view.onDidCollapseElement(({ element }) => this.#remember(element, false)));
		this.#owned.add(knowledge.onDidChange(() => this.#refreshSoon()));
		this.#owned.add(visibility.onDidChange(() => this.#refreshNow()));
		this.#owned.add(vscode.window.onDidChangeTextEditorSelection(() => this.#followSoon()));
		this.#owned.add(toDisposable(() => [this.#refresh, this.#follow].forEach((timer) => clearTimeout(timer))));
	}

	/** What is shown, made when it is asked for. */
	get tree(): EntityTree {
		if (this.#tree === undefined) {
			const { knowledge, visibility, visible } = this.#options;
			const start = performance.now();
			this.#tree = new EntityTree({
				graph: knowledge.graph,
				shown: visible.graph,
				documents: knowledge.documents,
				types: typeTable(knowledge.models),
				visibility: visibility.current,
				grouping: this.#grouping,
				filter: this.#filter,
			});
			this.#cost = performance.now() - start;
			this.#describe(this.#tree);
		}
		return this.#tree;
	}

	/** Parts of words that rows must have; empty for all rows. */
	get filter(): string {
		return this.#filter;
	}

	/** The selected row. */
	get selected(): TreeNode | undefined {
		return this.#view.selection[0];
	}

	setFilter(filter: string): void {
		if (filter !== this.#filter) {
			this.#filter = filter;
			void setContext('filtered', filter !== '');
			this.#refreshNow();
		}
	}

	async setGrouping(grouping: Grouping): Promise<void> {
		this.#grouping = grouping;
		this.#refreshNow();
		await setContext('grouping', grouping);
		await this.#options.memento.update(groupingKey, grouping);
	}

	/** Shows the view and selects the row of the entity at the cursor, if there is one. */
	async revealCursor(): Promise<void> {
		const node = this.#nodeAtCursor();
		if (node === undefined) {
			await vscode.commands.executeCommand(`${viewIds.entities}.focus`);
		} else {
			await this.#view.reveal(node, { select: true, focus: true });
		}
	}

	dispose(): void {
		this.#owned.dispose();
	}

	#children(node: TreeNode | undefined): TreeNode[] {
		if (node === undefined) {
			return [...this.tree.roots];
		}
		// Only of open rows children are asked for. An event that came while the list was made anew was lost.
		this.#remember(node, true);
		return [...this.tree.children(node)];
	}

	#item(node: TreeNode): vscode.TreeItem {
		const item = treeItem(node);
		const { None, Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
		if (item.collapsibleState !== None && (this.#opened.has(node.id) || this.#closed.has(node.id))) {
			item.collapsibleState = this.#opened.has(node.id) ? Expanded : Collapsed;
		}
		return item;
	}

	#remember({ id }: TreeNode, isOpen: boolean): void {
		(isOpen ? this.#opened : this.#closed).add(id);
		(isOpen ? this.#closed : this.#opened).delete(id);
	}

	#describe({ shown, total }: EntityTree): void {
		void setContext('known', total > 0);
		this.#view.description =
			total === 0 ? '' : shown === total ? String(total) : vscode.l10n.t('{0} of {1}', shown, total);
		this.#view.message = this.#filter === '' ? '' : vscode.l10n.t('Only with "{0}"', this.#filter);
	}

	#refreshNow(): void {
		clearTimeout(this.#refresh);
		this.#refresh = undefined;
		this.#tree = undefined;
		this.#changed.fire(undefined);
	}

	#refreshSoon(): void {
		this.#refresh ??= setTimeout(() => this.#refreshNow(), Math.max(shortestPause, pausePerCost * this.#cost));
	}

	#followSoon(): void {
		clearTimeout(this.#follow);
		this.#follow = setTimeout(() => {
			if (this.#view.visible && readSettings(vscode.window.activeTextEditor?.document.uri).followCursor) {
				const node = this.#nodeAtCursor();
				if (node !== undefined && this.selected?.id !== node.id) {
					void this.#view.reveal(node, { select: true, focus: false });
				}
			}
		}, followPause);
	}

	#nodeAtCursor(): TreeNode | undefined {
		const { visible, knowledge } = this.#options;
		const at = mentionAtCursor(visible, knowledge);
		return at && this.tree.entityNode(at.entityId, at.document);
	}
}

function setContext(name: string, value: unknown): Thenable<unknown> {
	return vscode.commands.executeCommand('setContext', `${viewIds.entities}.${name}`, value);
}

// The bar above the graph: scope, search, layout, the three views, and what is done seldom in a menu.

import type { GraphLayout, GraphScope, PageScope } from '../../src/protocol/relationGraphProtocol';
import { button, make, setText } from '../shared/elements';
import { t } from '../shared/texts';
import type { Menu, MenuEntry } from './menu';

export const tabs = ['graph', 'table', 'tree'] as const;
export type Tab = (typeof tabs)[number];

const tabNames: Readonly<Record<Tab, string>> = { graph: t('Graph'), table: t('Table'), tree: t('Tree') };
const layoutNames: Readonly<Record<GraphLayout, string>> = {
	force: t('Force'),
	concentric: t('Concentric'),
	layered: t('Layered'),
	types: t('By type'),
};
const scopeNames: Readonly<Record<GraphScope, string>> = { document: t('This document'), workspace: t('Workspace') };
/** How many entities are drawn at most. */
const limits = [100, 300, 1000, 3000];

export interface ToolbarEvents {
	readonly onScope: (scope: GraphScope) => void;
	readonly onLayout: (layout: GraphLayout) => void;
	readonly onTab: (tab: Tab) => void;
	readonly onLimit: (limit: number) => void;
	readonly onLabels: () => void;
	readonly more: () => readonly MenuEntry[];
}

export interface ToolbarState {
	readonly scope: PageScope;
	readonly layout: GraphLayout;
	readonly tab: Tab;
	readonly limit: number;
	readonly showsLabels: boolean;
	/** What is shown, of what there is. */
	readonly summary: string;
	/** Whether fewer are drawn than could be. */
	readonly isCulled: boolean;
	readonly hasGraph: boolean;
}

export class Toolbar {
	readonly element = make('header', 'toolbar');
	readonly #scope = choice(t('Scope'), scopeNames);
	readonly #layout = choice(t('Layout'), layoutNames);
	readonly #limit = make('select');
	readonly #limitLabel = make('label', '', `${t('Draw at most')} `, this.#limit);
	readonly #labels: HTMLButtonElement;
	readonly #tabs: ReadonlyMap<Tab, HTMLButtonElement>;
	readonly #summary = make('p', 'summary quiet');
	readonly #graphOnly: readonly HTMLElement[];

	constructor(search: HTMLElement, menu: Menu, { onScope, onLayout, onTab, onLimit, onLabels, more }: ToolbarEvents) {
		this.#scope.addEventListener('change', () => onScope(this.#scope.value as GraphScope));
		this.#layout.addEventListener('change', () => onLayout(this.#layout.value as GraphLayout));
		this.#limit.append(...limits.map((limit) => new Option(String(limit), String(limit))));
		this.#limit.addEventListener('change', () => onLimit(Number(this.#limit.value)));
		this.#labels = button(t('Labels'), onLabels);
		this.#labels.className = 'chip';
		this.#labels.title = t('Name and score on every edge');
		const arrange = button(t('Arrange'), () => onLayout(this.#layout.value as GraphLayout));
		arrange.title = t('Lay out anew; pinned entities stay');
		const moreButton = button(t('More…'), () => menu.show(t('More'), more(), { x: moreButton.offsetLeft, y: moreButton.offsetTop + moreButton.offsetHeight + 2 }));
		moreButton.setAttribute('aria-haspopup', 'menu');
		this.#tabs = new Map(
			tabs.map((tab) => {
				const made = button(tabNames[tab], () => onTab(tab));
				made.setAttribute('role', 'tab');
				made.id = `tab-${tab}`;
				made.setAttribute('aria-controls', 'view');
				return [tab, made];
			}),
		);
		const list = make('div', 'tabs', ...this.#tabs.values());
		list.setAttribute('role', 'tablist');
		list.setAttribute('aria-label', t('View'));
		list.addEventListener('keydown', ({ key }) => {
			const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
			const at = [...this.#tabs.values()].findIndex((tab) => tab === document.activeElement);
			const next = step === undefined ? undefined : tabs[(at + step + tabs.length) % tabs.length];
			if (next !== undefined) {
				onTab(next);
				this.#tabs.get(next)?.focus();
			}
		});
		this.#summary.setAttribute('role', 'status');
		this.#graphOnly = [this.#layout, arrange, this.#labels];
		this.element.append(
			make('div', 'row', list, this.#scope, search),
			make('div', 'row', this.#layout, arrange, this.#labels, moreButton, this.#summary, this.#limitLabel),
		);
	}

	show({ scope, layout, tab, limit, showsLabels, summary, isCulled, hasGraph }: ToolbarState): void {
		this.#scope.hidden = scope === 'corpus';
		this.#scope.value = scope;
		this.#layout.value = layout;
		this.#limit.value = String(limit);
		this.#labels.setAttribute('aria-pressed', String(showsLabels));
		for (const [name, element] of this.#tabs) {
			element.setAttribute('aria-selected', String(name === tab));
			element.tabIndex = name === tab ? 0 : -1;
		}
		setText(this.#summary, summary);
		this.#limitLabel.hidden = tab !== 'graph' || (!isCulled && limit <= 300);
		this.#graphOnly.forEach((element) => (element.hidden = tab !== 'graph' || !hasGraph));
	}
}

function choice(name: string, options: Readonly<Record<string, string>>): HTMLSelectElement {
	const made = make('select');
	made.setAttribute('aria-label', name);
	made.append(...Object.entries(options).map(([value, label]) => new Option(label, value)));
	return made;
}

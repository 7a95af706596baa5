// The relation graph's page as a whole: what the editor tells goes to the views, what a person does goes to the settings and to
// the editor. How things look is the views' matter.

import {
	initialGraphSettings,
	toRelationGraphSchema,
	type FromRelationGraph,
	type GraphContent,
	type GraphItem,
	type GraphSettings,
	type PageScope,
	type ToRelationGraph,
} from '../../src/protocol/relationGraphProtocol';
import { make, setText } from '../shared/elements';
import { t } from '../shared/texts';
import { Details, type EntityActions } from './details';
import { EmptyState } from './emptyState';
import { FilterBar } from './filterBar';
import { GraphCanvas } from './graphCanvas';
import { GraphIndex } from './graphIndex';
import { GraphWalk, walkHelp, type GraphWalkHost } from './graphWalk';
import { HoverCard } from './hoverCard';
import { Menu, type MenuEntry } from './menu';
import { NodePlaces } from './nodePlaces';
import { graphBridge, SettingsStore } from './pageState';
import { currentPalette } from './palette';
import type { Point } from './placements';
import { SearchBox } from './searchBox';
import { culled, filtered, inFocus, type GraphPart } from './selection';
import { svgPicture } from './svgPicture';
import { Tables, type TablePage } from './tables';
import { Toolbar, type Tab } from './toolbar';
import { Trail } from './trail';
import { Tree } from './tree';
import { walkableGraph } from './walkableGraph';
import { entityTold, numberText, relationTold } from './words';

/** In milliseconds, as Cytoscape counts. */
const doubleClickTime = 280;
const nothing: GraphPart = { entities: [], relations: [] };
/** Neighbourhoods within neighbourhoods: deeper ways forget where they began. */
const longestTrail = 12;
const mostBroughtIn = 200;

export class RelationGraphPage {
	readonly #bridge = graphBridge(toRelationGraphSchema, (message) => this.#hear(message));
	readonly #settings = new SettingsStore(this.#bridge);
	readonly #view = make('div', 'view');
	readonly #told = make('p', 'unseen');
	readonly #canvas: GraphCanvas;
	readonly #places: NodePlaces;
	readonly #card = new HoverCard();
	readonly #details: Details;
	readonly #tables: Tables;
	readonly #tree: Tree;
	readonly #filters: FilterBar;
	readonly #toolbar: Toolbar;
	readonly #trail: Trail;
	readonly #search: SearchBox;
	readonly #empty: EmptyState;
	readonly #menu: Menu;
	#index = new GraphIndex({ documents: [], entityTypes: [], relationTypes: [], entities: [], relations: [], unsent: 0, models: [] });
	#content: GraphContent | undefined;
	#scope: PageScope = 'document';
	/** The tables of a corpus, as far as they have been asked for and have come. */
	readonly #pages = new Map<GraphItem['kind'], TablePage | undefined>();
	#name = '';
	#key = '';
	/** What the filters leave, and what of it is drawn. */
	#listed = nothing;
	#drawn = nothing;
	#chosen: GraphItem | undefined;
	#opening: ReturnType<typeof setTimeout> | undefined;

	constructor(root: HTMLElement) {
		const main = make('main');
		this.#menu = new Menu(main);
		this.#search = new SearchBox(
			() => this.#index,
			(entity) => this.#find(entity),
			(text) => this.#isCorpus && this.#ask({ kind: 'search', text }),
		);
		this.#toolbar = new Toolbar(this.#search.element, this.#menu, {
			onScope: (scope) => this.#bridge.post({ kind: 'scope', scope }),
			onLayout: (layout) => this.#arrange({ layout }),
			onTab: (tab) => this.#showTab(tab),
			onLimit: (limit) => this.#change({ limit }),
			onLabels: () => this.#change({ showsLabels: !this.#settings.current.showsLabels }),
			more: () => this.#moreEntries,
		});
		this.#filters = new FilterBar((change) => this.#change(change));
		this.#trail = new Trail({ onBackTo: (length) => this.#focusOn(this.#settings.current.trail.slice(0, length)), onHops: (hops) => this.#setHops(hops) });
		this.#canvas = new GraphCanvas({
			onChoose: (item) => this.#choose(item, true, true),
			onChooseNothing: () => this.#choose(undefined, false),
			onDoubleClick: (entity) => this.#focus(entity),
			onHover: (item, at) => (item === undefined ? this.#card.hide() : this.#card.showSoon(this.#index, item, at)),
			onMenu: (item, at) => this.#showMenu(item, at),
			onMoved: () => this.#places.remember(),
		});
		this.#places = new NodePlaces(this.#settings, this.#canvas);
		this.#details = new Details({
			onReveal: (item, place) => this.#bridge.post({ kind: 'reveal', item, place }),
			onChoose: (item) => this.#choose(item, true),
			onClose: () => this.#choose(undefined, false),
			actions: this.#actions,
		});
		this.#tables = new Tables(
			(item) => (this.#knows(item) ? this.#choose(item, true) : this.#ask({ kind: 'bring', item, finds: false })),
			(table, from) => this.#ask({ kind: 'page', table, from }),
		);
		this.#tree = new Tree({
			onAsk: (item) => this.#bridge.post({ kind: 'places', item }),
			onReveal: (item, place) => this.#bridge.post({ kind: 'reveal', item, place }),
		});
		this.#empty = new EmptyState((action) => this.#bridge.post({ kind: 'run', action }));
		this.#build(main);
		root.append(main);
		new GraphWalk(this.#canvas.element, this.#walkHost());
		window.addEventListener('pagehide', () => this.#settings.flush());
		document.addEventListener('visibilitychange', () => this.#settings.flush());
		new ResizeObserver(() => this.#canvas.resized()).observe(this.#canvas.element);
		this.#update();
		const { scope } = this.#bridge.state;
		this.#bridge.post({ kind: 'ready', scope: scope === 'corpus' ? null : scope });
	}

	#build(main: HTMLElement): void {
		const { element } = this.#canvas;
		element.tabIndex = 0;
		element.setAttribute('role', 'application');
		element.setAttribute('aria-roledescription', 'graph');
		element.setAttribute('aria-describedby', 'help');
		const help = make('p', 'unseen', walkHelp);
		help.id = 'help';
		this.#told.setAttribute('role', 'status');
		this.#view.id = 'view';
		this.#view.setAttribute('role', 'tabpanel');
		this.#view.append(element, this.#card.element, this.#tables.element, this.#tree.element, this.#empty.element, help, this.#told);
		const title = make('h1', 'unseen', t('Relation graph'));
		// The editor's own menu for pages has nothing that belongs here.
		this.#view.addEventListener('contextmenu', (event) => event.preventDefault());
		main.append(title, this.#toolbar.element, this.#filters.element, this.#trail.element, make('div', 'content', this.#view, this.#details.element));
	}

	#hear(message: ToRelationGraph): void {
		switch (message.kind) {
			case 'show':
				this.#show(message);
				return;
			case 'places':
				this.#details.showPlaces(message);
				this.#tree.showPlaces(message);
				return;
			case 'cursor':
				this.#canvas.light(message.entity ?? undefined);
				if (message.entity !== null && document.activeElement !== this.#canvas.element) {
					this.#canvas.bringIntoView(message.entity);
				}
				return;
			case 'find':
				this.#find(message.entity);
				return;
			case 'choose':
				this.#choose(message.item, true);
				return;
			case 'found':
				this.#search.showFound(message.text, message.entities);
				return;
			case 'page':
				this.#pages.set(message.table, message);
				this.#update();
				return;
			default:
				message satisfies never;
		}
	}

	#show({ scope, name, key, settings, content }: Extract<ToRelationGraph, { readonly kind: 'show' }>): void {
		this.#bridge.setState({ ...this.#bridge.state, scope });
		[this.#scope, this.#name, this.#content] = [scope, name, content];
		if (key !== this.#key) {
			this.#key = key;
			this.#settings.load(key, settings);
			this.#places.load();
			this.#chosen = undefined;
			this.#canvas.clear();
			this.#pages.clear();
			if (scope === 'corpus') {
				// Which neighbourhoods were loaded is not remembered.
				this.#settings.change({ trail: [] });
			}
		}
		if (content.kind === 'graph') {
			this.#index = new GraphIndex(content.graph);
		}
		this.#update();
	}

	/** Brings every view up to date with graph and settings. */
	#update(): void {
		const settings = this.#settings.current;
		const { tab } = this.#bridge.state;
		const hasGraph = this.#content?.kind === 'graph';
		this.#listed = inFocus(filtered(this.#index, settings), settings.trail);
		// Of a corpus the editor sends no more than can be drawn.
		this.#drawn = this.#isCorpus ? this.#listed : culled(this.#listed, settings.limit, settings.broughtIn);
		if (this.#chosen !== undefined && !this.#knows(this.#chosen)) {
			this.#chosen = undefined;
		}
		this.#empty.element.hidden = hasGraph;
		if (this.#content !== undefined) {
			this.#empty.show(this.#content, this.#scope);
		}
		this.#filters.element.hidden = !hasGraph;
		this.#canvas.element.hidden = !hasGraph || tab !== 'graph';
		this.#tables.element.hidden = !hasGraph || tab !== 'table';
		this.#tree.element.hidden = !hasGraph || tab !== 'tree';
		this.#view.setAttribute('aria-labelledby', `tab-${tab}`);
		this.#filters.show(this.#index, settings);
		this.#trail.show(settings.trail, (entity) => this.#index.nameOf(entity));
		this.#toolbar.show({
			scope: this.#scope,
			layout: settings.layout,
			tab,
			limit: settings.limit,
			showsLabels: settings.showsLabels,
			summary: hasGraph ? this.#summary(tab) : this.#name,
			isCulled: this.#drawn.entities.length < this.#listed.entities.length,
			hasGraph,
		});
		if (hasGraph && tab === 'graph') {
			this.#draw();
		} else if (hasGraph && tab === 'table') {
			this.#showTables();
		} else if (hasGraph) {
			this.#tree.show(this.#index, this.#listed);
		}
		// The tree has its sentences in itself.
		this.#details.show(this.#index, hasGraph && tab !== 'tree' ? this.#chosen : undefined);
	}

	#showTables(): void {
		if (!this.#isCorpus) {
			this.#tables.show(this.#index, this.#listed, this.#chosen);
			return;
		}
		for (const table of ['entity', 'relation'] as const) {
			const page = this.#pages.get(table);
			if (page !== undefined) {
				this.#tables.showPage(page, this.#chosen);
			} else if (!this.#pages.has(table)) {
				this.#pages.set(table, undefined);
				this.#ask({ kind: 'page', table, from: 0 });
			}
		}
	}

	get #isCorpus(): boolean {
		return this.#scope === 'corpus';
	}

	/** Asks the editor for a part of a corpus. */
	#ask(message: Extract<FromRelationGraph, { readonly kind: 'search' | 'expand' | 'bring' | 'page' }>): true {
		this.#bridge.post(message);
		return true;
	}

	#summary(tab: Tab): string {
		const { entities, relations } = this.#listed;
		const all = entities.length + this.#index.view.unsent;
		const drawn = this.#drawn.entities.length;
		const counts =
			(tab === 'graph' || this.#isCorpus) && drawn < all
				? t('{0} of {1} entities shown', numberText(drawn), numberText(all))
				: t('{0} entities · {1} relations', numberText(entities.length), numberText(relations.length));
		const { models } = this.#index.view;
		return [this.#name, counts, ...(models.length > 1 ? [t('{0} models', models.length)] : [])].filter((part) => part !== '').join(' · ');
	}

	#draw(): void {
		const settings = this.#settings.current;
		const isFirst = this.#canvas.isEmpty;
		const isWhole = settings.trail.length === 0;
		if (isFirst) {
			// It was hidden until now, and had no size.
			this.#canvas.resized();
		}
		this.#canvas.showLabels(settings.showsLabels);
		// A neighbourhood is a picture of its own: what lies where in the whole is left as it is.
		this.#canvas.show(this.#index, this.#drawn, isWhole ? this.#places.known : new Map());
		this.#canvas.element.setAttribute('aria-label', `${t('Relation graph of {0}', this.#name)}: ${this.#summary('graph')}`);
		this.#canvas.choose(this.#chosen);
		if (isFirst && !this.#canvas.isEmpty) {
			const known = this.#drawn.entities.filter(({ id }) => this.#places.known.has(id)).length;
			if (!isWhole || 2 * known < this.#drawn.entities.length) {
				this.#canvas.layOut(settings.layout);
				this.#canvas.fit();
			} else if (settings.viewport === undefined) {
				this.#canvas.fit();
			} else {
				this.#canvas.setViewport(settings.viewport);
			}
		}
		this.#places.remember();
	}

	#change(change: Partial<GraphSettings>): void {
		this.#settings.change(change);
		this.#update();
	}

	#arrange(change: Partial<GraphSettings>): void {
		this.#change(change);
		this.#canvas.layOut(this.#settings.current.layout);
		this.#canvas.fit();
		this.#places.remember();
	}

	#showTab(tab: Tab): void {
		this.#bridge.setState({ ...this.#bridge.state, tab });
		this.#card.hide();
		this.#update();
	}

	#knows({ kind, id }: GraphItem): boolean {
		return kind === 'entity' ? this.#index.entities.has(id) : this.#index.relations.has(id);
	}

	/**
	 * @param reveals whether the editor shows its first sentence
	 * @param mayDouble whether a second click may follow: what opens now must not come under the mouse before
	 */
	#choose(item: GraphItem | undefined, reveals: boolean, mayDouble = false): void {
		const opens = this.#details.element.hidden;
		this.#chosen = item;
		this.#card.hide();
		this.#canvas.choose(item);
		this.#details.show(this.#index, this.#bridge.state.tab === 'tree' ? undefined : item);
		clearTimeout(this.#opening);
		if (mayDouble && opens && item !== undefined) {
			this.#details.element.hidden = true;
			this.#opening = setTimeout(() => this.#details.show(this.#index, this.#chosen), doubleClickTime);
		}
		if (this.#bridge.state.tab === 'table') {
			this.#showTables();
		}
		if (item !== undefined) {
			this.#bridge.post(reveals ? { kind: 'reveal', item, place: 0 } : { kind: 'places', item });
			if (this.#isCorpus && reveals && item.kind === 'entity') {
				this.#ask({ kind: 'expand', entity: item.id, more: false });
			}
			setText(this.#told, this.#toldOf(item));
		}
	}

	#toldOf({ kind, id }: GraphItem): string {
		const entity = kind === 'entity' ? this.#index.entities.get(id) : undefined;
		const relation = kind === 'relation' ? this.#index.relations.get(id) : undefined;
		if (entity !== undefined) {
			return entityTold(this.#index, entity, this.#index.relationsOf(id));
		}
		return relation === undefined ? '' : relationTold(this.#index, relation);
	}

	/** Shows an entity wherever it is: filters that hide it give way, and one beyond those that are drawn is brought in. */
	#find(entity: string): void {
		const found = this.#index.entities.get(entity);
		if (found === undefined) {
			if (this.#isCorpus) {
				this.#ask({ kind: 'bring', item: { kind: 'entity', id: entity }, finds: true });
			}
			return;
		}
		const settings = this.#settings.current;
		const isListed = (part: GraphPart): boolean => part.entities.some(({ id }) => id === entity);
		if (!isListed(filtered(this.#index, settings))) {
			this.#settings.change({
				hiddenTypes: settings.hiddenTypes.filter((type) => type !== found.type),
				leastScore: Math.min(settings.leastScore, Math.floor(found.score * 20) / 20),
				showsUnrelated: true,
			});
		}
		if (!isListed(this.#listed) && settings.trail.length > 0) {
			this.#settings.change({ trail: [] });
			this.#canvas.clear();
		}
		if (!isListed(this.#drawn)) {
			this.#settings.change({ broughtIn: [...settings.broughtIn.filter((id) => id !== entity), entity].slice(-mostBroughtIn) });
		}
		if (this.#bridge.state.tab !== 'graph') {
			this.#showTab('graph');
		}
		this.#update();
		this.#choose({ kind: 'entity', id: entity }, true);
		this.#canvas.bringIntoView(entity);
		this.#canvas.element.focus();
	}

	#focus(entity: string): void {
		const { trail } = this.#settings.current;
		if (trail.at(-1)?.entity !== entity) {
			if (this.#isCorpus) {
				this.#ask({ kind: 'expand', entity, more: false });
			}
			this.#focusOn([...trail, { entity, hops: 1 }].slice(-longestTrail));
		}
	}

	#setHops(hops: number): void {
		const { trail } = this.#settings.current;
		const last = trail.at(-1);
		if (last !== undefined && last.hops !== hops) {
			this.#focusOn([...trail.slice(0, -1), { ...last, hops }]);
		}
	}

	/** Another neighbourhood is another picture; the whole is as it was left. */
	#focusOn(trail: GraphSettings['trail']): void {
		this.#places.remember();
		this.#settings.change({ trail });
		this.#canvas.clear();
		this.#card.hide();
		this.#update();
	}

	#togglePin(entity: string): void {
		this.#canvas.setPinned(entity, !this.#canvas.isPinned(entity));
		this.#places.remember();
		this.#details.show(this.#index, this.#chosen);
		setText(this.#told, this.#canvas.isPinned(entity) ? t('Pinned') : t('No longer pinned'));
	}

	readonly #actions: EntityActions = {
		areDecided: () => !this.#isCorpus,
		expand: (entity) => this.#ask({ kind: 'expand', entity, more: true }),
		focus: (entity) => this.#focus(entity),
		togglePin: (entity) => this.#togglePin(entity),
		isPinned: (entity) => this.#canvas.isPinned(entity),
		hide: (entity) => this.#bridge.post({ kind: 'hide', entity }),
		same: (entity) => this.#bridge.post({ kind: 'same', entity }),
		different: (entity) => this.#bridge.post({ kind: 'different', entity }),
	};

	#showMenu(item: GraphItem, at: Point): void {
		const { left, top } = this.#view.getBoundingClientRect();
		this.#card.hide();
		const reveal: MenuEntry = { label: t('Show Sentence'), run: () => this.#choose(item, true) };
		const actions = this.#actions;
		const decisions = (entity: string): readonly MenuEntry[] => [
			{ label: t('Same as…'), run: () => actions.same(entity) },
			{ label: t('Not the Same…'), run: () => actions.different(entity) },
			{ label: t('Hide Everywhere'), run: () => actions.hide(entity) },
		];
		const entries: readonly MenuEntry[] =
			item.kind === 'relation'
				? [reveal]
				: [
						reveal,
						{ label: t('Show Neighbourhood'), run: () => actions.focus(item.id) },
						{ label: actions.isPinned(item.id) ? t('Unpin') : t('Pin'), run: () => actions.togglePin(item.id) },
						...(this.#isCorpus ? [] : decisions(item.id)),
					];
		this.#menu.show(t('Actions'), entries, { x: left + at.x, y: top + at.y });
	}

	get #moreEntries(): readonly MenuEntry[] {
		const isGraph = this.#content?.kind === 'graph' && this.#bridge.state.tab === 'graph';
		const pictures: readonly MenuEntry[] = [
			{ label: t('Fit'), run: () => this.#canvas.fit() },
			{ label: t('Unpin All'), run: () => this.#places.unpinAll() },
			{ label: t('Export as PNG…'), run: () => this.#bridge.post({ kind: 'export', format: 'png', picture: this.#canvas.png() }) },
			{ label: t('Export as SVG…'), run: () => this.#bridge.post({ kind: 'export', format: 'svg', picture: this.#svg() }) },
		];
		return [
			...(isGraph ? pictures : []),
			...(this.#isCorpus ? [] : [{ label: t('Export as GraphML…'), run: () => this.#exportData() }]),
			{ label: t('Reset'), run: () => this.#reset() },
		];
	}

	#reset(): void {
		this.#places.forget();
		this.#canvas.clear();
		this.#change(initialGraphSettings);
	}

	#svg(): string {
		const { showsLabels } = this.#settings.current;
		return svgPicture({ ...this.#canvas.picture, title: t('Relation graph of {0}', this.#name), showsLabels, palette: currentPalette() });
	}

	#exportData(): void {
		const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);
		const { entities, relations } = this.#listed;
		this.#bridge.post({ kind: 'exportData', format: 'graphml', entities: ids(entities), relations: ids(relations) });
	}

	/** What the keys in the graph do. */
	#walkHost(): GraphWalkHost {
		const onEntity = (run: (entity: string) => void): void => {
			if (this.#chosen?.kind === 'entity') {
				run(this.#chosen.id);
			}
		};
		return {
			...walkableGraph(this.#canvas, () => this.#drawn),
			chosen: () => this.#chosen,
			choose: (item) => {
				this.#choose(item, false);
				if (item?.kind === 'entity') {
					this.#canvas.bringIntoView(item.id);
				}
			},
			reveal: () => this.#chosen && this.#choose(this.#chosen, true),
			step: (by) => this.#details.step(by),
			focus: () => onEntity((entity) => this.#focus(entity)),
			back: () => this.#focusOn(this.#settings.current.trail.slice(0, -1)),
			hops: (count) => this.#setHops(count),
			togglePin: () => onEntity((entity) => this.#togglePin(entity)),
			zoomBy: (factor) => this.#canvas.zoomBy(factor),
			fit: () => this.#canvas.fit(),
			menu: () => {
				const at = this.#chosen && this.#canvas.pointOf(this.#chosen);
				if (this.#chosen !== undefined && at !== undefined) {
					this.#showMenu(this.#chosen, at);
				}
			},
			search: () => this.#search.focus(),
		};
	}
}

// The graph as a tree, for the keyboard and for screen readers: types, their entities, the relations of each, and the sentences
// that state them. Branches are made when they are opened.

import type { GraphItem } from '../../src/protocol/relationGraphProtocol';
import { make } from '../shared/elements';
import { t } from '../shared/texts';
import type { Places } from './details';
import type { GraphIndex } from './graphIndex';
import { scoreText } from './graphStyle';
import type { GraphPart } from './selection';
import { shapeSign } from './shapes';
import { counted, numberText, relationFrom } from './words';

export interface TreeEvents {
	/** Asks for the sentences of an item, for `showPlaces`. */
	onAsk(item: GraphItem): void;
	onReveal(item: GraphItem, place: number): void;
}

interface Branch {
	/** What tells it apart from all others: stays open when the tree is drawn anew. */
	readonly key: string;
	readonly label: readonly (Node | string)[];
	/** Undefined for a leaf. */
	readonly children: (() => readonly Branch[]) | undefined;
	/** What Enter does besides opening. */
	readonly run: (() => void) | undefined;
	/** Whose sentences lie below it. */
	readonly item: GraphItem | undefined;
}

/** More would be slow to draw and tedious to walk. */
const mostChildren = 300;

export class Tree {
	readonly element = make('div', 'tree');
	readonly #events: TreeEvents;
	readonly #root = make('ul');
	readonly #branches = new WeakMap<Element, Branch>();
	readonly #open = new Set<string>();
	readonly #places = new Map<string, Places>();
	#focused = '';

	constructor(events: TreeEvents) {
		this.#events = events;
		this.#root.setAttribute('role', 'tree');
		this.#root.setAttribute('aria-label', t('Entities by type, with their relations and sentences'));
		this.#root.addEventListener('keydown', (event) => this.#key(event));
		this.#root.addEventListener('click', ({ target }) => {
			const row = target instanceof Element ? target.closest('[role="treeitem"]') : null;
			if (row !== null) {
				this.#focus(row);
				this.#activate(row, true);
			}
		});
		this.element.append(this.#root);
	}

	show(index: GraphIndex, { entities, relations }: GraphPart): void {
		const shownRelations = new Set(relations.map(({ id }) => id));
		const branches = index.view.entityTypes.flatMap(({ id: type, name, slot }): Branch[] => {
			const members = entities.filter((entity) => entity.type === type);
			const children = (): Branch[] =>
				members.map((entity) => {
					const item: GraphItem = { kind: 'entity', id: entity.id };
					const linked = index.relationsOf(entity.id).filter(({ id }) => shownRelations.has(id));
					const facts = ` ${counted(entity.mentions, 'mentions')} · ${scoreText(entity.score)}`;
					return {
						key: `entity ${entity.id}`,
						label: [entity.name, make('span', 'quiet', facts)],
						run: undefined,
						item: undefined,
						children: () => [
							...linked.map((relation): Branch => {
								const stated: GraphItem = { kind: 'relation', id: relation.id };
								return {
									key: `entity ${entity.id} relation ${relation.id}`,
									label: [relationFrom(index, entity.id, relation), make('span', 'quiet', ` ${scoreText(relation.score)}`)],
									run: undefined,
									item: stated,
									children: () => this.#sentences(stated),
								};
							}),
							{
								key: `entity ${entity.id} mentions`,
								label: [t('Mentions'), make('span', 'quiet', ` ${entity.mentions}`)],
								run: undefined,
								item,
								children: () => this.#sentences(item),
							},
						],
					};
				});
			const label = [shapeSign(slot), name, make('span', 'quiet', ` ${members.length}`)];
			return members.length === 0 ? [] : [{ key: `type ${type}`, label, run: undefined, item: undefined, children }];
		});
		const hadFocus = this.#root.contains(document.activeElement);
		this.#root.replaceChildren(...this.#rows(branches, 1));
		const row = this.#all().find((candidate) => this.#branches.get(candidate)?.key === this.#focused) ?? this.#all()[0];
		if (row !== undefined) {
			this.#makeStop(row);
			if (hadFocus) {
				row.focus();
			}
		}
	}

	showPlaces(places: Places): void {
		const key = keyOf(places.item);
		this.#places.set(key, places);
		for (const row of this.#all()) {
			const branch = this.#branches.get(row);
			if (branch?.item !== undefined && keyOf(branch.item) === key && row.getAttribute('aria-expanded') === 'true') {
				this.#fill(row, branch);
			}
		}
	}

	#sentences(item: GraphItem): Branch[] {
		const known = this.#places.get(keyOf(item));
		if (known === undefined) {
			return [];
		}
		return known.places.map(({ document, line, sentence, score }, place) => ({
			key: `${keyOf(item)} ${place}`,
			label: [sentence, make('span', 'quiet', ` ${document}:${line} · ${scoreText(score)}`)],
			run: () => this.#events.onReveal(item, place),
			item: undefined,
			children: undefined,
		}));
	}

	#rows(branches: readonly Branch[], level: number): HTMLElement[] {
		const rows = branches.slice(0, mostChildren).map((branch, place) => {
			const row = make('li', '', make('span', 'label', ...branch.label));
			row.setAttribute('role', 'treeitem');
			row.setAttribute('aria-level', String(level));
			row.setAttribute('aria-setsize', String(branches.length));
			row.setAttribute('aria-posinset', String(place + 1));
			row.tabIndex = -1;
			this.#branches.set(row, branch);
			if (branch.children !== undefined) {
				row.setAttribute('aria-expanded', 'false');
				if (this.#open.has(branch.key)) {
					this.#expand(row, branch);
				}
			}
			return row;
		});
		const more = branches.length - rows.length;
		return more > 0 ? [...rows, make('li', 'quiet', t('and {0} more: search or filter for them', numberText(more)))] : rows;
	}

	#expand(row: HTMLElement, branch: Branch): void {
		this.#open.add(branch.key);
		row.setAttribute('aria-expanded', 'true');
		if (branch.item !== undefined) {
			// Also where an answer is known: the text may have changed since.
			this.#events.onAsk(branch.item);
		}
		this.#fill(row, branch);
	}

	#fill(row: HTMLElement, branch: Branch): void {
		const group = make('ul', '', ...this.#rows(branch.children?.() ?? [], Number(row.getAttribute('aria-level')) + 1));
		group.setAttribute('role', 'group');
		row.querySelector(':scope > ul')?.remove();
		if (group.children.length > 0) {
			row.append(group);
		}
	}

	#collapse(row: HTMLElement, branch: Branch): void {
		this.#open.delete(branch.key);
		row.setAttribute('aria-expanded', 'false');
		row.querySelector(':scope > ul')?.remove();
	}

	/** Opens and closes a branch; shows what a leaf is about. */
	#activate(row: Element, toggles: boolean): void {
		const branch = this.#branches.get(row);
		if (branch === undefined || !(row instanceof HTMLElement)) {
			return;
		}
		branch.run?.();
		if (branch.children !== undefined && toggles) {
			if (row.getAttribute('aria-expanded') === 'true') {
				this.#collapse(row, branch);
			} else {
				this.#expand(row, branch);
			}
		}
	}

	#key(event: KeyboardEvent): void {
		const rows = this.#all();
		const row = rows.find((candidate) => candidate === document.activeElement);
		const branch = row && this.#branches.get(row);
		if (row === undefined || branch === undefined) {
			return;
		}
		const at = rows.indexOf(row);
		const isOpen = row.getAttribute('aria-expanded') === 'true';
		const parent = row.parentElement?.closest('[role="treeitem"]');
		const moves: Readonly<Record<string, Element | null | undefined>> = {
			ArrowDown: rows[at + 1],
			ArrowUp: rows[at - 1],
			Home: rows[0],
			End: rows.at(-1),
			ArrowRight: isOpen ? row.querySelector('[role="treeitem"]') : undefined,
			ArrowLeft: isOpen ? undefined : parent,
		};
		const known = event.key in moves || event.key === 'Enter' || event.key === ' ';
		if (!known) {
			return;
		}
		event.preventDefault();
		const target = moves[event.key];
		if (target) {
			this.#focus(target);
		} else if (event.key === 'ArrowRight' && !isOpen && branch.children !== undefined) {
			this.#expand(row, branch);
		} else if (event.key === 'ArrowLeft' && isOpen) {
			this.#collapse(row, branch);
		} else if (event.key === 'Enter' || event.key === ' ') {
			this.#activate(row, true);
		}
	}

	#all(): HTMLElement[] {
		return [...this.#root.querySelectorAll<HTMLElement>('[role="treeitem"]')];
	}

	#focus(row: Element): void {
		if (row instanceof HTMLElement) {
			this.#makeStop(row);
			row.focus();
		}
	}

	/** The one row that the tab key stops at. */
	#makeStop(row: HTMLElement): void {
		this.#root.querySelectorAll<HTMLElement>('[role="treeitem"][tabindex="0"]').forEach((other) => (other.tabIndex = -1));
		row.tabIndex = 0;
		this.#focused = this.#branches.get(row)?.key ?? '';
	}
}

function keyOf({ kind, id }: GraphItem): string {
	return `${kind} ${id}`;
}

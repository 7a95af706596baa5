// The graph by keyboard: the arrows go from an entity to the one that lies that way, other keys do what the mouse can. Knows the
// keys; what they do is told by the page.

import type { GraphItem } from '../../src/protocol/relationGraphProtocol';
import { t } from '../shared/texts';
import type { Point } from './placements';

export interface WalkTarget {
	readonly id: string;
	readonly at: Point;
}

export interface GraphWalkHost {
	chosen(): GraphItem | undefined;
	/** Where an item is drawn. */
	pointOf(item: GraphItem): Point | undefined;
	/** Entities that the arrows may go to from here, those that are related first asked. */
	partnersOf(item: GraphItem): readonly WalkTarget[];
	all(): readonly WalkTarget[];
	/** The relations of an item's entity, in their order. */
	relationsOf(item: GraphItem): readonly string[];
	choose(item: GraphItem | undefined): void;
	reveal(): void;
	step(by: number): void;
	focus(): void;
	back(): void;
	hops(count: number): void;
	togglePin(): void;
	zoomBy(factor: number): void;
	fit(): void;
	menu(): void;
	search(): void;
}

export const walkHelp = [
	t('Arrow keys go to the entity that lies that way, related ones first; Page Down and Page Up go through all.'),
	t('Enter shows its sentence in the editor, N and P the next and the previous one. R goes through its relations.'),
	t('F shows its neighbourhood, 1 to 3 how far, Backspace goes back.'),
	t('M opens its menu, I pins it, slash searches, plus and minus zoom, 0 fits.'),
].join(' ');

const directions: Readonly<Record<string, Point>> = {
	ArrowLeft: { x: -1, y: 0 },
	ArrowRight: { x: 1, y: 0 },
	ArrowUp: { x: 0, y: -1 },
	ArrowDown: { x: 0, y: 1 },
};

export class GraphWalk {
	readonly #host: GraphWalkHost;
	/** The entity whose relations are gone through. */
	#origin: string | undefined;

	constructor(element: HTMLElement, host: GraphWalkHost) {
		this.#host = host;
		element.addEventListener('keydown', (event) => {
			if (!event.ctrlKey && !event.metaKey && !event.altKey && this.#key(event)) {
				event.preventDefault();
			}
		});
	}

	/** @returns whether the key meant something */
	#key({ key, shiftKey }: KeyboardEvent): boolean {
		const host = this.#host;
		const direction = directions[key];
		if (direction !== undefined) {
			this.#go(direction);
			return true;
		}
		const runs: Readonly<Record<string, () => void>> = {
			Enter: () => host.reveal(),
			n: () => host.step(1),
			p: () => host.step(-1),
			r: () => this.#nextRelation(1),
			R: () => this.#nextRelation(-1),
			f: () => host.focus(),
			Backspace: () => host.back(),
			Escape: () => this.#leave(),
			Home: () => this.#first(),
			PageDown: () => this.#inOrder(1),
			PageUp: () => this.#inOrder(-1),
			1: () => host.hops(1),
			2: () => host.hops(2),
			3: () => host.hops(3),
			0: () => host.fit(),
			'+': () => host.zoomBy(1.25),
			'-': () => host.zoomBy(0.8),
			i: () => host.togglePin(),
			m: () => host.menu(),
			ContextMenu: () => host.menu(),
			'/': () => host.search(),
		};
		const run = key === 'F10' && shiftKey ? (): void => host.menu() : runs[key];
		run?.();
		return run !== undefined;
	}

	#go(direction: Point): void {
		const host = this.#host;
		const chosen = host.chosen();
		const from = chosen && host.pointOf(chosen);
		if (chosen === undefined || from === undefined) {
			this.#first();
			return;
		}
		const target = nearestIn(direction, from, host.partnersOf(chosen)) ?? nearestIn(direction, from, host.all());
		if (target !== undefined) {
			host.choose({ kind: 'entity', id: target });
		}
	}

	#first(): void {
		const [first] = this.#host.all();
		if (first !== undefined) {
			this.#host.choose({ kind: 'entity', id: first.id });
		}
	}

	/** Through all entities, the most mentioned first: each is reached. */
	#inOrder(by: number): void {
		const all = this.#host.all();
		const chosen = this.#host.chosen();
		const at = all.findIndex(({ id }) => id === chosen?.id);
		const next = all[((at < 0 && by < 0 ? 0 : at) + by + all.length) % Math.max(1, all.length)];
		if (next !== undefined) {
			this.#host.choose({ kind: 'entity', id: next.id });
		}
	}

	#nextRelation(by: number): void {
		const chosen = this.#host.chosen();
		if (chosen === undefined) {
			return;
		}
		if (chosen.kind === 'entity') {
			this.#origin = chosen.id;
		}
		const relations = this.#origin === undefined ? [] : this.#host.relationsOf({ kind: 'entity', id: this.#origin });
		const at = chosen.kind === 'relation' ? relations.indexOf(chosen.id) : by > 0 ? -1 : 0;
		const next = relations[(at + by + relations.length) % Math.max(1, relations.length)];
		if (next !== undefined) {
			this.#host.choose({ kind: 'relation', id: next });
		}
	}

	/** From a relation back to its entity; from an entity to none. */
	#leave(): void {
		const isBack = this.#host.chosen()?.kind === 'relation' && this.#origin !== undefined;
		this.#host.choose(isBack && this.#origin !== undefined ? { kind: 'entity', id: this.#origin } : undefined);
	}
}

/** The nearest that lies within 60° of a direction: what lies straight ahead counts as nearer. */
export function nearestIn(direction: Point, from: Point, targets: readonly WalkTarget[]): string | undefined {
	let best: { id: string; cost: number } | undefined;
	for (const { id, at } of targets) {
		const [x, y] = [at.x - from.x, at.y - from.y];
		const ahead = x * direction.x + y * direction.y;
		const aside = Math.abs(x * direction.y) + Math.abs(y * direction.x);
		const cost = ahead + 2 * aside;
		if (ahead > 1 && aside < ahead * 1.75 && (best === undefined || cost < best.cost)) {
			best = { id, cost };
		}
	}
	return best?.id;
}

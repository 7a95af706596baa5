// The way into neighbourhoods and back: each step a crumb, with how far the innermost reaches.

import type { GraphSettings } from '../../src/protocol/relationGraphProtocol';
import { button, make } from '../shared/elements';
import { t } from '../shared/texts';

export interface TrailEvents {
	/** Keeps so many steps. */
	onBackTo(length: number): void;
	onHops(hops: number): void;
}

export class Trail {
	readonly element = make('nav', 'trail');
	readonly #events: TrailEvents;

	constructor(events: TrailEvents) {
		this.#events = events;
		this.element.setAttribute('aria-label', t('Neighbourhood'));
		this.element.hidden = true;
	}

	show(trail: GraphSettings['trail'], nameOf: (entity: string) => string): void {
		const last = trail.at(-1);
		const focused = [...this.element.querySelectorAll('button')].findIndex((element) => element === document.activeElement);
		this.element.hidden = last === undefined;
		if (last === undefined) {
			this.element.replaceChildren();
			return;
		}
		const crumb = (text: string, length: number): HTMLElement => {
			const made = button(text, () => this.#events.onBackTo(length));
			made.className = 'plain';
			return made;
		};
		const steps = trail.slice(0, -1).map(({ entity }, place) => crumb(nameOf(entity), place + 1));
		const here = make('strong', '', nameOf(last.entity));
		here.setAttribute('aria-current', 'true');
		const hops = [1, 2, 3].map((count) => {
			const made = button(String(count), () => this.#events.onHops(count));
			made.className = 'chip';
			made.setAttribute('aria-label', t(count === 1 ? '{0} step' : '{0} steps', count));
			made.setAttribute('aria-pressed', String(count === last.hops));
			return made;
		});
		const parts = [crumb(t('All'), 0), ...steps, here].flatMap((part, place) => (place === 0 ? [part] : ['›', part]));
		this.element.replaceChildren(...parts, make('span', 'quiet', t('Steps')), ...hops);
		this.element.querySelectorAll('button')[focused]?.focus();
	}
}

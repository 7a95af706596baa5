// A small menu at a point: by mouse and by keyboard, as menus are known. It is there while it is open only.

import { button, make } from '../shared/elements';
import type { Point } from './placements';

export interface MenuEntry {
	readonly label: string;
	readonly run: () => void;
}

export class Menu {
	readonly #host: HTMLElement;
	#open: { readonly element: HTMLElement; readonly before: Element | null } | undefined;

	/** @param host within which menus appear, and whose points are meant */
	constructor(host: HTMLElement) {
		this.#host = host;
		document.addEventListener('pointerdown', ({ target }) => {
			if (target instanceof Node && this.#open !== undefined && !this.#open.element.contains(target)) {
				this.#close(false);
			}
		});
	}

	show(name: string, entries: readonly MenuEntry[], { x, y }: Point): void {
		this.#close(false);
		const items = entries.map(({ label, run }) => {
			const item = button(label, () => {
				this.#close(true);
				run();
			});
			item.setAttribute('role', 'menuitem');
			item.tabIndex = -1;
			return item;
		});
		const element = make('div', 'menu', ...items);
		element.setAttribute('role', 'menu');
		element.setAttribute('aria-label', name);
		element.addEventListener('keydown', (event) => this.#move(event, items));
		element.addEventListener('focusout', ({ relatedTarget }) => {
			if (relatedTarget instanceof Node && !element.contains(relatedTarget)) {
				this.#close(false);
			}
		});
		this.#open = { element, before: document.activeElement };
		this.#host.append(element);
		element.style.left = `${Math.max(0, Math.min(x, this.#host.clientWidth - element.offsetWidth - 4))}px`;
		element.style.top = `${Math.max(0, Math.min(y, this.#host.clientHeight - element.offsetHeight - 4))}px`;
		items[0]?.focus();
	}

	#move(event: KeyboardEvent, items: readonly HTMLElement[]): void {
		const at = items.findIndex((item) => item === document.activeElement);
		const next: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
		if (event.key === 'Escape' || event.key === 'Tab') {
			event.preventDefault();
			event.stopPropagation();
			this.#close(true);
			return;
		}
		const wanted = next[event.key];
		if (wanted !== undefined) {
			event.preventDefault();
			items[(wanted + items.length) % items.length]?.focus();
		}
	}

	#close(returnsFocus: boolean): void {
		const open = this.#open;
		this.#open = undefined;
		open?.element.remove();
		if (returnsFocus && open?.before instanceof HTMLElement) {
			open.before.focus();
		}
	}
}

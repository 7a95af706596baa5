// Looks for an entity by any of its forms while somebody types: a field with a list, as screen readers know them.

import type { GraphEntity } from '../../src/protocol/relationGraphProtocol';
import { make, setText } from '../shared/elements';
import { t } from '../shared/texts';
import type { GraphIndex } from './graphIndex';
import { search } from './selection';
import { shapeSign } from './shapes';

const mostResults = 12;

export class SearchBox {
	readonly element = make('div', 'search');
	readonly #input = make('input');
	readonly #list = make('ul', 'results');
	readonly #status = make('span', 'unseen');
	readonly #index: () => GraphIndex;
	readonly #onChoose: (entity: string) => void;
	/** Asks elsewhere, where the page has a part of the graph only; returns whether it does. */
	readonly #onAsk: (text: string) => boolean;
	#results: readonly GraphEntity[] = [];
	#active = 0;

	constructor(index: () => GraphIndex, onChoose: (entity: string) => void, onAsk: (text: string) => boolean) {
		this.#index = index;
		this.#onChoose = onChoose;
		this.#onAsk = onAsk;
		this.#input.type = 'search';
		this.#input.placeholder = t('Search entities');
		const attributes = { role: 'combobox', 'aria-label': t('Search entities'), 'aria-expanded': 'false', 'aria-controls': 'results', 'aria-autocomplete': 'list' };
		Object.entries(attributes).forEach(([name, value]) => this.#input.setAttribute(name, value));
		this.#list.id = 'results';
		this.#list.setAttribute('role', 'listbox');
		this.#list.setAttribute('aria-label', t('Entities found'));
		this.#list.hidden = true;
		this.#status.setAttribute('role', 'status');
		this.#input.addEventListener('input', () => this.#look());
		this.#input.addEventListener('keydown', (event) => this.#key(event));
		this.#input.addEventListener('blur', () => this.#close());
		// Before the field loses the focus, and the list with it.
		this.#list.addEventListener('pointerdown', (event) => {
			event.preventDefault();
			const row = event.target instanceof Element ? event.target.closest('li') : null;
			this.#choose([...this.#list.children].indexOf(row ?? this.#list));
		});
		this.element.append(this.#input, this.#list, this.#status);
	}

	focus(): void {
		this.#input.focus();
		this.#input.select();
	}

	/** What was asked for elsewhere: nothing of it where something else has been typed since. */
	showFound(text: string, entities: readonly GraphEntity[]): void {
		if (text === this.#input.value) {
			this.#show(entities.slice(0, mostResults));
		}
	}

	#look(): void {
		const text = this.#input.value;
		if (text.trim() === '' || !this.#onAsk(text)) {
			this.#show(search(this.#index().view.entities, text, mostResults));
		}
	}

	#show(results: readonly GraphEntity[]): void {
		const index = this.#index();
		this.#results = results;
		this.#active = 0;
		this.#list.replaceChildren(
			...this.#results.map(({ name, type, mentions }, place) => {
				const { name: typeName, slot } = index.entityType(type);
				const row = make('li', '', shapeSign(slot), name, make('span', 'quiet', ` ${typeName} · ${mentions}`));
				row.id = `result${place}`;
				row.setAttribute('role', 'option');
				return row;
			}),
		);
		const isOpen = this.#results.length > 0;
		this.#list.hidden = !isOpen;
		this.#input.setAttribute('aria-expanded', String(isOpen));
		const nothing = this.#input.value.trim() !== '' && !isOpen;
		this.element.classList.toggle('nothing', nothing);
		setText(this.#status, nothing ? t('No entity is written like this.') : isOpen ? t('{0} found', this.#results.length) : '');
		this.#mark();
	}

	#key(event: KeyboardEvent): void {
		const count = this.#results.length;
		switch (event.key) {
			case 'ArrowDown':
			case 'ArrowUp':
				if (count > 0) {
					event.preventDefault();
					this.#active = (this.#active + (event.key === 'ArrowDown' ? 1 : -1) + count) % count;
					this.#mark();
				}
				return;
			case 'Enter':
				event.preventDefault();
				this.#choose(this.#active);
				return;
			case 'Escape':
				this.#close();
				return;
			default:
		}
	}

	#mark(): void {
		[...this.#list.children].forEach((row, place) => row.setAttribute('aria-selected', String(place === this.#active)));
		const active = this.#list.children[this.#active];
		active?.scrollIntoView({ block: 'nearest' });
		if (active === undefined) {
			this.#input.removeAttribute('aria-activedescendant');
		} else {
			this.#input.setAttribute('aria-activedescendant', active.id);
		}
	}

	#choose(place: number): void {
		const entity = this.#results[place];
		if (entity !== undefined) {
			this.#close();
			this.#onChoose(entity.id);
		}
	}

	#close(): void {
		this.#results = [];
		this.#list.hidden = true;
		this.#input.setAttribute('aria-expanded', 'false');
		this.#input.removeAttribute('aria-activedescendant');
	}
}

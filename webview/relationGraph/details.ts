// What was chosen, beside the graph: its facts, its relations, its sentences one by one, and what can be done with it.

import type { GraphItem, GraphPlace, ToRelationGraph } from '../../src/protocol/relationGraphProtocol';
import { button, make, setText } from '../shared/elements';
import { t } from '../shared/texts';
import type { GraphIndex } from './graphIndex';
import { scoreText } from './graphStyle';
import { shapeSign } from './shapes';
import { counted, entityFacts, numberText, relationFacts, relationFrom, relationSentence, sharesText } from './words';

export type Places = Extract<ToRelationGraph, { readonly kind: 'places' }>;

/** What a person may do with an entity, by its buttons here and its menu in the graph. */
export interface EntityActions {
	/** Whether decisions on entities can be made: a corpus is as it is. */
	readonly areDecided: () => boolean;
	/** Brings more of the entity's relations. */
	expand(entity: string): void;
	focus(entity: string): void;
	togglePin(entity: string): void;
	isPinned(entity: string): boolean;
	hide(entity: string): void;
	same(entity: string): void;
	different(entity: string): void;
}

export interface DetailsEvents {
	onReveal(item: GraphItem, place: number): void;
	onChoose(item: GraphItem): void;
	onClose(): void;
	readonly actions: EntityActions;
}

/** More are told by their number, and are in the tables. */
const mostRelations = 40;

export class Details {
	readonly element = make('aside', 'details');
	readonly #events: DetailsEvents;
	readonly #heading = make('h2');
	readonly #facts = make('p', 'quiet');
	readonly #more = make('div', 'more');
	readonly #actions = make('div', 'buttons');
	readonly #relations = make('ul', 'relations');
	readonly #count = make('span', 'quiet');
	readonly #previous: HTMLButtonElement;
	readonly #next: HTMLButtonElement;
	readonly #places = make('ol', 'places');
	#item: GraphItem | undefined;
	#shown: number | undefined;
	#placeCount = 0;

	constructor(events: DetailsEvents) {
		this.#events = events;
		this.element.setAttribute('aria-label', t('Chosen'));
		this.element.hidden = true;
		const close = button('×', () => events.onClose());
		close.className = 'plain close';
		close.setAttribute('aria-label', t('Close'));
		this.#previous = button(t('Previous'), () => this.step(-1));
		this.#next = button(t('Next'), () => this.step(1));
		const steps = make('div', 'steps', make('h3', '', t('Sentences')), this.#count, this.#previous, this.#next);
		this.element.append(
			make('div', 'heading', this.#heading, close),
			this.#facts,
			this.#more,
			this.#actions,
			steps,
			this.#places,
			this.#relations,
		);
	}

	/** Shows an item; nothing where it is none, or no longer there. */
	show(index: GraphIndex, item: GraphItem | undefined): void {
		const entity = item?.kind === 'entity' ? index.entities.get(item.id) : undefined;
		const relation = item?.kind === 'relation' ? index.relations.get(item.id) : undefined;
		if (item?.id !== this.#item?.id || item?.kind !== this.#item?.kind) {
			this.#places.replaceChildren();
			this.#shown = undefined;
			this.element.scrollTop = 0;
		}
		this.#item = item;
		this.element.hidden = entity === undefined && relation === undefined;
		if (entity !== undefined) {
			this.#heading.replaceChildren(shapeSign(index.entityType(entity.type).slot), entity.name);
			setText(this.#facts, entityFacts(index, entity));
			const forms = entity.forms.filter((form) => form !== entity.name);
			this.#more.replaceChildren(
				...(forms.length > 0 ? [make('p', '', t('Also written {0}', forms.join(', ')))] : []),
				...(index.view.documents.length > 1 ? [make('p', '', sharesText(index, entity))] : []),
			);
			this.#showActions(entity.id);
			const relations = index.relationsOf(entity.id);
			const rows = relations.slice(0, mostRelations).map((shown) => {
				const row = button(relationFrom(index, entity.id, shown), () => this.#events.onChoose({ kind: 'relation', id: shown.id }));
				row.className = 'plain';
				row.append(make('span', 'quiet', ` ${scoreText(shown.score)}`));
				return make('li', '', row);
			});
			const more = relations.length - rows.length;
			const unsent = index.relationCountOf(entity) - relations.length;
			const expand = button(t('Load more relations'), () => this.#events.actions.expand(entity.id));
			this.#relations.replaceChildren(
				...rows,
				...(more > 0 ? [make('li', 'quiet', t('and {0} more: see the table', more))] : []),
				...(unsent > 0 ? [make('li', 'quiet', t('{0} more in the corpus', numberText(unsent))), make('li', '', expand)] : []),
			);
		} else if (relation !== undefined) {
			this.#heading.replaceChildren(relationSentence(index, relation));
			setText(this.#facts, relationFacts(relation));
			this.#more.replaceChildren();
			const ends = [relation.head, relation.tail].map((end) => button(index.nameOf(end), () => this.#events.onChoose({ kind: 'entity', id: end })));
			this.#actions.replaceChildren(...ends);
			this.#relations.replaceChildren();
		}
	}

	showPlaces({ item, places, unsent, shown }: Places): void {
		if (item.id !== this.#item?.id || item.kind !== this.#item.kind) {
			return;
		}
		this.#placeCount = places.length;
		this.#shown = shown ?? undefined;
		const total = places.length + unsent;
		setText(this.#count, shown === null ? counted(total, 'sentences') : t('{0} of {1}', shown + 1, total));
		this.#previous.hidden = places.length < 2;
		this.#next.hidden = places.length < 2;
		const focused = [...this.#places.children].findIndex((row) => row.contains(document.activeElement));
		this.#places.replaceChildren(...places.map((place, number) => this.#row(place, number)));
		this.#places.children[focused]?.querySelector('button')?.focus();
		this.#places.children[shown ?? -1]?.scrollIntoView({ block: 'nearest' });
	}

	/** To the next sentence or the one before, around the end. */
	step(by: number): void {
		if (this.#item !== undefined && this.#placeCount > 0) {
			const from = this.#shown ?? (by > 0 ? -1 : 0);
			this.#events.onReveal(this.#item, (from + by + this.#placeCount) % this.#placeCount);
		}
	}

	#row({ document: name, line, sentence, score }: GraphPlace, number: number): HTMLLIElement {
		const row = button('', () => this.#item && this.#events.onReveal(this.#item, number));
		row.className = 'place';
		row.append(make('span', 'where', `${name}:${line} · ${scoreText(score)}`), make('span', '', sentence));
		if (number === this.#shown) {
			row.setAttribute('aria-current', 'true');
		}
		return make('li', '', row);
	}

	#showActions(entity: string): void {
		const { actions } = this.#events;
		// Made anew only for another entity: the focus stays.
		if (this.#actions.dataset['entity'] !== entity) {
			this.#actions.dataset['entity'] = entity;
			const decisions = [
				button(t('Same as…'), () => actions.same(entity)),
				button(t('Not the same…'), () => actions.different(entity)),
				button(t('Hide'), () => actions.hide(entity)),
			];
			this.#actions.replaceChildren(
				button(t('Neighbourhood'), () => actions.focus(entity)),
				button(t('Pin'), () => actions.togglePin(entity)),
				...(actions.areDecided() ? decisions : []),
			);
		}
		const pin = this.#actions.children[1];
		pin?.setAttribute('aria-pressed', String(actions.isPinned(entity)));
	}
}

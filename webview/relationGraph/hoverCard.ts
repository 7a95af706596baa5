// What the mouse rests on, in a few lines beside it. Screen readers are told the same when they walk there.

import type { GraphItem } from '../../src/protocol/relationGraphProtocol';
import { make } from '../shared/elements';
import { t } from '../shared/texts';
import type { GraphIndex } from './graphIndex';
import { scoreText } from './graphStyle';
import type { Point } from './placements';
import { shapeSign } from './shapes';
import { entityFacts, relationFacts, relationFrom, relationSentence, sharesText } from './words';

/** In milliseconds: passing over nodes opens nothing. */
const restTime = 250;
const mostRelations = 5;

export class HoverCard {
	readonly element = make('div', 'card');
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor() {
		this.element.hidden = true;
		this.element.setAttribute('aria-hidden', 'true');
	}

	showSoon(index: GraphIndex, item: GraphItem, at: Point): void {
		this.hide();
		this.#timer = setTimeout(() => this.#show(index, item, at), restTime);
	}

	hide(): void {
		clearTimeout(this.#timer);
		this.element.hidden = true;
	}

	#show(index: GraphIndex, item: GraphItem, { x, y }: Point): void {
		const content = item.kind === 'entity' ? entityCard(index, item.id) : relationCard(index, item.id);
		const host = this.element.parentElement;
		if (content.length === 0 || host === null) {
			return;
		}
		this.element.replaceChildren(...content);
		this.element.hidden = false;
		const { offsetWidth: width, offsetHeight: height } = this.element;
		this.element.style.left = `${Math.max(4, Math.min(x + 18, host.clientWidth - width - 4))}px`;
		const below = y + 18;
		this.element.style.top = `${below + height < host.clientHeight ? below : Math.max(4, y - height - 18)}px`;
	}
}

function entityCard(index: GraphIndex, id: string): HTMLElement[] {
	const entity = index.entities.get(id);
	if (entity === undefined) {
		return [];
	}
	const relations = index.relationsOf(id);
	const forms = entity.forms.filter((form) => form !== entity.name);
	const more = relations.length - mostRelations;
	return [
		make('strong', '', shapeSign(index.entityType(entity.type).slot), entity.name),
		make('p', 'quiet', entityFacts(index, entity)),
		...(forms.length > 0 ? [make('p', '', t('Also written {0}', forms.join(', ')))] : []),
		...(index.view.documents.length > 1 ? [make('p', '', sharesText(index, entity))] : []),
		...relations.slice(0, mostRelations).map((relation) => make('p', '', `${relationFrom(index, id, relation)} · ${scoreText(relation.score)}`)),
		...(more > 0 ? [make('p', 'quiet', t('and {0} more', more))] : []),
	];
}

function relationCard(index: GraphIndex, id: string): HTMLElement[] {
	const relation = index.relations.get(id);
	return relation === undefined ? [] : [make('strong', '', relationSentence(index, relation)), make('p', 'quiet', relationFacts(relation))];
}

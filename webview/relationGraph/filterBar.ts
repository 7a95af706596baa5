// The filters as chips: entity types, relation types, the least score, and entities without relations. Each says how many it is
// about, and can be switched by mouse and keyboard.

import type { GraphSettings } from '../../src/protocol/relationGraphProtocol';
import { button, make, setText } from '../shared/elements';
import { language, t } from '../shared/texts';
import type { GraphIndex } from './graphIndex';
import { scoreText } from './graphStyle';
import { shapeSign } from './shapes';

export type FilterChange = Partial<Pick<GraphSettings, 'hiddenTypes' | 'hiddenRelations' | 'leastScore' | 'showsUnrelated'>>;

export class FilterBar {
	readonly element = make('div', 'filters');
	readonly #types = group(t('Entity types'));
	readonly #relations = group(t('Relation types'));
	readonly #score = make('input');
	readonly #scoreText = make('output');
	readonly #unrelated: HTMLButtonElement;
	readonly #clear: HTMLButtonElement;
	readonly #onChange: (change: FilterChange) => void;
	#settings: GraphSettings | undefined;

	constructor(onChange: (change: FilterChange) => void) {
		this.#onChange = onChange;
		this.#score.type = 'range';
		this.#score.min = '0';
		this.#score.max = '0.95';
		this.#score.step = '0.05';
		this.#score.addEventListener('input', () => onChange({ leastScore: Number(this.#score.value) }));
		this.#unrelated = button(t('Without relations'), () => onChange({ showsUnrelated: !(this.#settings?.showsUnrelated ?? true) }));
		this.#unrelated.className = 'chip';
		this.#clear = button(t('Clear filters'), () => onChange({ hiddenTypes: [], hiddenRelations: [], leastScore: 0, showsUnrelated: true }));
		const score = make('label', 'chip score', `${t('Score')} ≥ `, this.#scoreText, this.#score);
		this.element.append(this.#types, this.#relations, make('div', 'group', score, this.#unrelated, this.#clear));
	}

	show(index: GraphIndex, settings: GraphSettings): void {
		this.#settings = settings;
		const { entities, relations, entityTypes, relationTypes } = index.view;
		const byType = counts(entities);
		const byRelation = counts(relations);
		update(
			this.#types,
			entityTypes.map(({ id, name, slot }) => ({ id, name, slot, count: byType.get(id) ?? 0, isOn: !settings.hiddenTypes.includes(id) })),
			(id) => this.#onChange({ hiddenTypes: toggled(this.#settings?.hiddenTypes ?? [], id) }),
		);
		update(
			this.#relations,
			relationTypes.map(({ id, name }) => ({ id, name, slot: undefined, count: byRelation.get(id) ?? 0, isOn: !settings.hiddenRelations.includes(id) })),
			(id) => this.#onChange({ hiddenRelations: toggled(this.#settings?.hiddenRelations ?? [], id) }),
		);
		this.#score.value = String(settings.leastScore);
		setText(this.#scoreText, scoreText(settings.leastScore));
		this.#unrelated.setAttribute('aria-pressed', String(settings.showsUnrelated));
		const { hiddenTypes, hiddenRelations, leastScore, showsUnrelated } = settings;
		const isClear = hiddenTypes.length + hiddenRelations.length === 0 && leastScore === 0 && showsUnrelated;
		if (isClear && document.activeElement === this.#clear) {
			this.#score.focus();
		}
		this.#clear.hidden = isClear;
	}
}

interface Chip {
	readonly id: string;
	readonly name: string;
	readonly slot: number | undefined;
	readonly count: number;
	readonly isOn: boolean;
}

/** Chips that are there stay the same elements: the focus stays. */
function update(host: HTMLElement, chips: readonly Chip[], toggle: (id: string) => void): void {
	host.hidden = chips.length === 0;
	const known = new Map([...host.children].flatMap((child) => (child instanceof HTMLElement ? [[child.dataset['type'] ?? '', child]] : [])));
	const wanted = chips.map(({ id, name, slot, count, isOn }) => {
		let chip = known.get(id);
		if (chip === undefined) {
			chip = button('', () => toggle(id));
			chip.className = 'chip';
			chip.dataset['type'] = id;
			chip.append(...(slot === undefined ? [] : [shapeSign(slot)]), name, make('span', 'count'));
		}
		const number = chip.querySelector<HTMLElement>('.count');
		if (number !== null) {
			setText(number, ` ${count.toLocaleString(language)}`);
		}
		chip.setAttribute('aria-pressed', String(isOn));
		return chip;
	});
	if (wanted.length !== host.children.length || wanted.some((chip, place) => host.children[place] !== chip)) {
		host.replaceChildren(...wanted);
	}
}

function group(name: string): HTMLElement {
	const made = make('div', 'group');
	made.setAttribute('role', 'group');
	made.setAttribute('aria-label', name);
	return made;
}

function counts(rows: readonly { readonly type: string }[]): Map<string, number> {
	const found = new Map<string, number>();
	for (const { type } of rows) {
		found.set(type, (found.get(type) ?? 0) + 1);
	}
	return found;
}

function toggled(list: readonly string[], id: string): string[] {
	return list.includes(id) ? list.filter((other) => other !== id) : [...list, id];
}

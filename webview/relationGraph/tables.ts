// The graph as two tables that can be sorted: entities, and relations. The rows' first cells are buttons that show the sentence;
// the arrow keys go from row to row.

import { tablePageLength, type GraphEntity, type GraphItem, type GraphRelation, type ToRelationGraph } from '../../src/protocol/relationGraphProtocol';
import { button, make, setText } from '../shared/elements';
import { language, t } from '../shared/texts';
import { GraphIndex } from './graphIndex';
import { scoreText } from './graphStyle';
import type { GraphPart } from './selection';
import { shapeSign } from './shapes';
import { counted, numberText, relationSentence, sharesText } from './words';

interface Column<Row> {
	readonly name: string;
	readonly isNumber: boolean;
	readonly text: (row: Row, index: GraphIndex) => string;
	readonly value: (row: Row, index: GraphIndex) => string | number;
}

const entityColumns: readonly Column<GraphEntity>[] = [
	textColumn(t('Entity'), ({ name }) => name),
	textColumn(t('Type'), ({ type }, index) => index.entityType(type).name),
	numberColumn(t('Mentions'), ({ mentions }) => mentions),
	numberColumn(t('Relations'), (entity, index) => index.relationCountOf(entity)),
	{ name: t('Score'), isNumber: true, text: ({ score }) => scoreText(score), value: ({ score }) => score },
	{ name: t('Documents'), isNumber: true, text: (entity, index) => (index.view.documents.length > 1 ? sharesText(index, entity) : numberText(entity.documents)), value: ({ documents }) => documents },
];

const relationColumns: readonly Column<GraphRelation>[] = [
	textColumn(t('From'), ({ head }, index) => index.nameOf(head)),
	{
		name: t('Relation'),
		isNumber: false,
		text: ({ type, symmetric }, index) => `${index.relationType(type).name} ${symmetric ? '↔' : '→'}`,
		value: ({ type }, index) => index.relationType(type).name,
	},
	textColumn(t('To'), ({ tail }, index) => index.nameOf(tail)),
	{ name: t('Score'), isNumber: true, text: ({ score }) => scoreText(score), value: ({ score }) => score },
	numberColumn(t('Sentences'), ({ evidence }) => evidence),
];

/** More rows come on demand: so many draw in an instant. */
const rowStep = 200;

export class Tables {
	readonly element = make('div', 'tables');
	readonly #entities: SortedTable<GraphEntity>;
	readonly #relations: SortedTable<GraphRelation>;

	/** @param onPage asks for rows of a corpus */
	constructor(onReveal: (item: GraphItem) => void, onPage: (table: GraphItem['kind'], from: number) => void) {
		this.#entities = new SortedTable({
			kind: 'entity',
			caption: (count) => counted(count, 'entities'),
			columns: entityColumns,
			sign: ({ type }, index) => shapeSign(index.entityType(type).slot),
			told: ({ name }) => name,
			onReveal,
			onPage,
		});
		this.#relations = new SortedTable({
			kind: 'relation',
			caption: (count) => counted(count, 'relations'),
			columns: relationColumns,
			sign: () => undefined,
			told: (relation, index) => relationSentence(index, relation),
			onReveal,
			onPage,
		});
		this.element.append(this.#entities.element, this.#relations.element);
	}

	show(index: GraphIndex, { entities, relations }: GraphPart, chosen: GraphItem | undefined): void {
		this.#entities.show(index, entities, chosen);
		this.#relations.show(index, relations, chosen);
	}

	/** Of a corpus, whose tables come by page. */
	showPage({ table, from, total, view }: TablePage, chosen: GraphItem | undefined): void {
		const index = new GraphIndex(view);
		if (table === 'entity') {
			this.#entities.show(index, view.entities, chosen, { from, total });
		} else {
			this.#relations.show(index, view.relations, chosen, { from, total });
		}
	}
}

export type TablePage = Extract<ToRelationGraph, { readonly kind: 'page' }>;

interface TableOptions<Row> {
	readonly kind: GraphItem['kind'];
	readonly caption: (count: number) => string;
	readonly columns: readonly Column<Row>[];
	readonly sign: (row: Row, index: GraphIndex) => SVGElement | undefined;
	readonly told: (row: Row, index: GraphIndex) => string;
	readonly onReveal: (item: GraphItem) => void;
	readonly onPage: (table: GraphItem['kind'], from: number) => void;
}

/** Which of all rows are there. */
interface PagePlace {
	readonly from: number;
	readonly total: number;
}

class SortedTable<Row extends { readonly id: string }> {
	readonly element: HTMLElement;
	readonly #options: TableOptions<Row>;
	readonly #caption = make('caption');
	readonly #heads: readonly HTMLTableCellElement[];
	readonly #body = make('tbody');
	readonly #more: HTMLButtonElement;
	readonly #previous: HTMLButtonElement;
	readonly #next: HTMLButtonElement;
	readonly #pages: HTMLElement;
	#page: PagePlace | undefined;
	#index: GraphIndex | undefined;
	#rows: readonly Row[] = [];
	#chosen: string | undefined;
	/** As they come, until a head is pressed. */
	#sort: { readonly column: number; readonly descends: boolean } | undefined;
	#limit = rowStep;

	constructor(options: TableOptions<Row>) {
		this.#options = options;
		this.#heads = options.columns.map(({ name, isNumber }, column) => {
			const head = make('th', isNumber ? 'number' : '', button(name, () => this.#sortBy(column)));
			head.scope = 'col';
			return head;
		});
		this.#more = button('', () => {
			const first = this.#limit;
			this.#limit += rowStep;
			this.#draw();
			this.#body.children[first]?.querySelector('button')?.focus();
		});
		const turn = (by: number): void => this.#page && options.onPage(options.kind, Math.max(0, this.#page.from + by));
		this.#previous = button(t('Previous page'), () => turn(-tablePageLength));
		this.#next = button(t('Next page'), () => turn(tablePageLength));
		this.#pages = make('div', 'pages', this.#previous, this.#next);
		this.#pages.hidden = true;
		const table = make('table', '', this.#caption, make('thead', '', make('tr', '', ...this.#heads)), this.#body);
		this.#body.addEventListener('keydown', (event) => this.#move(event));
		this.element = make('div', 'table', table, this.#more, this.#pages);
	}

	/** @param page where the rows are some of many */
	show(index: GraphIndex, rows: readonly Row[], chosen: GraphItem | undefined, page?: PagePlace): void {
		this.#index = index;
		this.#page = page;
		this.#rows = rows;
		this.#chosen = chosen?.kind === this.#options.kind ? chosen.id : undefined;
		this.#draw();
	}

	#sortBy(column: number): void {
		const descendsFirst = this.#options.columns[column]?.isNumber ?? false;
		const descends = this.#sort?.column === column ? !this.#sort.descends : descendsFirst;
		this.#sort = { column, descends };
		this.#draw();
	}

	#sorted(index: GraphIndex): readonly Row[] {
		const column = this.#sort && this.#options.columns[this.#sort.column];
		if (this.#sort === undefined || column === undefined) {
			return this.#rows;
		}
		const sign = this.#sort.descends ? -1 : 1;
		const valued = this.#rows.map((row) => ({ row, value: column.value(row, index) }));
		const compare = (a: string | number, b: string | number): number =>
			typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), language);
		return valued.sort((a, b) => sign * compare(a.value, b.value)).map(({ row }) => row);
	}

	#draw(): void {
		const index = this.#index;
		if (index === undefined) {
			return;
		}
		const { caption, columns } = this.#options;
		setText(this.#caption, this.#page === undefined ? caption(this.#rows.length) : this.#pageText(this.#page));
		this.#pages.hidden = this.#page === undefined;
		this.#previous.disabled = this.#page?.from === 0;
		this.#next.disabled = this.#page !== undefined && this.#page.from + this.#rows.length >= this.#page.total;
		this.#heads.forEach((head, column) => {
			const isSorted = this.#sort?.column === column;
			head.setAttribute('aria-sort', isSorted ? (this.#sort?.descends === true ? 'descending' : 'ascending') : 'none');
		});
		const focused = document.activeElement?.closest('tr')?.dataset['id'];
		const shown = this.#sorted(index).slice(0, this.#limit);
		this.#body.replaceChildren(...shown.map((row, place) => this.#row(row, place, index, columns)));
		this.#more.hidden = this.#rows.length <= this.#limit;
		setText(this.#more, t('Show {0} more of {1}', Math.min(rowStep, this.#rows.length - this.#limit), numberText(this.#rows.length)));
		if (focused !== undefined) {
			[...this.#body.rows].find(({ dataset }) => dataset['id'] === focused)?.querySelector('button')?.focus();
		}
	}

	#pageText({ from, total }: PagePlace): string {
		const whole = this.#options.caption(total);
		return total === 0 ? whole : t('{0} to {1} of {2}', numberText(from + 1), numberText(from + this.#rows.length), whole);
	}

	#row(row: Row, place: number, index: GraphIndex, columns: readonly Column<Row>[]): HTMLTableRowElement {
		const { sign, told, onReveal, kind } = this.#options;
		const cells = columns.map((column, number) => {
			const text = column.text(row, index);
			if (number > 0) {
				return make('td', column.isNumber ? 'number' : '', text);
			}
			const show = button('', () => onReveal({ kind, id: row.id }));
			show.className = 'plain';
			show.title = t('Show the sentence: {0}', told(row, index));
			// One stop for the tab key; from there the arrows go on.
			show.tabIndex = place === 0 ? 0 : -1;
			const mark = sign(row, index);
			show.append(...(mark === undefined ? [] : [mark]), text);
			const head = make('th', '', show);
			head.scope = 'row';
			return head;
		});
		const made = make('tr', '', ...cells);
		made.dataset['id'] = row.id;
		if (row.id === this.#chosen) {
			made.className = 'chosen';
		}
		return made;
	}

	#move(event: KeyboardEvent): void {
		const rows = [...this.#body.rows];
		const at = rows.findIndex((row) => row.contains(document.activeElement));
		const next: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1, PageDown: Math.min(rows.length - 1, at + 20), PageUp: Math.max(0, at - 20) };
		const wanted = next[event.key];
		const target = wanted === undefined ? undefined : rows[wanted]?.querySelector('button');
		if (target) {
			event.preventDefault();
			rows[at]?.querySelector('button')?.setAttribute('tabindex', '-1');
			target.tabIndex = 0;
			target.focus();
		}
	}
}

function textColumn<Row>(name: string, text: (row: Row, index: GraphIndex) => string): Column<Row> {
	return { name, isNumber: false, text, value: (row, index) => text(row, index).toLowerCase() };
}

function numberColumn<Row>(name: string, value: (row: Row, index: GraphIndex) => number): Column<Row> {
	return { name, isNumber: true, text: (row, index) => numberText(value(row, index)), value };
}

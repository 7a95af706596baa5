// The part of a corpus's graph that is shown: its most mentioned entities, and the neighbourhoods that were gone into last. Holds no more
// than can be drawn, however large the corpus is. Knows a store by what it answers.

import type { KnowledgeModel } from '../../knowledge/knownDocument';
import type { StoreAnswer, StoredEntity, StoredPlace, StoredRelation, StoreRequest, StoreSummary } from '../../protocol/graphStoreProtocol';
import {
	mostPlaces,
	tablePageLength,
	type GraphEntity,
	type GraphEntityType,
	type GraphItem,
	type GraphRelation,
	type GraphRelationType,
	type GraphView,
} from '../../protocol/relationGraphProtocol';

export type AskStore = <Kind extends StoreRequest['kind']>(request: Extract<StoreRequest, { readonly kind: Kind }>) => Promise<StoreAnswer<Kind>>;

/** What is there at the beginning. */
const topCount = 40;
/** Neighbours that come at once. */
const neighbourCount = 30;
/** Neighbourhoods that stay; the oldest go. */
const mostParts = 10;
/** Neighbours that may be loaded of one entity, by asking for more. */
const mostNeighbours = 300;
const searchCount = 12;

interface Part {
	readonly entities: readonly StoredEntity[];
	readonly relations: readonly StoredRelation[];
}

export class CorpusView {
	readonly #ask: AskStore;
	readonly #models: () => readonly KnowledgeModel[];
	#summary: StoreSummary | undefined;
	#top: Part = { entities: [], relations: [] };
	/** By the item that they were loaded for; the newest last. */
	readonly #parts = new Map<string, Part>();

	/** @param models those in use: their types have the colours that their marks have */
	constructor(ask: AskStore, models: () => readonly KnowledgeModel[]) {
		this.#ask = ask;
		this.#models = models;
	}

	/** Errors: those of asking. */
	async load(): Promise<StoreSummary> {
		const summary = await this.#ask({ kind: 'summary' });
		const { entities } = await this.#ask({ kind: 'entities', from: 0, count: topCount });
		const { relations } = await this.#ask({ kind: 'among', entities: entities.map(({ number }) => number) });
		this.#top = { entities, relations };
		this.#summary = summary;
		return summary;
	}

	/** Loads neighbours of an entity. @param more beyond those that were loaded before. Errors: those of asking. */
	async expand(id: string, more: boolean): Promise<void> {
		const entity = numberOf(id);
		if (entity === undefined) {
			return;
		}
		const known = this.#parts.get(id) ?? { entities: [], relations: [] };
		const from = known.relations.length;
		if (from > 0 && (!more || from >= mostNeighbours)) {
			this.#keep(id, known);
			return;
		}
		const { entities, relations } = await this.#ask({ kind: 'neighbours', entity, from, count: neighbourCount });
		this.#keep(id, { entities: [...known.entities, ...entities], relations: [...known.relations, ...relations] });
	}

	/** Loads an item that is not there yet, with what is near. Errors: those of asking. */
	async bring(item: GraphItem): Promise<void> {
		const number = numberOf(item.id);
		if (number === undefined) {
			return;
		}
		if (item.kind === 'relation') {
			const { relations, entities } = await this.#ask({ kind: 'relations', from: number - 1, count: 1 });
			this.#keep(item.id, { relations, entities });
			return;
		}
		await this.expand(item.id, false);
		if (this.#parts.get(item.id)?.entities.length === 0) {
			// Nobody states anything of it.
			const { entities } = await this.#ask({ kind: 'entities', from: number - 1, count: 1 });
			this.#keep(item.id, { relations: [], entities });
		}
	}

	/** What is loaded. */
	get view(): GraphView {
		const parts = [this.#top, ...this.#parts.values()];
		const entities = uniqueByNumber(parts.flatMap((part) => part.entities));
		return this.#viewOf(entities, uniqueByNumber(parts.flatMap((part) => part.relations)));
	}

	/** Entities that are written so. Errors: those of asking. */
	async search(text: string): Promise<GraphEntity[]> {
		return (await this.#ask({ kind: 'search', text, count: searchCount })).entities.map(entityView);
	}

	/** Rows of a table of the whole corpus. Errors: those of asking. */
	async page(table: GraphItem['kind'], from: number): Promise<{ readonly view: GraphView; readonly total: number }> {
		const { entities: entityTotal = 0, relations: relationTotal = 0 } = this.#summary ?? {};
		if (table === 'entity') {
			const { entities } = await this.#ask({ kind: 'entities', from, count: tablePageLength });
			return { view: this.#viewOf(entities, []), total: entityTotal };
		}
		const { entities, relations } = await this.#ask({ kind: 'relations', from, count: tablePageLength });
		return { view: this.#viewOf(entities, relations), total: relationTotal };
	}

	/** The first places of an item. Errors: those of asking. */
	async places(item: GraphItem): Promise<{ readonly places: readonly StoredPlace[]; readonly unsent: number }> {
		const number = numberOf(item.id);
		if (number === undefined) {
			return { places: [], unsent: 0 };
		}
		const { places, total } =
			item.kind === 'entity'
				? await this.#ask({ kind: 'mentions', entity: number, from: 0, count: mostPlaces })
				: await this.#ask({ kind: 'evidence', relation: number, from: 0, count: mostPlaces });
		return { places, unsent: total - places.length };
	}

	#keep(id: string, part: Part): void {
		this.#parts.delete(id);
		this.#parts.set(id, part);
		for (const oldest of [...this.#parts.keys()].slice(0, -mostParts)) {
			this.#parts.delete(oldest);
		}
	}

	#viewOf(entities: readonly StoredEntity[], relations: readonly StoredRelation[]): GraphView {
		const summary = this.#summary;
		return {
			documents: [],
			entityTypes: summary === undefined ? [] : this.#entityTypes(summary),
			relationTypes: summary === undefined ? [] : this.#relationTypes(summary),
			entities: entities.map(entityView),
			relations: relations.map(relationView),
			unsent: Math.max(0, (summary?.entities ?? 0) - entities.length),
			models: summary?.models.map(({ name, hash }) => `${name} (${hash.slice(0, 12)})`) ?? [],
			corpus: { documents: summary?.documents ?? 0, entities: summary?.entities ?? 0, relations: summary?.relations ?? 0 },
		};
	}

	#entityTypes({ entityTypes }: StoreSummary): GraphEntityType[] {
		const known = new Map(this.#models().flatMap((model) => model.entityTypes.map(({ identifier, verbose }, slot) => [identifier, { name: verbose, slot }] as const)).reverse());
		return entityTypes.map(({ id }, place) => ({ id, ...(known.get(id) ?? { name: id, slot: place }) }));
	}

	#relationTypes({ relationTypes }: StoreSummary): GraphRelationType[] {
		const known = new Map(this.#models().flatMap((model) => model.relationTypes.map(({ identifier, verbose }) => [identifier, verbose] as const)).reverse());
		return relationTypes.map(({ id, symmetric }) => ({ id, symmetric, name: known.get(id) ?? id }));
	}
}

/** The page draws entities and relations side by side: no two of them may have the same id. */
const letters = { entity: 'e', relation: 'r' } as const;

function numberOf(id: string): number | undefined {
	const number = /^[er](\d+)$/.exec(id)?.[1];
	return number === undefined ? undefined : Number(number);
}

function entityView({ number, name, type, forms, mentions, score, documents, relations }: StoredEntity): GraphEntity {
	return { id: `${letters.entity}${number}`, name, type, forms, mentions, score, documents, relations, shares: [] };
}

function relationView({ number, type, symmetric, head, tail, score, evidence }: StoredRelation): GraphRelation {
	const end = (entity: number): string => `${letters.entity}${entity}`;
	return { id: `${letters.relation}${number}`, type, symmetric, head: end(head), tail: end(tail), score, evidence };
}

/** The most mentioned and the surest first: so they are numbered. */
function uniqueByNumber<T extends { readonly number: number }>(items: readonly T[]): T[] {
	return [...new Map(items.map((item) => [item.number, item])).values()].sort((a, b) => a.number - b.number);
}

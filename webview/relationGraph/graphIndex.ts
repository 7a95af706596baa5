// A graph with what is asked of it looked up once: by id, by entity, by type.

import type { GraphEntity, GraphEntityType, GraphRelation, GraphRelationType, GraphView } from '../../src/protocol/relationGraphProtocol';

export class GraphIndex {
	readonly view: GraphView;
	readonly entities: ReadonlyMap<string, GraphEntity>;
	readonly relations: ReadonlyMap<string, GraphRelation>;
	readonly #byEntity = new Map<string, GraphRelation[]>();
	readonly #entityTypes: ReadonlyMap<string, GraphEntityType>;
	readonly #relationTypes: ReadonlyMap<string, GraphRelationType>;

	constructor(view: GraphView) {
		this.view = view;
		this.entities = new Map(view.entities.map((entity) => [entity.id, entity]));
		this.relations = new Map(view.relations.map((relation) => [relation.id, relation]));
		for (const relation of view.relations) {
			for (const end of [relation.head, relation.tail]) {
				const known = this.#byEntity.get(end);
				if (known === undefined) {
					this.#byEntity.set(end, [relation]);
				} else {
					known.push(relation);
				}
			}
		}
		this.#entityTypes = new Map(view.entityTypes.map((type) => [type.id, type]));
		this.#relationTypes = new Map(view.relationTypes.map((type) => [type.id, type]));
	}

	/** Whether it says anything to tell in how many documents an entity is mentioned. */
	get hasManyDocuments(): boolean {
		return (this.view.corpus?.documents ?? this.view.documents.length) > 1;
	}

	/** Of the entity: all that it has, also those that are not here. */
	relationCountOf(entity: GraphEntity): number {
		return entity.relations ?? this.relationsOf(entity.id).length;
	}

	/** The surest first. */
	relationsOf(entity: string): readonly GraphRelation[] {
		return this.#byEntity.get(entity) ?? [];
	}

	/** A type that no model names any more goes by its identifier. */
	entityType(id: string): GraphEntityType {
		return this.#entityTypes.get(id) ?? { id, name: id, slot: 0 };
	}

	relationType(id: string): GraphRelationType {
		return this.#relationTypes.get(id) ?? { id, name: id, symmetric: false };
	}

	nameOf(entity: string): string {
		return this.entities.get(entity)?.name ?? entity;
	}
}

export function otherEnd({ head, tail }: Pick<GraphRelation, 'head' | 'tail'>, entity: string): string {
	return head === entity ? tail : head;
}

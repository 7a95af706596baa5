// The Entities view as data: groups, entities, relations and their places, in one of three groupings and through a filter.
// Built anew whenever something changed; ids stay, so that the view keeps what is open and selected. No editor in it.

import type { Entity, EntityMention, EntityRelation, KnowledgeGraph, RelationEvidence } from '../../knowledge/entities/entity';
import type { KnownDocument } from '../../knowledge/knownDocument';
import type { Visibility } from '../../knowledge/visibility';
import type { KnownType, TypeTable } from './typeTable';

export const groupings = ['type', 'document', 'relation'] as const;
export type Grouping = (typeof groupings)[number];

export type GroupNode =
	| { readonly kind: 'type'; readonly id: string; readonly type: KnownType; readonly entities: readonly Entity[] }
	| { readonly kind: 'document'; readonly id: string; readonly document: KnownDocument; readonly entities: readonly Entity[] }
	| { readonly kind: 'relationType'; readonly id: string; readonly type: KnownType; readonly relations: readonly EntityRelation[] };

export interface EntityNode {
	readonly kind: 'entity';
	readonly id: string;
	readonly parent: GroupNode;
	readonly entity: Entity;
	readonly type: KnownType;
}

export interface RelationNode {
	readonly kind: 'relation';
	readonly id: string;
	readonly parent: GroupNode;
	readonly relation: EntityRelation;
	readonly type: KnownType;
	readonly head: Entity;
	readonly tail: Entity;
}

/** A mention of an entity. */
export interface MentionNode extends EntityMention {
	readonly kind: 'mention';
	readonly id: string;
	readonly parent: EntityNode;
	/** The document as it was when the mention was found: rows outlive the tree that they came from. */
	readonly source: KnownDocument | undefined;
}

/** A place that states a relation. */
export interface EvidenceNode extends RelationEvidence {
	readonly kind: 'evidence';
	readonly id: string;
	readonly parent: RelationNode;
	readonly source: KnownDocument | undefined;
}

/** Stands for the rows of a group that nobody would scroll through. */
export interface MoreNode {
	readonly kind: 'more';
	readonly id: string;
	readonly parent: GroupNode;
	readonly count: number;
}

/** What the person hid, at the end of the list. */
export interface HiddenNode {
	readonly kind: 'hidden';
	readonly id: 'hidden';
	readonly children: readonly (HiddenTypeNode | HiddenEntityNode)[];
}
export interface HiddenTypeNode {
	readonly kind: 'hiddenType';
	readonly id: string;
	readonly type: KnownType;
}
export interface HiddenEntityNode {
	readonly kind: 'hiddenEntity';
	readonly id: string;
	readonly entityId: string;
	readonly name: string;
}

export type TreeNode =
	| GroupNode
	| EntityNode
	| RelationNode
	| MentionNode
	| EvidenceNode
	| MoreNode
	| HiddenNode
	| HiddenTypeNode
	| HiddenEntityNode;

/** Rows of a group; an editor takes long to make many more, and the filter finds them. */
export const mostRows = 2000;

export interface EntityTreeSource {
	/** Of everything, shown or not. */
	readonly graph: KnowledgeGraph;
	/** What is shown of it. */
	readonly shown: KnowledgeGraph;
	readonly documents: readonly KnownDocument[];
	readonly types: TypeTable;
	readonly visibility: Visibility;
	readonly grouping: Grouping;
	/** Words that must all be there, as parts of words; empty for no filter. */
	readonly filter: string;
}

const hiddenId = 'hidden';

export class EntityTree {
	readonly #source: EntityTreeSource;
	readonly #documents: ReadonlyMap<string, KnownDocument>;
	/** Put before the ids of groups: those of a filtered list are other ones, so that they open by themselves. */
	readonly #prefix: string;

	/** What a list without children shows. */
	readonly roots: readonly TreeNode[];
	/** How many entities are shown, and how many there are. */
	readonly shown: number;
	readonly total: number;

	constructor(source: EntityTreeSource) {
		this.#source = source;
		this.#documents = new Map(source.documents.map((document) => [document.id, document]));
		this.#prefix = source.filter.trim() === '' ? '' : 'filtered ';
		const matches = matcher(source.filter);
		const entities = [...source.shown.entities.values()].filter((entity) => matches(entity));
		this.shown = entities.length;
		this.total = source.graph.entities.size;
		const groups = this.#groups(entities, matches);
		this.roots = [...groups, ...this.#hidden()];
	}

	children(node: TreeNode): readonly TreeNode[] {
		switch (node.kind) {
			case 'type':
			case 'document':
				return firstRows(node, node.entities, (entity) => [this.#entityNode(node, entity)]);
			case 'relationType':
				return firstRows(node, node.relations, (relation) => this.#relationNode(node, relation));
			case 'entity': {
				// Mentions are counted in each document: their own ids shift when one comes before them.
				const counts = new Map<string, number>();
				return node.entity.mentions.map((mention) => {
					const count = (counts.get(mention.document) ?? 0) + 1;
					counts.set(mention.document, count);
					return { kind: 'mention', id: `${node.id}\n${mention.document} ${count}`, parent: node, source: this.#documents.get(mention.document), ...mention };
				});
			}
			case 'relation':
				return node.relation.evidence.map((evidence, index) => {
					const source = this.#documents.get(evidence.document);
					return { kind: 'evidence', id: `${node.id}\n${index}`, parent: node, source, ...evidence };
				});
			case 'hidden':
				return node.children;
			case 'mention':
			case 'evidence':
			case 'more':
			case 'hiddenType':
			case 'hiddenEntity':
				return [];
			default:
				return node satisfies never;
		}
	}

	parent(node: TreeNode): TreeNode | undefined {
		if (node.kind === 'hiddenType' || node.kind === 'hiddenEntity') {
			return this.roots.find(({ kind }) => kind === 'hidden');
		}
		return 'parent' in node ? node.parent : undefined;
	}

	/** The row of an entity, if there is one; in the list by documents the one below the given document. */
	entityNode(entityId: string, document: string): EntityNode | undefined {
		for (const group of this.roots) {
			if (group.kind === 'type' || (group.kind === 'document' && group.document.id === document)) {
				const entity = group.entities.slice(0, mostRows).find(({ id }) => id === entityId);
				if (entity !== undefined) {
					return this.#entityNode(group, entity);
				}
			}
		}
		return undefined;
	}

	#groups(entities: readonly Entity[], matches: Matcher): GroupNode[] {
		const { grouping, types, documents, shown } = this.#source;
		switch (grouping) {
			case 'type': {
				const groups = [...groupedBy(entities, ({ type }) => type)].map(
					([type, own]): GroupNode & { kind: 'type' } => ({ kind: 'type', id: `${this.#prefix}type ${type}`, type: types.entityType(type), entities: own }),
				);
				return groups.sort((a, b) => a.type.slot - b.type.slot);
			}
			case 'document': {
				const parts = groupedBy(entities.flatMap(partsOf), ({ document }) => document);
				return documents.flatMap((document): GroupNode[] => {
					const own = (parts.get(document.id) ?? []).map(({ entity }) => entity).sort((a, b) => b.mentions.length - a.mentions.length);
					return own.length === 0 ? [] : [{ kind: 'document', id: `${this.#prefix}document ${document.id}`, document, entities: own }];
				});
			}
			case 'relation': {
				const relations = [...shown.relations.values()].filter(({ head, tail }) => matches(shown.entities.get(head), shown.entities.get(tail)));
				const groups = [...groupedBy(relations, ({ type }) => type)].map(
					([type, own]): GroupNode & { kind: 'relationType' } => ({
						kind: 'relationType',
						id: `${this.#prefix}relation ${type}`,
						type: types.relationType(type),
						relations: own,
					}),
				);
				return groups.sort((a, b) => a.type.slot - b.type.slot);
			}
			default:
				return grouping satisfies never;
		}
	}

	#hidden(): HiddenNode[] {
		const { graph, types, visibility } = this.#source;
		const hiddenTypes = [...visibility.hiddenTypes].map(
			(type): HiddenTypeNode => ({ kind: 'hiddenType', id: `${hiddenId} type ${type}`, type: types.entityType(type) }),
		);
		const hiddenEntities = [...visibility.hiddenEntities].map(
			(id): HiddenEntityNode => ({ kind: 'hiddenEntity', id: `${hiddenId} entity ${id}`, entityId: id, name: graph.entities.get(id)?.name ?? id }),
		);
		const children = [...hiddenTypes.sort((a, b) => a.type.slot - b.type.slot), ...hiddenEntities.sort((a, b) => a.name.localeCompare(b.name))];
		// Without anything known the list says how to begin.
		return children.length === 0 || graph.entities.size === 0 ? [] : [{ kind: 'hidden', id: hiddenId, children }];
	}

	#entityNode(parent: GroupNode, entity: Entity): EntityNode {
		return { kind: 'entity', id: `${parent.id}\n${entity.id}`, parent, entity, type: this.#source.types.entityType(entity.type) };
	}

	#relationNode(parent: GroupNode & { kind: 'relationType' }, relation: EntityRelation): RelationNode[] {
		const { entities } = this.#source.shown;
		const [head, tail] = [entities.get(relation.head), entities.get(relation.tail)];
		return head === undefined || tail === undefined
			? []
			: [{ kind: 'relation', id: `${parent.id}\n${relation.id}`, parent, relation, type: parent.type, head, tail }];
	}
}

function firstRows<T>(parent: GroupNode, items: readonly T[], rowsOf: (item: T) => readonly TreeNode[]): TreeNode[] {
	const rows = items.slice(0, mostRows).flatMap(rowsOf);
	const count = items.length - mostRows;
	return count > 0 ? [...rows, { kind: 'more', id: `${parent.id}\n`, parent, count }] : rows;
}

/** An entity as each of its documents mentions it. */
function partsOf(entity: Entity): { document: string; entity: Entity }[] {
	const byDocument = groupedBy(entity.mentions, ({ document }) => document);
	if (byDocument.size === 1) {
		return [...byDocument.keys()].map((document) => ({ document, entity }));
	}
	return [...byDocument].map(([document, mentions]) => {
		const score = mentions.reduce((best, { mention }) => Math.max(best, mention.score), 0);
		return { document, entity: { ...entity, mentions, score, documentCount: 1 } };
	});
}

type Matcher = (...entities: readonly (Entity | undefined)[]) => boolean;

/** Whether every word of a filter is in what some entities are called. */
function matcher(filter: string): Matcher {
	const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
	return (...entities) => {
		// Most often there is no filter, and tens of thousands of entities.
		const called = words.length === 0 ? '' : entities.map(wordsOf).join('\n');
		return words.every((word) => called.includes(word));
	};
}

/** Everything that an entity is called, in lower case. */
function wordsOf(entity: Entity | undefined): string {
	return entity === undefined ? '' : [entity.name, ...entity.forms.map(({ text }) => text)].join('\n').toLowerCase();
}

function groupedBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const item of items) {
		const group = key(item);
		const known = groups.get(group);
		if (known === undefined) {
			groups.set(group, [item]);
		} else {
			known.push(item);
		}
	}
	return groups;
}

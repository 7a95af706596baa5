// Names, colours and order of the types that some models know. No editor in it.

import type { KnowledgeModel } from '../../knowledge/knownDocument';

export interface KnownType {
	readonly identifier: string;
	/** In words. */
	readonly name: string;
	/** Number in its model, from 0: decides its colour, and its place in lists. */
	readonly slot: number;
}

export interface TypeTable {
	/** A type that no model knows keeps its identifier as its name. */
	entityType(identifier: string): KnownType;
	relationType(identifier: string): KnownType;
}

/** @param models the most important first: it decides where two know the same type */
export function typeTable(models: readonly KnowledgeModel[]): TypeTable {
	const entityTypes = known(models.map((model) => model.entityTypes));
	const relationTypes = known(models.map((model) => model.relationTypes));
	const lookUp = (types: ReadonlyMap<string, KnownType>, identifier: string): KnownType =>
		types.get(identifier) ?? { identifier, name: identifier, slot: types.size };
	return {
		entityType: (identifier) => lookUp(entityTypes, identifier),
		relationType: (identifier) => lookUp(relationTypes, identifier),
	};
}

function known(lists: readonly (readonly { readonly identifier: string; readonly verbose: string }[])[]): Map<string, KnownType> {
	const types = new Map<string, KnownType>();
	for (const list of lists) {
		for (const [slot, { identifier, verbose }] of list.entries()) {
			if (!types.has(identifier)) {
				types.set(identifier, { identifier, name: verbose, slot });
			}
		}
	}
	return types;
}

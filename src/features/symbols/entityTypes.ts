// How the symbols of VS Code show the types of entities and relations: by name, and an icon of its own for each type of entity.

import * as vscode from 'vscode';
import type { Relation } from '../../knowledge/documentExtraction';
import type { KnowledgeModel } from '../../knowledge/knownDocument';

/** By the place of the type in its model: kinds whose icons differ in shape and mean nothing that a paper has not. */
const kinds = [
	vscode.SymbolKind.Event,
	vscode.SymbolKind.Method,
	vscode.SymbolKind.Field,
	vscode.SymbolKind.Constant,
	vscode.SymbolKind.Number,
	vscode.SymbolKind.Variable,
	vscode.SymbolKind.Interface,
	vscode.SymbolKind.Enum,
] as const;

type Types = Pick<KnowledgeModel, 'entityTypes'>;

export function symbolKind({ entityTypes }: Types, identifier: string): vscode.SymbolKind {
	const slot = entityTypes.findIndex((type) => type.identifier === identifier);
	return kinds[Math.max(0, slot) % kinds.length] ?? vscode.SymbolKind.Constant;
}

/** In words. */
export function typeName({ entityTypes }: Types, identifier: string): string {
	return entityTypes.find((type) => type.identifier === identifier)?.verbose ?? identifier;
}

/** The name of a relation as it is read after its arrow: "used for". */
export function relationLabel({ relationTypes }: Pick<KnowledgeModel, 'relationTypes'>, { type }: Relation): string {
	const name = relationTypes.find(({ identifier }) => identifier === type)?.verbose ?? type;
	return name.replace(/[-_]+/g, ' ').toLowerCase();
}

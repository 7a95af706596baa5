// Entities of all documents in the editor's search for symbols, each where it is first mentioned.

import * as vscode from 'vscode';
import { queryEntities } from '../../knowledge/entityQuery';
import { isPronoun } from '../../knowledge/pronouns';
import { locationIn, type EntityPlaces } from './entityPlaces';
import { symbolKind, typeName } from './entityTypes';

/** The editor's list shows hardly more, and asks again at each letter. */
const mostSymbols = 200;

export function entityWorkspaceSymbols(places: EntityPlaces): vscode.WorkspaceSymbolProvider {
	return {
		provideWorkspaceSymbols(query) {
			const { knowledge } = places;
			const queried = query.trim() === '' ? [] : queryEntities(knowledge.graph.entities.values(), query, mostSymbols);
			return queried.flatMap(({ entity, form }): vscode.SymbolInformation[] => {
				const [first] = places.entity(entity.id)?.mentions ?? [];
				const known = first && knowledge.document(first.document);
				if (first === undefined || known === undefined || isPronoun(form)) {
					return [];
				}
				const type = typeName(known.model, entity.type);
				const about = form === entity.name ? type : `${entity.name} · ${type}`;
				const location = locationIn(known, first.mention.span);
				return [new vscode.SymbolInformation(form, symbolKind(known.model, entity.type), about, location)];
			});
		},
	};
}

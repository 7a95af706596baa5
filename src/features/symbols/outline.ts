// Entities in the outline and the breadcrumbs: each once, where the text first mentions it. A flat list beside the headings of
// others; the outline itself can sort it by name or by kind.

import * as vscode from 'vscode';
import { mentionedEntities } from '../../knowledge/mentionedEntities';
import { isPronoun } from '../../knowledge/pronouns';
import { rangeIn, type EntityPlaces } from './entityPlaces';
import { symbolKind, typeName } from './entityTypes';

/** What an outline shows of a document, without its places. */
export function outlineSignature(places: EntityPlaces, document: vscode.TextDocument): string {
	return symbolsOf(places, document)
		.map(({ name, detail, kind }) => `${name}\t${detail}\t${kind}`)
		.join('\n');
}

export function entityOutline(places: EntityPlaces): vscode.DocumentSymbolProvider {
	return { provideDocumentSymbols: (document) => symbolsOf(places, document) };
}

function symbolsOf(places: EntityPlaces, document: vscode.TextDocument): vscode.DocumentSymbol[] {
	const marks = places.marksOf(document);
	if (marks === undefined) {
		return [];
	}
	const { model, extraction } = marks;
	const named = extraction.mentions.filter(({ text }) => !isPronoun(text));
	return mentionedEntities(named, (mention) => places.entityIdOf(document, mention)).map(({ mentions }) => {
		const [first] = mentions;
		const type = typeName(model, first.type);
		const range = rangeIn(document, first.span);
		return new vscode.DocumentSymbol(
			first.text,
			mentions.length === 1 ? type : `${type} × ${mentions.length}`,
			symbolKind(model, first.type),
			range,
			range,
		);
	});
}

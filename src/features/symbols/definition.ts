// Where an entity is introduced, where it is mentioned, and its other mentions in the same document.

import * as vscode from 'vscode';
import { introductionOf } from '../../knowledge/introduction';
import { rangeIn, sentenceOf, type EntityPlaces, type MentionHere, type MentionPlace } from './entityPlaces';

export function entityDefinition(places: EntityPlaces): vscode.DefinitionProvider {
	return {
		provideDefinition(document, position): vscode.LocationLink[] | undefined {
			const here = places.mentionAt(document, position);
			const introduced = here && introducedAt(places, here);
			return (
				introduced && [
					{
						originSelectionRange: rangeIn(document, here.mention.span),
						targetUri: introduced.location.uri,
						targetRange: sentenceRange(places, here, introduced),
						targetSelectionRange: introduced.location.range,
					},
				]
			);
		},
	};
}

export function entityReferences(places: EntityPlaces): vscode.ReferenceProvider {
	return {
		provideReferences(document, position, { includeDeclaration }): vscode.Location[] | undefined {
			const here = places.mentionAt(document, position);
			if (here === undefined) {
				return undefined;
			}
			const introduced = includeDeclaration ? undefined : introducedAt(places, here);
			return places
				.mentionsOf(here.entityId, document)
				.filter(({ documentId, mention }) => documentId !== introduced?.documentId || mention.id !== introduced.mention.id)
				.map(({ location }) => location);
		},
	};
}

export function entityHighlights(places: EntityPlaces): vscode.DocumentHighlightProvider {
	return {
		provideDocumentHighlights(document, position): vscode.DocumentHighlight[] | undefined {
			const here = places.mentionAt(document, position);
			return here?.marks.extraction.mentions
				.filter((mention) => places.entityIdOf(document, mention) === here.entityId)
				.flatMap(({ ranges }) => ranges)
				.map((range) => new vscode.DocumentHighlight(rangeIn(document, range), vscode.DocumentHighlightKind.Text));
		},
	};
}

/** Where the entity is defined or first introduced; in a document that is known in part, its first mention there. */
function introducedAt(places: EntityPlaces, { document, entityId }: MentionHere): MentionPlace | undefined {
	const id = document.uri.toString();
	const entity = places.entity(entityId);
	const introduced = entity && introductionOf(places.knowledge.index, entity, id);
	const all = places.mentionsOf(entityId, document);
	return (
		all.find((place) => place.documentId === introduced?.document && place.mention.id === introduced.mention.id) ??
		all.find((place) => place.documentId === id)
	);
}

function sentenceRange(places: EntityPlaces, here: MentionHere, { documentId, mention, location }: MentionPlace): vscode.Range {
	if (documentId === here.document.uri.toString()) {
		return rangeIn(here.document, sentenceOf(here.marks.extraction, mention));
	}
	const known = places.knowledge.document(documentId);
	if (known === undefined) {
		return location.range;
	}
	const { start, end } = sentenceOf(known.extraction, mention);
	const [from, to] = [known.positionAt(start), known.positionAt(end)];
	return new vscode.Range(from.line, from.character, to.line, to.character);
}

// What the symbol features ask of the marks: which entity stands at a position, and where else it is mentioned, in this
// document and in all others. What the person chose not to see is not there for them either.

import * as vscode from 'vscode';
import type { Event } from '../../base/event';
import type { DocumentExtraction, Mention, SourceSpan } from '../../knowledge/documentExtraction';
import type { Entity } from '../../knowledge/entities/entity';
import type { KnownDocument } from '../../knowledge/knownDocument';
import { mentionsAt } from '../../knowledge/lookUp';
import type { DocumentMarks } from '../extraction/documentExtractions';
import type { Knowledge } from '../knowledge/knowledge';

/** The marks of open documents, as they are shown. */
export interface ShownMarks {
	marksOf(document: vscode.TextDocument): DocumentMarks | undefined;
	/** An entity with its mentions in all documents. */
	entity(id: string): Entity | undefined;
	readonly onDidChange: Event<vscode.TextDocument>;
}

/** A mention in an open document. */
export interface MentionHere {
	readonly document: vscode.TextDocument;
	readonly marks: DocumentMarks;
	readonly mention: Mention;
	readonly entityId: string;
}

/** A mention of an entity anywhere. */
export interface MentionPlace {
	/** Id of its document: the URI. */
	readonly documentId: string;
	readonly mention: Mention;
	readonly location: vscode.Location;
}

export class EntityPlaces {
	readonly #shown: ShownMarks;
	readonly knowledge: Knowledge;

	constructor(shown: ShownMarks, knowledge: Knowledge) {
		this.#shown = shown;
		this.knowledge = knowledge;
	}

	marksOf(document: vscode.TextDocument): DocumentMarks | undefined {
		return this.#shown.marksOf(document);
	}

	/** The innermost mention at a position. */
	mentionAt(document: vscode.TextDocument, position: vscode.Position): MentionHere | undefined {
		const marks = this.marksOf(document);
		const [mention] = marks === undefined ? [] : mentionsAt(marks.extraction, document.offsetAt(position));
		return marks && mention && { document, marks, mention, entityId: this.entityIdOf(document, mention) };
	}

	entityIdOf(document: vscode.TextDocument, mention: Mention): string {
		return this.knowledge.index.entityIdOf(document.uri.toString(), mention);
	}

	/** As it is known: undefined where only the marks of a part of a document have it. */
	entity(id: string): Entity | undefined {
		return this.#shown.entity(id);
	}

	/** Every mention of an entity: by document, in each in the order of the text; those of `here` as its editor has them. */
	mentionsOf(entityId: string, here: vscode.TextDocument): MentionPlace[] {
		const hereId = here.uri.toString();
		const marks = this.marksOf(here);
		const own = (marks?.extraction.mentions ?? [])
			.filter((mention) => this.entityIdOf(here, mention) === entityId)
			.map((mention) => placeIn(here, mention));
		const places: MentionPlace[] = [];
		let isHereDone = marks === undefined;
		for (const { document, mention } of this.entity(entityId)?.mentions ?? []) {
			const known = this.knowledge.document(document);
			if (document === hereId && marks !== undefined) {
				places.push(...(isHereDone ? [] : own));
				isHereDone = true;
			} else if (known !== undefined) {
				places.push({ documentId: document, mention, location: locationIn(known, mention.span) });
			}
		}
		return isHereDone ? places : [...own, ...places];
	}
}

export function placeIn(document: vscode.TextDocument, mention: Mention): MentionPlace {
	const location = new vscode.Location(document.uri, rangeIn(document, mention.span));
	return { documentId: document.uri.toString(), mention, location };
}

export function rangeIn(document: vscode.TextDocument, { start, end }: SourceSpan): vscode.Range {
	return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

/** A place in a document that no editor needs to have opened. */
export function locationIn(document: KnownDocument, { start, end }: SourceSpan): vscode.Location {
	const [from, to] = [document.positionAt(start), document.positionAt(end)];
	const range = new vscode.Range(from.line, from.character, to.line, to.character);
	return new vscode.Location(vscode.Uri.parse(document.id, true), range);
}

/** The sentence of a mention; the mention itself where it is in none. */
export function sentenceOf({ sentences }: DocumentExtraction, { sentence, span }: Mention): SourceSpan {
	const own = sentences[sentence];
	return own !== undefined && own.start <= span.start && span.end <= own.end ? own : span;
}

// Renames a written form in the prose of all known documents, with the editor's own rename and its preview.

import * as vscode from 'vscode';
import type { DocumentReader } from '../../../extraction/documentReader';
import { readSettings } from '../../../host/settings';
import type { Mention, SourceSpan } from '../../../knowledge/documentExtraction';
import { findForm } from '../../../knowledge/writtenForms';
import type { ReadOptionsSource } from '../../extraction/readOptionsSource';
import { rangeIn, type EntityPlaces, type MentionHere } from '../entityPlaces';
import { inHeading, nameEmpty, nothingMarked, nothingRenamed, writtenByCommand } from '../errors';
import { applyEdits, checkRename } from './checkRename';
import { planRename, type RenamePlace, type RenameRequest, type SourceEdit } from './planRename';
import { editorRanges, mayHold, openSource, sourceOf, type DocumentSource } from './renameSources';

export interface EntityRenameOptions {
	readonly places: EntityPlaces;
	readonly reader: DocumentReader;
	/** A rename reads documents as they are read for the model. */
	readonly readOptions: ReadOptionsSource;
	/** Told of the places that stay as they are, where they are after the rename. */
	readonly onLeftOut: (locations: readonly vscode.Location[]) => void;
}

interface RenamedDocument extends DocumentSource {
	readonly renamed: readonly RenamePlace[];
	readonly leftOut: readonly SourceSpan[];
	/** Mentions of the entity itself. */
	readonly mentions: readonly Mention[];
}

export function entityRename(options: EntityRenameOptions): vscode.RenameProvider {
	const { places, onLeftOut } = options;
	return {
		prepareRename(document, position) {
			const here = renamable(places, document, position);
			return { range: rangeIn(document, here.mention.span), placeholder: here.mention.text };
		},
		async provideRenameEdits(document, position, newName, token) {
			const here = renamable(places, document, position);
			const request = { form: here.mention.text, replacement: newName.replace(/\s+/g, ' ').trim() };
			if (!/[\p{L}\p{N}]/u.test(request.replacement)) {
				throw nameEmpty();
			}
			const edit = new vscode.WorkspaceEdit();
			const leftOut: vscode.Location[] = [];
			await places.knowledge.whenComplete();
			for (const id of documentsWith(places, here)) {
				const renamed = await renameIn(id, here, request, options);
				if (token.isCancellationRequested) {
					return undefined;
				}
				if (renamed !== undefined) {
					addEdits(edit, renamed);
					leftOut.push(...leftOutAfterwards(renamed));
				}
			}
			if (edit.size === 0 && request.form !== request.replacement) {
				throw nothingRenamed(request.form, request.replacement);
			}
			if (leftOut.length > 0) {
				onLeftOut(leftOut);
			}
			return edit;
		},
	};
}

/** Errors: UserError, whose message the editor shows at the cursor. */
function renamable(places: EntityPlaces, document: vscode.TextDocument, position: vscode.Position): MentionHere {
	const here = places.mentionAt(document, position);
	if (here === undefined) {
		throw nothingMarked();
	}
	if (document.languageId === 'markdown' && !document.isUntitled && /^ {0,3}#{1,6}\s/.test(document.lineAt(position.line).text)) {
		throw inHeading();
	}
	const [range, ...others] = here.mention.ranges.map((span) => document.getText(rangeIn(document, span)));
	if (others.length === 0 && range !== undefined && /^\\[a-zA-Z@]+(?:\{\})?$/.test(range)) {
		throw writtenByCommand(range);
	}
	return here;
}

/** Ids of the documents whose prose may hold the form: this one, those that are open, and those that held it when they were read. */
function documentsWith({ knowledge }: EntityPlaces, { document, mention }: MentionHere): string[] {
	const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.toString()));
	const holds = (text: string): boolean => findForm(text, mention.text).length > 0;
	const known = knowledge.documents.filter((other) => open.has(other.id) || mayHold(other, holds)).map(({ id }) => id);
	return [...new Set([document.uri.toString(), ...known])];
}

async function renameIn(
	id: string,
	here: MentionHere,
	request: RenameRequest,
	{ places, reader, readOptions }: EntityRenameOptions,
): Promise<RenamedDocument | undefined> {
	const isHere = id === here.document.uri.toString();
	const document = isHere ? openSource(here.document) : await sourceOf(id);
	if (document === undefined) {
		return undefined;
	}
	const { options } = await readOptions.of(document.uri, document.languageId, readSettings(document.uri));
	const alike: DocumentReader = { read: (source, format) => reader.read(source, format, options) };
	const read = { ...document, reading: await alike.read(document.source, document.format) };
	const plan = planRename(read, request);
	const renamed = await checkRename(read, plan.places, alike);
	const dropped = plan.places.filter((place) => !renamed.includes(place)).map(({ span }) => span);
	const all = isHere ? here.marks.extraction.mentions : (places.knowledge.document(id)?.extraction.mentions ?? []);
	const mentions = all.filter((mention) => places.knowledge.index.entityIdOf(id, mention) === here.entityId);
	return { ...document, renamed, leftOut: [...plan.leftOut, ...dropped], mentions };
}

/** Places that the model does not take for this entity are for the person to confirm. */
function addEdits(edit: vscode.WorkspaceEdit, { uri, source, renamed, mentions }: RenamedDocument): void {
	const rangeOf = editorRanges(source);
	for (const place of renamed) {
		const isMarked = mentions.some(({ span }) => span.start === place.span.start && span.end === place.span.end);
		for (const { newText, ...span } of place.edits) {
			edit.replace(uri, rangeOf(span), newText, metadataOf(place, isMarked));
		}
	}
}

function metadataOf({ isPart }: RenamePlace, isMarked: boolean): vscode.WorkspaceEditEntryMetadata {
	if (isPart) {
		return { needsConfirmation: true, label: vscode.l10n.t('Part of a longer word') };
	}
	return isMarked
		? { needsConfirmation: false, label: vscode.l10n.t('Marked as this entity') }
		: { needsConfirmation: true, label: vscode.l10n.t('Not marked as this entity') };
}

function leftOutAfterwards({ uri, source, renamed, leftOut }: RenamedDocument): vscode.Location[] {
	const edits = renamed.flatMap((place) => place.edits);
	const rangeOf = editorRanges(applyEdits(source, edits));
	return leftOut.map((span) => {
		const shift = shiftBefore(span.start, edits);
		return new vscode.Location(uri, rangeOf({ start: span.start + shift, end: span.end + shift }));
	});
}

function shiftBefore(offset: number, edits: readonly SourceEdit[]): number {
	return edits
		.filter(({ end }) => end <= offset)
		.reduce((shift, { start, end, newText }) => shift + newText.length - (end - start), 0);
}

/** Says how many places stay as they are, and shows them on demand. */
export async function tellLeftOut(locations: readonly vscode.Location[]): Promise<void> {
	const [first] = locations;
	const show = vscode.l10n.t('Show Places');
	const message =
		locations.length === 1
			? vscode.l10n.t('One place stays as it is: a command, a key or markup stands in the middle of it.')
			: vscode.l10n.t('{0} places stay as they are: a command, a key or markup stands in the middle of them.', locations.length);
	if ((await vscode.window.showInformationMessage(message, show)) === show && first !== undefined) {
		await vscode.window.showTextDocument(first.uri, { selection: first.range });
		await vscode.commands.executeCommand('editor.action.peekLocations', first.uri, first.range.start, [...locations], 'peek');
	}
}

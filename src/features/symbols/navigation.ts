// Commands that lead from entity to entity, from mention to mention, and from an entity to what it is related to.

import * as vscode from 'vscode';
import { commandIds } from '../../host/contributions';
import { itemFrom, mentionFrom, type Direction } from '../../knowledge/mentionSteps';
import type { CommandTable } from '../../host/registerCommands';
import { rangeIn, type EntityPlaces, type MentionHere } from './entityPlaces';
import { relationLabel } from './entityTypes';
import { relatedPlaces, type RelatedPlace } from './relatedPlaces';

/** How long a line in the status bar stays, in milliseconds. */
const toldFor = 4000;

export function navigationCommands(places: EntityPlaces): CommandTable {
	return {
		[commandIds.nextEntity]: () => goToEntity(places, 'next'),
		[commandIds.previousEntity]: () => goToEntity(places, 'previous'),
		[commandIds.nextMention]: () => goToMention(places, 'next'),
		[commandIds.previousMention]: () => goToMention(places, 'previous'),
		[commandIds.goToRelationPartner]: () => goToRelationPartner(places),
		[commandIds.peekRelations]: () => peekRelations(places),
	};
}

function goToEntity(places: EntityPlaces, direction: Direction): void {
	const editor = vscode.window.activeTextEditor;
	const marks = editor && places.marksOf(editor.document);
	const mention = marks && mentionFrom(marks.extraction.mentions, editor.document.offsetAt(editor.selection.active), direction);
	if (editor === undefined || mention === undefined) {
		tell(vscode.l10n.t('No entity is marked here.'));
		return;
	}
	putCursor(editor, rangeIn(editor.document, mention.span).start);
}

async function goToMention(places: EntityPlaces, direction: Direction): Promise<void> {
	const here = entityAtCursor(places);
	if (here === undefined) {
		return;
	}
	const documentId = here.document.uri.toString();
	const all = places.mentionsOf(here.entityId, here.document);
	const index = all.findIndex((place) => place.documentId === documentId && place.mention.id === here.mention.id);
	const target = itemFrom(all, index, direction);
	if (all.length < 2 || target === undefined) {
		tell(vscode.l10n.t('It is mentioned nowhere else.'));
		return;
	}
	await reveal(target.location);
}

async function goToRelationPartner(places: EntityPlaces): Promise<void> {
	const here = entityAtCursor(places);
	const related = here && relatedPlaces(places, here);
	if (here === undefined || related === undefined) {
		return;
	}
	const [first, ...others] = related;
	if (first === undefined) {
		tell(vscode.l10n.t('No relation of it is known.'));
		return;
	}
	const chosen = others.length === 0 ? first : await choose(here, related);
	if (chosen !== undefined) {
		await reveal(chosen.location);
	}
}

async function peekRelations(places: EntityPlaces): Promise<void> {
	const here = entityAtCursor(places);
	const related = here && relatedPlaces(places, here);
	if (here === undefined || related === undefined) {
		return;
	}
	if (related.length === 0) {
		tell(vscode.l10n.t('No relation of it is known.'));
		return;
	}
	const { uri } = here.document;
	const { start } = rangeIn(here.document, here.mention.span);
	const locations = related.map(({ location }) => location);
	await vscode.commands.executeCommand('editor.action.peekLocations', uri, start, locations, 'peek');
}

interface PartnerItem extends vscode.QuickPickItem {
	readonly place?: RelatedPlace;
}

async function choose({ marks, mention }: MentionHere, related: readonly RelatedPlace[]): Promise<RelatedPlace | undefined> {
	const items: PartnerItem[] = [];
	for (const [index, place] of related.entries()) {
		if (index > 0 && !place.isOwn && related[index - 1]?.isOwn === true) {
			items.push({ label: vscode.l10n.t('elsewhere'), kind: vscode.QuickPickItemKind.Separator });
		}
		const { relation, partner, document, isOwn, sentence } = place;
		items.push({
			label: `${arrowIcon(place)} ${relationLabel(marks.model, relation)}: ${partner.text}`,
			description: [`${Math.round(relation.score * 100)} %`, ...(isOwn ? [] : [document])].join(' · '),
			...(isOwn ? {} : { detail: sentence }),
			place,
		});
	}
	const picked = await vscode.window.showQuickPick(items, {
		title: mention.text,
		placeHolder: vscode.l10n.t('Go to what it is related to'),
		matchOnDescription: true,
	});
	return picked?.place;
}

function arrowIcon({ relation, isHead }: RelatedPlace): string {
	return relation.symmetric ? '$(arrow-both)' : isHead ? '$(arrow-right)' : '$(arrow-left)';
}

/** Says in the status bar where there is none. */
function entityAtCursor(places: EntityPlaces): MentionHere | undefined {
	const editor = vscode.window.activeTextEditor;
	const here = editor && places.mentionAt(editor.document, editor.selection.active);
	if (here === undefined) {
		tell(vscode.l10n.t('The cursor is on no entity.'));
	}
	return here;
}

function tell(message: string): void {
	vscode.window.setStatusBarMessage(message, toldFor);
}

async function reveal({ uri, range }: vscode.Location): Promise<void> {
	const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
	const column = shown?.viewColumn;
	const editor = await vscode.window.showTextDocument(uri, column === undefined ? {} : { viewColumn: column });
	putCursor(editor, range.start);
}

function putCursor(editor: vscode.TextEditor, position: vscode.Position): void {
	editor.selection = new vscode.Selection(position, position);
	editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

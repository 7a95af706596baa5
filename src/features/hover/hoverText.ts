// The hover of a mention: what it is, how sure the model is, what else it may be, and what it is linked to.

import * as vscode from 'vscode';
import { commandIds } from '../../host/contributions';
import type { Mention, SourceSpan } from '../../knowledge/documentExtraction';
import { mentionsAt, relationsOf, type RelationAtMention } from '../../knowledge/lookUp';
import type { DocumentMarks } from '../extraction/documentExtractions';
import type { Knowledge } from '../knowledge/knowledge';

/** What a link in a hover asks to reveal. */
export interface RevealRequest extends SourceSpan {
	readonly uri: string;
}

/** Mentions and relations that a hover names; more would make it scroll. */
const mostMentions = 3;
const mostRelations = 6;

/** Undefined where nothing is marked. Text of the document is escaped: it may hold any markup. */
export function hoverText(document: vscode.TextDocument, marks: DocumentMarks, offset: number, _knowledge: Knowledge): vscode.MarkdownString | undefined {
	const mentions = mentionsAt(marks.extraction, offset);
	if (mentions.length === 0) {
		return undefined;
	}
	const text = new vscode.MarkdownString(undefined, true);
	text.isTrusted = { enabledCommands: [commandIds.revealSpan] };
	for (const [index, mention] of mentions.slice(0, mostMentions).entries()) {
		if (index > 0) {
			text.appendMarkdown('\n\n---\n\n');
		}
		appendMention(text, document, marks, mention);
	}
	const { model, stale } = marks;
	text.appendMarkdown('\n\n');
	appendWords(text, `${model.name} · ${model.device}`);
	if (mentions.some(({ sentence }) => stale.has(sentence))) {
		text.appendMarkdown(`\n\n$(history) ${vscode.l10n.t('The sentence has changed since it was read.')}`);
	}
	return text;
}

function appendMention(text: vscode.MarkdownString, document: vscode.TextDocument, marks: DocumentMarks, mention: Mention): void {
	const { model, extraction } = marks;
	text.appendMarkdown('**');
	appendWords(text, typeName(marks, mention.type));
	text.appendMarkdown(`** · ${percent(mention.score)}`);
	for (const [index, { type, score }] of mention.alternatives.entries()) {
		text.appendMarkdown(index === 0 ? ` · ${vscode.l10n.t('or')} ` : ', ');
		appendWords(text, type === '' ? vscode.l10n.t('no entity') : typeName(marks, type));
		text.appendMarkdown(` ${percent(score)}`);
	}
	const relations = relationsOf(extraction, mention.id);
	for (const { relation, isHead, partner } of relations.slice(0, mostRelations)) {
		const name = model.relationTypes.find(({ identifier }) => identifier === relation.type)?.verbose ?? relation.type;
		text.appendMarkdown('\n\n');
		text.appendMarkdown(arrow({ relation, isHead, partner }));
		text.appendMarkdown(' ');
		appendWords(text, name);
		text.appendMarkdown(' [');
		appendWords(text, partner.text);
		text.appendMarkdown(`](${revealLink(document, partner.span)} "${vscode.l10n.t('Go to this place')}") · ${percent(relation.score)}`);
	}
	if (relations.length > mostRelations) {
		text.appendMarkdown(`\n\n… ${vscode.l10n.t('{0} more', relations.length - mostRelations)}`);
	}
}

function arrow({ relation, isHead }: RelationAtMention): string {
	return relation.symmetric ? '$(arrow-both)' : isHead ? '$(arrow-right)' : '$(arrow-left)';
}

function typeName({ model }: DocumentMarks, identifier: string): string {
	return model.entityTypes.find((type) => type.identifier === identifier)?.verbose ?? identifier;
}

function revealLink(document: vscode.TextDocument, { start, end }: SourceSpan): string {
	const request: RevealRequest = { uri: document.uri.toString(), start, end };
	return `command:${commandIds.revealSpan}?${encodeURIComponent(JSON.stringify([request]))}`;
}

function percent(score: number): string {
	return `${Math.round(score * 100)} %`;
}

/** Appends text as it reads, whatever it holds; lines may break between its words, where `appendText` would forbid it. */
function appendWords(markdown: vscode.MarkdownString, text: string): void {
	for (const [index, word] of text.trim().split(/\s+/).entries()) {
		markdown.appendMarkdown(index === 0 ? '' : ' ');
		markdown.appendText(word);
	}
}

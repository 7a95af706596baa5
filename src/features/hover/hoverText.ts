// The hover of a mention: what it is, how sure the model is, what else it may be, where it was introduced, what it is linked to,
// and where else it is mentioned.

import * as vscode from 'vscode';
import { commandIds } from '../../host/contributions';
import type { Mention, SourceSpan } from '../../knowledge/documentExtraction';
import type { EntityMention } from '../../knowledge/entities/entity';
import { introductionOf, type Introduction } from '../../knowledge/introduction';
import { mentionsAt, relationsOf, type RelationAtMention } from '../../knowledge/lookUp';
import { mentionAfter, mentionBefore } from '../../knowledge/mentionOrder';
import type { DocumentMarks } from '../extraction/documentExtractions';
import type { Knowledge } from '../knowledge/knowledge';
import type { VisibleMarks } from '../knowledge/visibleMarks';
import { mostMentions, relationLines } from './hoverLines';
import { relationPhrase } from './relationPhrases';

/** What a link in a hover asks to reveal. */
export interface RevealRequest extends SourceSpan {
	readonly uri: string;
}

/** What a hover is made from. */
interface Here {
	readonly document: vscode.TextDocument;
	readonly marks: DocumentMarks;
	readonly visible: VisibleMarks;
	readonly knowledge: Knowledge;
}

/** Appends one line of a hover. */
type Line = (text: vscode.MarkdownString) => void;

/** Characters of a sentence that fit into a line. */
const longestSentence = 90;

/** Undefined where nothing is marked. Text of the document is escaped: it may hold any markup. */
export function hoverText(
	document: vscode.TextDocument,
	offset: number,
	visible: VisibleMarks,
	knowledge: Knowledge,
): vscode.MarkdownString | undefined {
	const marks = visible.marksOf(document);
	const mentions = marks === undefined ? [] : mentionsAt(marks.extraction, offset).slice(0, mostMentions);
	const [innermost] = mentions;
	if (marks === undefined || innermost === undefined) {
		return undefined;
	}
	const here = { document, marks, visible, knowledge };
	const { introduction, others } = entityLines(here, innermost);
	const isStale = mentions.some(({ sentence }) => marks.stale.has(sentence));
	const end: Line[] = [
		(text) => appendWords(text, `${marks.model.name} (${marks.model.hash.slice(0, 12)}) · ${marks.model.device}`),
		...(isStale ? [(text: vscode.MarkdownString) => text.appendMarkdown(`$(history) ${vscode.l10n.t('The sentence has changed since it was read.')}`)] : []),
	];
	const relations = mentions.map(({ id }) => relationsOf(marks.extraction, id));
	const taken = mentions.length + introduction.length + others.length + end.length;
	const counts = relationLines(
		relations.map((own) => own.length),
		taken,
	);
	const parts = mentions.map((mention, index): Line[] => [
		(text) => appendType(text, marks, mention),
		...(index === 0 ? introduction : []),
		...linesOfRelations(here, relations[index] ?? [], counts[index] ?? 0),
		...(index === 0 ? others : []),
	]);
	const text = new vscode.MarkdownString(undefined, true);
	text.isTrusted = { enabledCommands: [commandIds.revealSpan] };
	for (const [index, part] of parts.entries()) {
		text.appendMarkdown(index > 0 ? '\n\n---' : '');
		appendLines(text, part);
	}
	appendLines(text, end);
	return text;
}

function appendLines(text: vscode.MarkdownString, lines: readonly Line[]): void {
	for (const line of lines) {
		text.appendMarkdown(text.value === '' ? '' : '\n\n');
		line(text);
	}
}

function appendType(text: vscode.MarkdownString, marks: DocumentMarks, mention: Mention): void {
	text.appendMarkdown('**');
	appendWords(text, typeName(marks, mention.type));
	text.appendMarkdown(`** · ${percent(mention.score)}`);
	for (const [index, { type, score }] of mention.alternatives.entries()) {
		text.appendMarkdown(index === 0 ? ` · ${vscode.l10n.t('or')} ` : ', ');
		appendWords(text, type === '' ? vscode.l10n.t('no entity') : typeName(marks, type));
		text.appendMarkdown(` ${percent(score)}`);
	}
}

/** @param most how many lines there is room for */
function linesOfRelations({ document, marks }: Here, relations: readonly RelationAtMention[], most: number): Line[] {
	const named = relations.length > most ? Math.max(0, most - 1) : most;
	const lines = relations.slice(0, named).map(({ relation, isHead, partner }): Line => (text) => {
		const name = marks.model.relationTypes.find(({ identifier }) => identifier === relation.type)?.verbose ?? relation.type;
		const appendPhrase = (): void => {
			text.appendMarkdown('**');
			appendWords(text, relationPhrase(relation.type) ?? name);
			text.appendMarkdown('**');
		};
		if (isHead || relation.symmetric) {
			appendPhrase();
			text.appendMarkdown(' ');
			appendLink(text, partner.text, document.uri, partner.span);
		} else {
			appendLink(text, partner.text, document.uri, partner.span);
			text.appendMarkdown(' ');
			appendPhrase();
			text.appendMarkdown(` ${vscode.l10n.t('this')}`);
		}
		text.appendMarkdown(` · ${percent(relation.score)}`);
	});
	const left = relations.length - named;
	return left === 0 || most === 0 ? lines : [...lines, (text) => text.appendMarkdown(`… ${vscode.l10n.t('{0} more', left)}`)];
}

/** Where the entity of a mention was introduced, and where else it is mentioned: at most a line each. */
function entityLines({ document, visible, knowledge }: Here, mention: Mention): { introduction: Line[]; others: Line[] } {
	const id = document.uri.toString();
	const { index } = knowledge;
	const entity = visible.entity(index.entityIdOf(id, mention));
	// Marks of a part of a document are not known beyond it.
	if (entity?.mentions.some((other) => other.document === id && other.mention.id === mention.id) !== true) {
		return { introduction: [], others: [] };
	}
	const introduced = introductionOf(index, entity, id);
	const isHere = introduced?.document === id && introduced.mention.sentence === mention.sentence;
	const { start, end } = mention.span;
	const previous = mentionBefore(index, entity, { document: id, offset: start });
	const next = mentionAfter(index, entity, { document: id, offset: end });
	return {
		introduction: introduced === undefined || isHere ? [] : [(text) => appendIntroduction(text, introduced, id, knowledge)],
		others:
			entity.mentions.length === 1
				? []
				: [
						(text) => {
							text.appendMarkdown(vscode.l10n.t('{0} mentions', entity.mentions.length));
							appendPlace(text, vscode.l10n.t('Previous'), previous);
							appendPlace(text, vscode.l10n.t('Next'), next);
						},
					],
	};
}

/** @param here id of the document that asks */
function appendIntroduction(text: vscode.MarkdownString, introduced: Introduction, here: string, knowledge: Knowledge): void {
	const { kind, sentence, document, mention } = introduced;
	text.appendMarkdown(`${kind === 'first' ? vscode.l10n.t('First mentioned') : vscode.l10n.t('Introduced')}: `);
	appendLink(text, shortened(sentence.text), vscode.Uri.parse(document, true), mention.span);
	if (document !== here) {
		text.appendMarkdown(' · ');
		appendWords(text, knowledge.document(document)?.name ?? '');
	}
}

function appendPlace(text: vscode.MarkdownString, name: string, place: EntityMention | undefined): void {
	if (place !== undefined) {
		text.appendMarkdown(' · ');
		appendLink(text, name, vscode.Uri.parse(place.document, true), place.mention.span);
	}
}

function appendLink(text: vscode.MarkdownString, words: string, uri: vscode.Uri, { start, end }: SourceSpan): void {
	const request: RevealRequest = { uri: uri.toString(), start, end };
	const query = encodeURIComponent(JSON.stringify([request]));
	text.appendMarkdown('[');
	appendWords(text, words);
	text.appendMarkdown(`](command:${commandIds.revealSpan}?${query} "${vscode.l10n.t('Go to this place')}")`);
}

function typeName({ model }: DocumentMarks, identifier: string): string {
	return model.entityTypes.find((type) => type.identifier === identifier)?.verbose ?? identifier;
}

function shortened(sentence: string): string {
	if (sentence.length <= longestSentence) {
		return sentence;
	}
	const space = sentence.lastIndexOf(' ', longestSentence);
	return `${sentence.slice(0, space > 0 ? space : longestSentence)}…`;
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

// Rows of the Entities view as VS Code shows them: names, counts, scores, icons, and what a screen reader says.

import * as vscode from 'vscode';
import { commandIds } from '../../host/contributions';
import type { Mention } from '../../knowledge/documentExtraction';
import type { Entity } from '../../knowledge/entities/entity';
import type { KnownDocument } from '../../knowledge/knownDocument';
import type { EvidenceNode, MentionNode, TreeNode } from './entityTree';
import { excerpt } from './excerpt';
import { typeIcon } from './typeIcons';

/** Written forms that a tooltip names. */
const mostForms = 8;

export function treeItem(node: TreeNode): vscode.TreeItem {
	const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
	switch (node.kind) {
		case 'type': {
			const count = node.entities.length;
			const item = row(node, node.type.name, node.id.startsWith('filtered') ? Expanded : Collapsed, String(count));
			item.iconPath = typeIcon(node.type.slot);
			return labelled(item, [node.type.name, vscode.l10n.t('{0} entities', count)]);
		}
		case 'document': {
			const { document, entities } = node;
			const item = row(node, document.name, node.id.startsWith('filtered') ? Expanded : Collapsed, String(entities.length));
			item.resourceUri = vscode.Uri.parse(document.id);
			item.iconPath = vscode.ThemeIcon.File;
			return labelled(item, [document.name, vscode.l10n.t('{0} entities', entities.length)]);
		}
		case 'relationType': {
			const count = node.relations.length;
			const item = row(node, node.type.name, node.id.startsWith('filtered') ? Expanded : Collapsed, String(count));
			item.iconPath = new vscode.ThemeIcon('arrow-swap');
			return labelled(item, [node.type.name, vscode.l10n.t('{0} relations', count)]);
		}
		case 'entity': {
			const { entity, type } = node;
			const { mentions, score, name } = entity;
			const item = row(node, name, Collapsed, `${mentions.length} · ${percent(score)}`);
			item.iconPath = typeIcon(type.slot);
			const [first] = mentions;
			return shows(labelled(item, [name, type.name, count(mentions.length), percent(score)]), first?.document, first?.mention);
		}
		case 'relation': {
			const { relation, head, tail, type } = node;
			const { evidence, score, symmetric } = relation;
			const name = `${head.name} ${symmetric ? '↔' : '→'} ${tail.name}`;
			const item = row(node, name, Collapsed, `${evidence.length} · ${percent(score)}`);
			const [first] = evidence;
			const spoken = [head.name, type.name, tail.name, vscode.l10n.t('{0} places', evidence.length), percent(score)];
			return shows(labelled(item, spoken), first?.document, first?.head);
		}
		case 'mention': {
			const { mention } = node;
			return placeItem(node, mention, mention.score);
		}
		case 'evidence':
			return placeItem(node, node.head, node.relation.score);
		case 'more': {
			const item = row(node, vscode.l10n.t('{0} more: filter the list', node.count), None, '');
			item.command = { command: commandIds.filterEntities, title: vscode.l10n.t('Filter Entities') };
			return item;
		}
		case 'hidden': {
			const item = row(node, vscode.l10n.t('Hidden'), Collapsed, String(node.children.length));
			item.iconPath = new vscode.ThemeIcon('eye-closed');
			return labelled(item, [vscode.l10n.t('Hidden'), String(node.children.length)]);
		}
		case 'hiddenType': {
			const item = row(node, node.type.name, None, vscode.l10n.t('all of this type'));
			item.iconPath = typeIcon(node.type.slot);
			return labelled(item, [node.type.name, vscode.l10n.t('all of this type'), vscode.l10n.t('hidden')]);
		}
		case 'hiddenEntity': {
			const item = row(node, node.name, None, '');
			item.iconPath = new vscode.ThemeIcon('eye-closed');
			return labelled(item, [node.name, vscode.l10n.t('hidden')]);
		}
		default:
			return node satisfies never;
	}
}

/** Made when the mouse rests on a row: lists are long. */
export function tooltipOf(node: TreeNode): string | undefined {
	switch (node.kind) {
		case 'entity': {
			const { entity, type } = node;
			const forms = entity.forms.slice(0, mostForms).map(({ text, count: times }) => `${text} (${times})`);
			return [
				entity.name,
				`${type.name} · ${percent(entity.score)}`,
				vscode.l10n.t('{0} in {1} documents', count(entity.mentions.length), entity.documentCount),
				...(entity.forms.length > 1 ? [vscode.l10n.t('Written: {0}', forms.join(', '))] : []),
			].join('\n');
		}
		case 'mention':
			return placeTooltip(node.source, node.mention, node.mention.score);
		case 'evidence':
			return placeTooltip(node.source, node.head, node.relation.score);
		case 'relation':
			return `${node.head.name}\n${node.type.name} · ${percent(node.relation.score)}\n${node.tail.name}`;
		case 'type':
		case 'relationType':
			return node.type.name;
		case 'document':
			return node.document.name;
		case 'more':
		case 'hidden':
		case 'hiddenType':
		case 'hiddenEntity':
			return undefined;
		default:
			return node satisfies never;
	}
}

function row(node: TreeNode, label: string | vscode.TreeItemLabel, state: vscode.TreeItemCollapsibleState, description: string): vscode.TreeItem {
	const item = new vscode.TreeItem(label, state);
	item.id = node.id;
	item.contextValue = node.kind;
	item.description = description;
	return item;
}

/** A row that stands for one place: its sentence, with the words marked. */
function placeItem(node: MentionNode | EvidenceNode, mention: Mention, score: number): vscode.TreeItem {
	const document = node.source;
	const { text, words } = excerpt(document?.extraction.sentences[mention.sentence], mention);
	const place = document === undefined ? '' : placeName(document, mention);
	const item = row(node, { label: text, highlights: [[words.start, words.end]] }, vscode.TreeItemCollapsibleState.None, place);
	return shows(labelled(item, [text, place, percent(score)]), node.document, mention);
}

function placeTooltip(document: KnownDocument | undefined, mention: Mention, score: number): string {
	const sentence = document?.extraction.sentences[mention.sentence]?.text ?? mention.text;
	return document === undefined ? sentence : `${sentence}\n${placeName(document, mention)} · ${percent(score)}`;
}

function placeName(document: KnownDocument, { span }: Mention): string {
	return `${document.name}:${document.positionAt(span.start).line + 1}`;
}

function labelled(item: vscode.TreeItem, parts: readonly string[]): vscode.TreeItem {
	item.accessibilityInformation = { label: parts.filter((part) => part !== '').join(', ') };
	return item;
}

/** Clicking the row shows the place; clicking it again goes there. */
function shows(item: vscode.TreeItem, uri: string | undefined, mention: Mention | undefined): vscode.TreeItem {
	if (uri !== undefined && mention !== undefined) {
		const { start, end } = mention.span;
		const title = vscode.l10n.t('Show');
		item.command = { command: commandIds.revealSpan, title, arguments: [{ uri, start, end, preserveFocus: true }] };
	}
	return item;
}

function count(mentions: Entity['mentions']['length']): string {
	return mentions === 1 ? vscode.l10n.t('1 mention') : vscode.l10n.t('{0} mentions', mentions);
}

function percent(score: number): string {
	return `${Math.round(score * 100)} %`;
}

// Relations as inlay hints at line ends, for those who ask for them: no text of the document moves.

import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { commandIds } from '../../host/contributions';
import type { CommandTable } from '../../host/registerCommands';
import type { Mention, Relation } from '../../knowledge/documentExtraction';
import { rangeIn, type EntityPlaces, type ShownMarks } from './entityPlaces';
import { relationLabel } from './entityTypes';
import { hintText } from './hintText';

const storedKey = 'relationHints';

interface HintedRelation {
	readonly relation: Relation;
	readonly head: Mention;
	readonly tail: Mention;
	readonly name: string;
}

export class RelationHints implements Disposable {
	readonly #places: EntityPlaces;
	readonly #memento: vscode.Memento;
	readonly #owned = new DisposableStore();
	readonly #changed = this.#owned.add(new vscode.EventEmitter<void>());
	#isOn: boolean;

	readonly commands: CommandTable = { [commandIds.toggleRelationHints]: () => this.#toggle() };

	constructor(places: EntityPlaces, shown: ShownMarks, memento: vscode.Memento) {
		this.#places = places;
		this.#memento = memento;
		this.#isOn = memento.get(storedKey) === true;
		this.#owned.add(
			shown.onDidChange(() => {
				if (this.#isOn) {
					this.#changed.fire();
				}
			}),
		);
	}

	/** For documents that have marks. */
	get provider(): vscode.InlayHintsProvider {
		return {
			onDidChangeInlayHints: this.#changed.event,
			provideInlayHints: (document, range) => (this.#isOn ? this.#hintsIn(document, range) : []),
		};
	}

	dispose(): void {
		this.#owned.dispose();
	}

	async #toggle(): Promise<void> {
		this.#isOn = !this.#isOn;
		this.#changed.fire();
		await this.#memento.update(storedKey, this.#isOn);
		const enabled = vscode.workspace.getConfiguration('editor', vscode.window.activeTextEditor?.document).get('inlayHints.enabled');
		if (this.#isOn && enabled === 'off') {
			const openSetting = vscode.l10n.t('Open Setting');
			const told = vscode.l10n.t('Inlay hints are switched off in this editor, so the relations are not shown.');
			if ((await vscode.window.showInformationMessage(told, openSetting)) === openSetting) {
				await vscode.commands.executeCommand('workbench.action.openSettings', '@id:editor.inlayHints.enabled');
			}
		}
	}

	#hintsIn(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
		const marks = this.#places.marksOf(document);
		if (marks === undefined) {
			return [];
		}
		const { mentions, relations } = marks.extraction;
		const byId = new Map(mentions.map((mention) => [mention.id, mention]));
		const byLine = new Map<number, HintedRelation[]>();
		for (const relation of relations) {
			const [head, tail] = [byId.get(relation.head), byId.get(relation.tail)];
			if (head === undefined || tail === undefined) {
				continue;
			}
			const line = freeLine(document, mentions, head);
			if (line >= range.start.line && line <= range.end.line) {
				const name = relationLabel(marks.model, relation);
				byLine.set(line, [...(byLine.get(line) ?? []), { relation, head, tail, name }]);
			}
		}
		const mentionsInLine = (line: number): number => {
			const { start, end } = rangeOfLine(document, line);
			return mentions.filter(({ span }) => span.end > start && span.start < end).length;
		};
		return [...byLine].map(([line, stated]) => {
			stated.sort((a, b) => b.relation.score - a.relation.score);
			return hintOf(document, line, stated, mentionsInLine(line) === 1);
		});
	}
}

/** The line in which a mention ends, or the first after it whose end lies in no mention: a hint there would look marked. */
function freeLine(document: vscode.TextDocument, mentions: readonly Mention[], { span }: Mention): number {
	let { line } = document.positionAt(span.end);
	while (line + 1 < document.lineCount) {
		const { end } = rangeOfLine(document, line);
		if (!mentions.some((other) => other.span.start < end && end < other.span.end)) {
			break;
		}
		line++;
	}
	return line;
}

function rangeOfLine(document: vscode.TextDocument, line: number): { start: number; end: number } {
	const { range } = document.lineAt(line);
	return { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
}

function hintOf(document: vscode.TextDocument, line: number, stated: readonly HintedRelation[], isOnly: boolean): vscode.InlayHint {
	const [first, ...others] = stated.map(({ relation, head, tail, name }) => {
		return { head: head.text, tail: tail.text, name, symmetric: relation.symmetric, score: relation.score };
	});
	const surest = stated[0];
	if (first === undefined || surest === undefined) {
		throw new Error('A hint needs a relation.');
	}
	const { lead, tail, more } = hintText([first, ...others], isOnly);
	const partner = new vscode.InlayHintLabelPart(tail);
	partner.location = new vscode.Location(document.uri, rangeIn(document, surest.tail.span));
	const label = [new vscode.InlayHintLabelPart(lead), partner, ...(more === '' ? [] : [new vscode.InlayHintLabelPart(more)])];
	const hint = new vscode.InlayHint(document.lineAt(line).range.end, label, vscode.InlayHintKind.Type);
	hint.paddingLeft = true;
	hint.tooltip = tooltip(stated);
	return hint;
}

/** Text of the document is escaped: it may hold any markup. */
function tooltip(stated: readonly HintedRelation[]): vscode.MarkdownString {
	const text = new vscode.MarkdownString();
	for (const [index, { relation, head, tail, name }] of stated.entries()) {
		text.appendMarkdown(index === 0 ? '' : '\n\n');
		text.appendText(`${head.text} ${relation.symmetric ? '↔' : '→'} ${name}: ${tail.text} · ${Math.round(relation.score * 100)} %`);
	}
	return text;
}

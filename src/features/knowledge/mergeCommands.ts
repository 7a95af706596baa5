// "Same as…", "Not the same…" and their undoing: what a person says of entities becomes rules in the workspace's file.

import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import type { Entity } from '../../knowledge/entities/entity';
import { changeToMerge, changeToSplit, type MergeChange } from '../../knowledge/entities/mergeChanges';
import { similarEntities } from '../../knowledge/entities/similarEntities';
import { mentionsAt } from '../../knowledge/lookUp';
import { searchEntities } from '../../knowledge/searchEntities';
import { noEntity } from './errors';
import type { Knowledge } from './knowledge';
import type { MergeRulesFile, Undo } from './mergeRulesFile';

/** So many are offered at once. */
const offered = 200;
/** How long the status bar says what was done, in milliseconds. */
const messageTime = 5000;

interface EntityItem extends vscode.QuickPickItem {
	readonly entity?: Entity;
}

export class MergeCommands {
	readonly #knowledge: Knowledge;
	readonly #rules: MergeRulesFile;
	/** What can be taken back, the newest last. */
	readonly #undo: Undo[] = [];

	constructor(knowledge: Knowledge, rules: MergeRulesFile) {
		this.#knowledge = knowledge;
		this.#rules = rules;
	}

	/**
	 * Makes entities one: several if their ids are given, else the given one (or the one under the cursor) and another that
	 * the person chooses. Errors: coded ones, where there is no entity, and those of the file of rules.
	 */
	async mergeEntities(argument?: unknown): Promise<void> {
		const [first, ...others] = this.#entitiesOf(argument);
		if (first === undefined) {
			throw noEntity();
		}
		const chosen = others.length > 0 ? others : await this.#chooseSame(first);
		if (chosen.length > 0) {
			const change = changeToMerge(this.#knowledge.index, [first, ...chosen]);
			const names = chosen.map(({ name }) => name).join(', ');
			await this.#apply(change, first, vscode.l10n.t('"{0}" is now the same as {1}', first.name, names));
		}
	}

	/**
	 * Takes a form that the person chooses out of the given entity, or out of the one under the cursor.
	 * Errors: coded ones, where there is no entity, and those of the file of rules.
	 */
	async splitEntity(argument?: unknown): Promise<void> {
		const [entity] = this.#entitiesOf(argument);
		if (entity === undefined) {
			throw noEntity();
		}
		if (entity.forms.length < 2) {
			vscode.window.setStatusBarMessage(vscode.l10n.t('"{0}" is written in one way only', entity.name), messageTime);
			return;
		}
		const form = await vscode.window.showQuickPick(
			entity.forms.map(({ text, count }) => ({ label: text, description: String(count) })),
			{ title: vscode.l10n.t('Not the Same as "{0}"', entity.name), placeHolder: vscode.l10n.t('Choose what is another entity') },
		);
		if (form !== undefined) {
			const change = changeToSplit(this.#knowledge.index, entity, form.label);
			await this.#apply(change, entity, vscode.l10n.t('"{0}" is now an entity of its own', form.label));
		}
	}

	/** Takes back what was merged or split last in this window. */
	async undo(): Promise<void> {
		const undo = this.#undo.pop();
		if (undo === undefined) {
			vscode.window.setStatusBarMessage(vscode.l10n.t('Nothing was merged or split in this window'), messageTime);
			return;
		}
		await undo();
		vscode.window.setStatusBarMessage(vscode.l10n.t('Taken back'), messageTime);
	}

	async #apply(change: MergeChange, entity: Entity, message: string): Promise<void> {
		const [mention] = entity.mentions;
		this.#undo.push(await this.#rules.change(change, mention && vscode.Uri.parse(mention.document)));
		vscode.window.setStatusBarMessage(message, messageTime);
	}

	/** @param argument an entity's id, several, or none for the entity under the cursor */
	#entitiesOf(argument: unknown): Entity[] {
		const given = typeof argument === 'string' ? [argument] : Array.isArray(argument) ? argument : undefined;
		const ids = given ?? [this.#entityAtCursor()];
		const { entities } = this.#knowledge.graph;
		return [...new Set(ids)].flatMap((id) => (typeof id === 'string' ? (entities.get(id) ?? []) : []));
	}

	#entityAtCursor(): string | undefined {
		const editor = vscode.window.activeTextEditor;
		const id = editor?.document.uri.toString();
		const document = id === undefined ? undefined : this.#knowledge.document(id);
		if (editor === undefined || document === undefined) {
			return undefined;
		}
		const [mention] = mentionsAt(document.extraction, editor.document.offsetAt(editor.selection.active));
		return mention && this.#knowledge.index.entityIdOf(document.id, mention);
	}

	/** Resolves with none where the person chooses none. */
	#chooseSame(entity: Entity): Promise<readonly Entity[]> {
		const owned = new DisposableStore();
		const pick = owned.add(vscode.window.createQuickPick<EntityItem>());
		pick.title = vscode.l10n.t('Same as "{0}"', entity.name);
		pick.placeholder = vscode.l10n.t('Search for the entity that it is the same as');
		const { graph } = this.#knowledge;
		const show = (): void => {
			const found = pick.value.trim() === '' ? similarEntities(graph, entity, offered) : searchEntities(graph, pick.value, offered);
			pick.items = found.filter(({ id }) => id !== entity.id).map(itemOf);
		};
		owned.add(pick.onDidChangeValue(show));
		show();
		return new Promise((resolve) => {
			owned.add(
				pick.onDidAccept(() => {
					resolve(pick.selectedItems.flatMap((item) => item.entity ?? []));
					pick.hide();
				}),
			);
			owned.add(
				pick.onDidHide(() => {
					resolve([]);
					owned.dispose();
				}),
			);
			pick.show();
		});
	}
}

function itemOf(entity: Entity): EntityItem {
	const forms = entity.forms.map(({ text }) => text).filter((text) => text !== entity.name);
	// The search has found it, by other forms than the label perhaps: the list must not filter once more.
	return { label: entity.name, description: `${entity.type} · ${entity.mentions.length}`, detail: forms.slice(0, 6).join(', '), alwaysShow: true, entity };
}

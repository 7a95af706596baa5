// The files of merge rules, `.spert/entities.tsv` in each folder of the workspace: read at the start, followed while they change
// under the editor (git, another window), and written atomically.

import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { writeFileAtomically } from '../../base/node/atomicFile';
import { isSameRule, type MergeChange } from '../../knowledge/entities/mergeChanges';
import { mergeRulesOf, noMergeRules, type MergeRule, type MergeRules } from '../../knowledge/entities/mergeRules';
import { largestRulesFile } from '../../knowledge/entities/mergeRulesText';
import { rulesTooLarge } from '../../knowledge/errors';
import { noFolder } from './errors';
import { FolderMergeRules, type RulesFileAccess } from './folderMergeRules';

const path = '.spert/entities.tsv';

interface WatchedFolder {
	readonly rules: FolderMergeRules;
	readonly owned: DisposableStore;
}

/** Changes the files back. */
export type Undo = () => Promise<void>;

export class MergeRulesFile implements Disposable {
	readonly #onFailure: (failure: unknown) => void;
	readonly #folders = new Map<string, WatchedFolder>();
	readonly #owned = new DisposableStore();
	readonly #changed = this.#owned.add(new Emitter<MergeRules>());
	/** Codes and texts of problems that were told: each is told once, until it is mended. */
	#told = new Set<string>();
	#current = noMergeRules;

	/** Fires with the rules of all folders together. */
	readonly onDidChange = this.#changed.event;

	/** @param onFailure told of each problem in a file that a person has to mend */
	constructor(onFailure: (failure: unknown) => void) {
		this.#onFailure = onFailure;
		this.#owned.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#follow()));
		this.#follow();
	}

	/** The rules of all folders together. */
	get current(): MergeRules {
		return this.#current;
	}

	/**
	 * Adds rules to the file of the folder that a document lies in (or else of the first) and removes others wherever they
	 * stand. Errors: coded ones, with nothing changed in the folder that they are about.
	 * @param near the document
	 */
	async change({ add, remove }: MergeChange, near?: vscode.Uri): Promise<Undo> {
		const home = (near && vscode.workspace.getWorkspaceFolder(near)) ?? vscode.workspace.workspaceFolders?.[0];
		if (home === undefined) {
			throw noFolder();
		}
		const done: { readonly folder: FolderMergeRules; readonly undo: MergeChange }[] = [];
		const undo = async (): Promise<void> => {
			for (const { folder, undo: change } of done) {
				await folder.change(change);
			}
			this.#update();
		};
		// The folder of the document first: where that cannot be written nothing changes anywhere.
		const folders = [...this.#folders].sort(([a], [b]) => Number(b === home.uri.toString()) - Number(a === home.uri.toString()));
		try {
			for (const [id, { rules: folder }] of folders) {
				const here = {
					add: id === home.uri.toString() ? add : [],
					remove: remove.filter((rule) => folder.rules.some((other) => isSameRule(rule, other))),
				};
				if (here.add.length > 0 || here.remove.length > 0) {
					done.push({ folder, undo: await folder.change(here) });
				}
			}
		} catch (failure) {
			await undo();
			throw failure;
		}
		this.#update();
		return undo;
	}

	add(rule: MergeRule, near?: vscode.Uri): Promise<Undo> {
		return this.change({ add: [rule], remove: [] }, near);
	}

	remove(rule: MergeRule): Promise<Undo> {
		return this.change({ add: [], remove: [rule] });
	}

	dispose(): void {
		this.#folders.forEach(({ owned }) => owned.dispose());
		this.#owned.dispose();
	}

	/** Reads the files of folders that came, forgets those of folders that went. */
	#follow(): void {
		const folders = new Map((vscode.workspace.workspaceFolders ?? []).map((folder) => [folder.uri.toString(), folder]));
		for (const [id, { owned }] of this.#folders) {
			if (!folders.has(id)) {
				owned.dispose();
				this.#folders.delete(id);
			}
		}
		for (const [id, folder] of folders) {
			if (!this.#folders.has(id)) {
				const owned = new DisposableStore();
				const rules = new FolderMergeRules(accessTo(folder));
				this.#folders.set(id, { rules, owned });
				const read = (): void => void this.#read(rules);
				const watcher = owned.add(vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, path)));
				[watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete].forEach((event) => owned.add(event(read)));
				read();
			}
		}
		this.#update();
	}

	async #read(rules: FolderMergeRules): Promise<void> {
		try {
			await rules.read();
			this.#update();
		} catch (failure) {
			this.#onFailure(failure);
		}
	}

	/** Tells what changed: rules to those who use them, problems to the person. */
	#update(): void {
		const all = [...this.#folders.values()].map(({ rules }) => rules);
		const current = mergeRulesOf(all.flatMap(({ rules }) => rules));
		if (JSON.stringify(current) !== JSON.stringify(this.#current)) {
			this.#current = current;
			this.#changed.fire(current);
		}
		// One at a time: the others of a file mostly go with it.
		const problems = all.flatMap(({ problems: [first] }) => first ?? []);
		problems.filter(({ message }) => !this.#told.has(message)).forEach((problem) => this.#onFailure(problem));
		this.#told = new Set(problems.map(({ message }) => message));
	}
}

function accessTo(folder: vscode.WorkspaceFolder): RulesFileAccess {
	const uri = vscode.Uri.joinPath(folder.uri, path);
	const name = vscode.workspace.asRelativePath(uri);
	return {
		name,
		read: async () => {
			try {
				if ((await vscode.workspace.fs.stat(uri)).size > largestRulesFile) {
					throw rulesTooLarge(name);
				}
				return await vscode.workspace.fs.readFile(uri);
			} catch (failure) {
				if (failure instanceof vscode.FileSystemError && failure.code === 'FileNotFound') {
					return undefined;
				}
				throw failure;
			}
		},
		write: async (text) => {
			if (uri.scheme === 'file') {
				await mkdir(dirname(uri.fsPath), { recursive: true });
				await writeFileAtomically(uri.fsPath, text);
			} else {
				// What other file systems offer: they replace the file as well as they can.
				await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
			}
		},
		hasUnsavedChanges: () => vscode.workspace.textDocuments.some((document) => document.isDirty && document.uri.toString() === uri.toString()),
	};
}

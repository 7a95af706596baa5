// The models that were used last, most recent first, kept over windows. One that was there and is gone is told apart from a path
// that never was one.

import { statSync } from 'node:fs';
import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';

const key = 'spert.models.recent';
const mostKept = 8;

export class KnownModels implements Disposable {
	readonly #memento: vscode.Memento;
	readonly #missed = new Emitter<string>();
	/** Those whose absence was told. */
	readonly #told = new Set<string>();

	/** Fires with the path of a model that is wanted and has gone, once for each. */
	readonly onDidMiss = this.#missed.event;

	constructor(memento: vscode.Memento) {
		this.#memento = memento;
	}

	/** Paths, absolute. */
	get recent(): readonly string[] {
		return this.#memento.get<readonly string[]>(key, []);
	}

	/** Those of them that are there. */
	get present(): readonly string[] {
		return this.recent.filter(isFolder);
	}

	/** Notes the model as used now, if it is there. */
	async use(path: string): Promise<void> {
		if (isFolder(path) && this.recent[0] !== path) {
			await this.#memento.update(key, [path, ...this.recent.filter((other) => other !== path)].slice(0, mostKept));
		}
	}

	async forget(path: string): Promise<void> {
		await this.#memento.update(
			key,
			this.recent.filter((other) => other !== path),
		);
	}

	/** Whether a model that was used, and is wanted now, is no longer there. */
	hasVanished(path: string): boolean {
		if (!this.recent.includes(path) || isFolder(path)) {
			this.#told.delete(path);
			return false;
		}
		if (!this.#told.has(path)) {
			this.#told.add(path);
			this.#missed.fire(path);
		}
		return true;
	}

	dispose(): void {
		this.#missed.dispose();
	}
}

function isFolder(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

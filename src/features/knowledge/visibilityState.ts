// What the person chose to see, remembered with the workspace.

import type * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { everythingVisible, type Visibility } from '../../knowledge/visibility';

const key = 'visibility';

const storedSchema = z.object({
	entityThreshold: z.number(),
	relationThreshold: z.number(),
	hiddenTypes: z.array(z.string()),
	hiddenEntities: z.array(z.string()),
});

export class VisibilityState implements Disposable {
	readonly #memento: vscode.Memento;
	readonly #changed = new Emitter<Visibility>();
	#current: Visibility;

	readonly onDidChange = this.#changed.event;

	constructor(memento: vscode.Memento) {
		this.#memento = memento;
		const stored = storedSchema.safeParse(memento.get(key));
		this.#current = stored.success
			? { ...stored.data, hiddenTypes: new Set(stored.data.hiddenTypes), hiddenEntities: new Set(stored.data.hiddenEntities) }
			: everythingVisible;
	}

	get current(): Visibility {
		return this.#current;
	}

	/** Listeners hear of it at once; resolves when it is remembered. */
	async change(change: Partial<Visibility>): Promise<void> {
		this.#current = { ...this.#current, ...change };
		this.#changed.fire(this.#current);
		const { entityThreshold, relationThreshold, hiddenTypes, hiddenEntities } = this.#current;
		await this.#memento.update(key, {
			entityThreshold,
			relationThreshold,
			hiddenTypes: [...hiddenTypes],
			hiddenEntities: [...hiddenEntities],
		});
	}

	dispose(): void {
		this.#changed.dispose();
	}
}

// What was set up in the relation graph, for the workspace and for each of its documents; kept with the workspace.

import type * as vscode from 'vscode';
import * as z from 'zod/mini';
import { graphSettingsSchema, type GraphSettings } from '../../protocol/relationGraphProtocol';

/** The oldest are forgotten. */
const mostRemembered = 40;

const storedSchema = z.array(z.object({ key: z.string(), settings: z.unknown() }));

export class GraphMemory {
	readonly #memento: Pick<vscode.Memento, 'get' | 'update'>;
	readonly #key: string;
	/** The newest last. */
	readonly #settings = new Map<string, GraphSettings>();

	/** @param key where it is kept: of one memory only */
	constructor(memento: Pick<vscode.Memento, 'get' | 'update'>, key = 'relationGraph') {
		this.#memento = memento;
		this.#key = key;
		const stored = storedSchema.safeParse(memento.get(key));
		for (const entry of stored.success ? stored.data : []) {
			// What another version remembered in another form is forgotten.
			const settings = graphSettingsSchema.safeParse(entry.settings);
			if (settings.success) {
				this.#settings.set(entry.key, settings.data);
			}
		}
	}

	get(scope: string): GraphSettings | undefined {
		return this.#settings.get(scope);
	}

	async set(scope: string, settings: GraphSettings): Promise<void> {
		this.#settings.delete(scope);
		this.#settings.set(scope, settings);
		const newest = [...this.#settings].slice(-mostRemembered);
		await this.#memento.update(
			this.#key,
			newest.map(([newestKey, newestSettings]) => ({ key: newestKey, settings: newestSettings })),
		);
	}
}

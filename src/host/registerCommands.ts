// Registers commands so that whatever fails in one is shown.

import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';

/** What commands do, by their ids. */
export type CommandTable = Readonly<Record<string, (...given: readonly unknown[]) => unknown>>;

export function registerCommands(commands: CommandTable, onFailure: (failure: unknown) => void): Disposable {
	const store = new DisposableStore();
	for (const [id, run] of Object.entries(commands)) {
		store.add(
			vscode.commands.registerCommand(id, async (...given: unknown[]) => {
				try {
					await run(...given);
				} catch (failure) {
					// Not awaited: the command is over, the message may stay.
					onFailure(failure);
				}
			}),
		);
	}
	return store;
}

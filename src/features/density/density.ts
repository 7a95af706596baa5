// How much is shown, from everything to only the surest: the commands, and the context key under which their keys work.

import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { commandIds } from '../../host/contributions';
import type { CommandTable } from '../../host/registerCommands';
import { changeDensity, surestOf, thresholds, type DensityOptions } from './changeDensity';
import { fewer, more } from './densitySteps';

const hasMarksKey = 'spert.hasMarks';

export class Density implements Disposable {
	readonly #options: DensityOptions;
	readonly #owned = new DisposableStore();
	#hasMarks = false;

	readonly commands: CommandTable;

	constructor(options: DensityOptions) {
		this.#options = options;
		const { visible, visibility } = options;
		const step = (next: (threshold: number) => number): Promise<void> =>
			visibility.change(thresholds(next(visibility.current.entityThreshold)));
		this.commands = {
			[commandIds.changeDensity]: () => changeDensity(options),
			[commandIds.showFewerEntities]: () => step((threshold) => fewer(threshold, surestOf(options))),
			[commandIds.showMoreEntities]: () => step(more),
		};
		this.#owned.add(visible.onDidChange(() => this.#update()));
		this.#owned.add(vscode.window.onDidChangeActiveTextEditor(() => this.#update()));
	}

	dispose(): void {
		this.#owned.dispose();
	}

	/** Whether the active document has marks, shown or not: elsewhere the keys are those of others. */
	#update(): void {
		const document = vscode.window.activeTextEditor?.document;
		const hasMarks = document !== undefined && this.#options.visible.allMarksOf(document) !== undefined;
		if (hasMarks !== this.#hasMarks) {
			this.#hasMarks = hasMarks;
			void vscode.commands.executeCommand('setContext', hasMarksKey, hasMarks);
		}
	}
}

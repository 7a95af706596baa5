// Follows the progress file of one run while somebody wants to know of it.

import { join } from 'node:path';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { progressFileName, readProgressLine } from '../protocol/trainingFiles';
import { LineTail } from './lineTail';
import { RunFigures } from './runFigures';

/** How often the file is looked at, in milliseconds. */
const lookInterval = 500;
/** As many as take a few milliseconds. */
const linesAtOnce = 250;

export class RunFollower implements Disposable {
	readonly #path: string;
	readonly #emitter = new Emitter<undefined>();
	readonly onDidChange = this.#emitter.event;
	#tail: LineTail;
	#figures = new RunFigures();
	#timer: NodeJS.Timeout | undefined;
	#reading: Promise<void> | undefined;

	/** @param onFailure told once: the file cannot be read, and is not followed further */
	constructor(logFolder: string, onFailure: (failure: unknown) => void) {
		this.#path = join(logFolder, progressFileName);
		this.#tail = new LineTail(this.#path);
		this.#timer = setInterval(() => {
			this.read().catch((failure: unknown) => {
				this.dispose();
				onFailure(failure);
			});
		}, lookInterval);
	}

	get figures(): RunFigures {
		return this.#figures;
	}

	/** Reads what is new at once. */
	read(): Promise<void> {
		this.#reading ??= this.#read().finally(() => {
			this.#reading = undefined;
		});
		return this.#reading;
	}

	dispose(): void {
		clearInterval(this.#timer);
		this.#timer = undefined;
		this.#emitter.dispose();
	}

	async #read(): Promise<void> {
		const { restarted, lines } = await this.#tail.read();
		if (restarted) {
			this.#figures = new RunFigures();
		}
		for (const [index, line] of lines.entries()) {
			if (index % linesAtOnce === linesAtOnce - 1) {
				// A long run's whole file is read when it is first shown: others get their turn meanwhile.
				await new Promise((resolve) => setImmediate(resolve));
			}
			const known = readProgressLine(line);
			if (known !== undefined) {
				this.#figures.add(known);
			}
		}
		if (restarted || lines.length > 0) {
			this.#emitter.fire(undefined);
		}
	}
}

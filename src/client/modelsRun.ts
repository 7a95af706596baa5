// Runs `spert models` for the editor. Whatever it reads of models and servers stays in that process.

import type { CancellationToken } from '../base/cancellation';
import { readModelsLine, type ModelsLine } from '../protocol/modelFiles';
import { runLines } from './programLines';
import type { Program } from './trainingProcess';

export interface ModelsRun {
	/** After `spert models`, without --format. */
	readonly args: readonly string[];
	/** Besides the editor's own environment. */
	readonly environment?: NodeJS.ProcessEnv;
	readonly cancellation: CancellationToken;
	readonly onLine: (line: ModelsLine) => void;
}

/** Cancelling interrupts the process. Errors: UserError as the program tells it; CancelledError; those of starting a process. */
export async function runModels(program: Program, { args, environment, cancellation, onLine }: ModelsRun): Promise<void> {
	await runLines(program, { args: ['models', ...args, '--format', 'json'], environment, cancellation, read: readModelsLine, onLine });
}

// Runs `spert models` for the editor and hears what it says line by line. Whatever it reads of models and servers stays in that
// process.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CancelledError, throwIfCancelled, type CancellationToken } from '../base/cancellation';
import { UserError, type UserErrorCode } from '../base/userError';
import { readModelsLine, type ModelsLine } from '../protocol/modelFiles';
import { nodeEnvironment, type Program } from './trainingProcess';

export interface ModelsRun {
	/** After `spert models`, without --format. */
	readonly args: readonly string[];
	/** Besides the editor's own environment. */
	readonly environment?: NodeJS.ProcessEnv;
	readonly cancellation: CancellationToken;
	readonly onLine: (line: ModelsLine) => void;
}

/** In characters. */
const mostStderr = 1 << 16;

/** Cancelling interrupts the process. Errors: UserError as the program tells it; CancelledError; those of starting a process. */
export async function runModels(program: Program, { args, environment, cancellation, onLine }: ModelsRun): Promise<void> {
	throwIfCancelled(cancellation);
	const child = spawn(program.execPath, [program.path, 'models', ...args, '--format', 'json'], {
		env: { ...nodeEnvironment(), ...environment },
		windowsHide: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let failure: UserError | undefined;
	let stderr = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		stderr = (stderr + text).slice(-mostStderr);
	});
	createInterface({ input: child.stdout }).on('line', (text) => {
		const line = readModelsLine(text);
		if (line?.kind === 'failed') {
			const { code, problem, remedy } = line;
			failure = new UserError({ code: code as UserErrorCode, problem, remedy });
		} else if (line !== undefined) {
			onLine(line);
		}
	});
	const listening = cancellation.onCancellationRequested(() => child.kill('SIGINT'));
	try {
		const code = await new Promise<number | null>((resolve, reject) => {
			child.once('error', reject);
			child.once('close', resolve);
		});
		throwIfCancelled(cancellation);
		if (failure !== undefined) {
			throw failure;
		}
		if (code !== 0) {
			throw code === null ? new CancelledError() : new Error(`spert models ended with ${code}: ${stderr}`);
		}
	} finally {
		listening.dispose();
	}
}

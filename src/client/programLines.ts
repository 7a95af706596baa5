// Runs a command of `spert` that says what it does as JSON, an object a line, and hears it line by line.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CancelledError, throwIfCancelled, type CancellationToken } from '../base/cancellation';
import { UserError, type UserErrorCode } from '../base/userError';
import { nodeEnvironment, type Program } from './trainingProcess';

/** How every such command says that it failed. */
interface FailedLine {
	readonly kind: 'failed';
	readonly code: string;
	readonly problem: string;
	readonly remedy: string;
}

export interface ProgramLines<Line extends { readonly kind: string }> {
	readonly args: readonly string[];
	/** Besides the editor's own environment. */
	readonly environment?: NodeJS.ProcessEnv | undefined;
	readonly cancellation: CancellationToken;
	/** Undefined for what is no line of the command's. */
	readonly read: (text: string) => Line | FailedLine | undefined;
	readonly onLine: (line: Exclude<Line, FailedLine>) => void;
}

/** In characters. */
const mostStderr = 1 << 16;

/** Cancelling interrupts the process. Errors: UserError as the program tells it; CancelledError; those of starting a process. */
export async function runLines<Line extends { readonly kind: string }>(
	program: Program,
	{ args, environment, cancellation, read, onLine }: ProgramLines<Line>,
): Promise<void> {
	throwIfCancelled(cancellation);
	const child = spawn(program.execPath, [program.path, ...args], {
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
		const line = read(text);
		if (line !== undefined && isFailure(line)) {
			failure = new UserError({ code: line.code as UserErrorCode, problem: line.problem, remedy: line.remedy });
		} else if (line !== undefined) {
			onLine(line as Exclude<Line, FailedLine>);
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
			throw code === null ? new CancelledError() : new Error(`spert ${args.join(' ')} ended with ${code}: ${stderr}`);
		}
	} finally {
		listening.dispose();
	}
}

function isFailure(line: { readonly kind: string }): line is FailedLine {
	return line.kind === 'failed';
}

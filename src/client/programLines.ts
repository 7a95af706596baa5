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
	/** Absolute; the editor's own where it is left out. */
	readonly cwd?: string;
	/** Besides the editor's own environment. */
	readonly environment?: NodeJS.ProcessEnv | undefined;
	readonly cancellation: CancellationToken;
	/** Undefined for what is no line of the command's. */
	readonly read: (text: string) => Line | FailedLine | undefined;
	readonly onLine: (line: Exclude<Line, FailedLine>) => void;
	/** Told what the command says to people meanwhile, line by line. */
	readonly onSaid?: (text: string) => void;
	/** Whether exit code 1 only says that part of the work failed where a line has told what became of the whole. */
	readonly partMayFail?: boolean;
	/** A process that is cancelled is ended for good after so many milliseconds; without this it is waited for. */
	readonly grace?: number;
}

/** In characters. */
const mostStderr = 1 << 16;

/** Cancelling interrupts the process. Errors: UserError as the program tells it; CancelledError; those of starting a process. */
export async function runLines<Line extends { readonly kind: string }>(
	program: Program,
	{ args, cwd, environment, cancellation, read, onLine, onSaid, partMayFail = false, grace }: ProgramLines<Line>,
): Promise<void> {
	throwIfCancelled(cancellation);
	const child = spawn(program.execPath, [program.path, ...args], {
		cwd,
		env: { ...nodeEnvironment(), ...environment },
		windowsHide: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let failure: UserError | undefined;
	let stderr = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		stderr = (stderr + text).slice(-mostStderr);
	});
	if (onSaid !== undefined) {
		createInterface({ input: child.stderr }).on('line', onSaid);
	}
	let isTold = false;
	createInterface({ input: child.stdout }).on('line', (text) => {
		const line = read(text);
		if (line !== undefined && isFailure(line)) {
			failure = new UserError({ code: line.code as UserErrorCode, problem: line.problem, remedy: line.remedy });
		} else if (line !== undefined) {
			isTold = true;
			onLine(line as Exclude<Line, FailedLine>);
		}
	});
	let killing: NodeJS.Timeout | undefined;
	const listening = cancellation.onCancellationRequested(() => {
		child.kill('SIGINT');
		killing = grace === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), grace);
	});
	try {
		const code = await new Promise<number | null>((resolve, reject) => {
			child.once('error', reject);
			child.once('close', resolve);
		});
		throwIfCancelled(cancellation);
		if (failure !== undefined) {
			throw failure;
		}
		if (code !== 0 && !(partMayFail && isTold && code === 1)) {
			throw code === null ? new CancelledError() : new Error(`spert ${args.join(' ')} ended with ${code}: ${stderr}`);
		}
	} finally {
		clearTimeout(killing);
		listening.dispose();
	}
}

function isFailure(line: { readonly kind: string }): line is FailedLine {
	return line.kind === 'failed';
}

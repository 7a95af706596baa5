// Runs `spert` for a command that answers soon, and collects what it says. Trainings, which outlive the window, are started
// elsewhere.

import { spawn } from 'node:child_process';
import { CancelledError, type CancellationToken } from '../base/cancellation';
import { nodeEnvironment, type Program } from './trainingProcess';

export interface ProgramEnd {
	readonly code: number | null;
	readonly stdout: string;
	/** Of a long one the end. */
	readonly stderr: string;
}

/** In characters. */
const mostStdout = 1 << 24;
const mostStderr = 1 << 18;

/** Cancelling ends the process. Errors: CancelledError, those of starting a process. */
export async function runToEnd(
	program: Program,
	args: readonly string[],
	cwd: string,
	cancellation: CancellationToken,
): Promise<ProgramEnd> {
	const child = spawn(program.execPath, [program.path, ...args], {
		cwd,
		env: nodeEnvironment(),
		windowsHide: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let stdout = '';
	let stderr = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		stdout = (stdout + text).slice(0, mostStdout);
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		stderr = (stderr + text).slice(-mostStderr);
	});
	const listening = cancellation.onCancellationRequested(() => child.kill('SIGINT'));
	try {
		const code = await new Promise<number | null>((resolve, reject) => {
			child.once('error', reject);
			child.once('close', resolve);
		});
		if (cancellation.isCancellationRequested) {
			throw new CancelledError();
		}
		return { code, stdout, stderr };
	} finally {
		listening.dispose();
	}
}

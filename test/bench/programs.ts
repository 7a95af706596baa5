// Runs one measurement in a process of its own, which prints its result as the last line of JSON.

import { spawn } from 'node:child_process';

export interface ProgramRun {
	/** From starting the process to its end, in milliseconds. */
	readonly wall: number;
	readonly output: string;
	/** From starting the process to its first line `firstResult`, in milliseconds, where it prints one. */
	readonly firstResult: number | undefined;
}

/** The line that a program prints as soon as it has something to show for itself. */
export const firstResult = 'first result';

/** Runs a program to its end. Error: it ended with anything but success. */
export async function runProgram(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<ProgramRun> {
	const start = performance.now();
	let firstResultAfter: number | undefined;
	const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
	let output = '';
	let problems = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		output += text;
		if (firstResultAfter === undefined && output.split('\n').includes(firstResult)) {
			firstResultAfter = performance.now() - start;
		}
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => (problems += text));
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	if (code !== 0) {
		throw new Error(`${command} ${args.join(' ')} ended with ${code ?? 'a signal'}:\n${problems}`);
	}
	return { wall: performance.now() - start, output, firstResult: firstResultAfter };
}

export function lastJsonLine(output: string): unknown {
	return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
}

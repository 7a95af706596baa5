// Runs the real command line program and collects what it says.

import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface Ended {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** The program's environment in a folder: what it remembers it remembers there, not in the home of whoever runs the tests. */
export function environmentIn(folder: string): NodeJS.ProcessEnv {
	return { ...process.env, XDG_CACHE_HOME: join(folder, '.cache') };
}

/**
 * @param cwd where relative paths start
 * @param env besides the usual environment
 */
export async function runProgram(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
	const child = spawn(process.execPath, [program, ...args], { cwd, env: { ...environmentIn(cwd), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
	const output = { stdout: '', stderr: '' };
	child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	return { code, ...output };
}

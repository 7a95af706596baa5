// Starting programs, waiting for them and ending them with everything they started, on POSIX and on Windows.

import { spawn, spawnSync } from 'node:child_process';
import { root } from './project.mjs';

/**
 * @typedef {{ cwd?: string, env?: Record<string, string | undefined>, quiet?: boolean }} RunOptions quiet: keep the
 *   output back; it is in the result either way unless it went to the terminal
 * @typedef {{ code: number, output: string }} RunResult code: the exit status, 1 where a signal ended it
 */

/**
 * Runs a program to its end. A program that cannot be started counts as exit status 127.
 * @param {string} command @param {string[]} args @param {RunOptions} [options] @returns {Promise<RunResult>}
 */
export function run(command, args, options = {}) {
	return new Promise((resolve) => {
		const child = spawn(...shellSafe(command, args), {
			cwd: options.cwd ?? root,
			env: { ...process.env, ...options.env },
			stdio: options.quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
			shell: needsShell(command),
		});
		let output = '';
		child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
		child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
		child.on('error', (error) => resolve({ code: 127, output: `${output}${error.message}` }));
		child.on('close', (code) => resolve({ code: code ?? 1, output }));
	});
}

/** Runs a script by the Node that runs this one. @param {string[]} args @param {RunOptions} [options] */
export const runNode = (args, options) => run(process.execPath, args, options);

/** Runs npm: the very npm that called us where there is one. @param {string[]} args @param {RunOptions} [options] */
export function runNpm(args, options) {
	const npmScript = process.env['npm_execpath'];
	return npmScript?.endsWith('npm-cli.js')
		? runNode([npmScript, ...args], options)
		: run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, options);
}

/** Windows runs .cmd files through its shell only. @param {string} command */
const needsShell = (command) => process.platform === 'win32' && /\.(cmd|bat)$/i.test(command);

/** @param {string} command @param {string[]} args @returns {[string, string[]]} */
function shellSafe(command, args) {
	if (!needsShell(command)) {
		return [command, args];
	}
	/** @param {string} word */
	const quote = (word) => `"${word.replaceAll('"', '""')}"`;
	return [quote(command), args.map(quote)];
}

/**
 * Starts a program that stays. It leads a process group of its own, so that ending it ends its children too.
 * @param {string} command @param {string[]} args @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} options
 */
export function startGroup(command, args, options) {
	const child = spawn(command, args, {
		...options,
		detached: process.platform !== 'win32',
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	// Ends the group too where this process ends by process.exit or an uncaught error.
	const atExit = () => killGroup(child.pid, 'SIGKILL');
	process.once('exit', atExit);
	const closed = new Promise((resolve) => child.once('close', resolve));
	return {
		child,
		closed,
		/** Asks the group to end, insists after three seconds, and resolves when it has. */
		async stop() {
			killGroup(child.pid, 'SIGTERM');
			const insist = setTimeout(() => killGroup(child.pid, 'SIGKILL'), 3000);
			await closed;
			clearTimeout(insist);
			killGroup(child.pid, 'SIGKILL');
			process.removeListener('exit', atExit);
		},
	};
}

/** @param {number | undefined} pid @param {NodeJS.Signals} signal */
function killGroup(pid, signal) {
	if (pid === undefined) {
		return;
	}
	if (process.platform === 'win32') {
		spawnSync('taskkill', ['/PID', String(pid), '/T', '/F'], { stdio: 'ignore' });
		return;
	}
	try {
		process.kill(-pid, signal);
	} catch (error) {
		// The group has ended already.
		if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') {
			throw error;
		}
	}
}

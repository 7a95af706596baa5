// `spert serve` as a process: started, known by its URL, ended.

import { spawn, type ChildProcess } from 'node:child_process';
import { environmentIn } from '../commandLine';

export interface ServeProcess {
	readonly child: ChildProcess;
	/** Of the model: "http://127.0.0.1:PORT/v2/models/NAME". */
	readonly url: string;
	/** Without the path. */
	readonly origin: string;
	readonly stderr: () => string;
	/** Resolves to the exit code or the signal. */
	readonly ended: Promise<number | NodeJS.Signals | null>;
}

/** Rejects with what it has said where it ends before it serves. @param args beside the port, which is a free one unless named */
export async function startServe(program: string, folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<ServeProcess> {
	const port = args.includes('--port') ? [] : ['--port', '0'];
	const child = spawn(process.execPath, [program, 'serve', ...port, '--threads', '1', '--device', 'cpu', ...args], {
		cwd: folder,
		env: { ...environmentIn(folder), ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let [stdout, stderr] = ['', ''];
	child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
	const ended = new Promise<number | NodeJS.Signals | null>((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
	const url = await new Promise<string>((resolve, reject) => {
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			stdout += text;
			if (stdout.endsWith('\n')) {
				resolve(stdout.trim());
			}
		});
		void ended.then((end) => reject(new Error(`It ended with ${end}: ${stderr}`)));
	});
	return { child, url, origin: new URL(url).origin, stderr: () => stderr, ended };
}

export async function stop({ child, ended }: ServeProcess): Promise<void> {
	child.kill('SIGKILL');
	await ended;
}

// One run of the program in which devices are tried: started, listened to, given up when its time is over. However it ends,
// there is an answer.

import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { GraphicsProcessor, DeviceProblem } from '../../base/deviceReport';
import { AdapterLines, type Adapter } from './adapterLines';
import type { ProbeMessage, ProbeTask } from './probeMessages';

export interface ProbeProcessOptions {
	/** The program's bundle. */
	readonly program: string;
	/** After this the process is killed, in milliseconds. */
	readonly timeLimit: number;
	/** Added to this process's environment. */
	readonly environment?: Readonly<Record<string, string>>;
}

export interface ProbeProcessResult {
	readonly adapter: Adapter | undefined;
	readonly graphics: readonly GraphicsProcessor[];
	/** What it answered, or why it did not. */
	readonly answer: ProbeMessage | { readonly kind: 'problem'; readonly problem: DeviceProblem };
}

export function runProbeProcess(task: ProbeTask, { program, timeLimit, environment = {} }: ProbeProcessOptions): Promise<ProbeProcessResult> {
	const lines = new AdapterLines();
	let answer: ProbeProcessResult['answer'] | undefined;
	return new Promise((resolve) => {
		const child = fork(program, [JSON.stringify(task)], {
			env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', VK_LOADER_DEBUG: 'driver', ...environment },
			execArgv: [],
			stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
		});
		const problem = (kind: DeviceProblem['kind'], detail: string): void => {
			answer ??= { kind: 'problem', problem: { kind, detail } };
		};
		const timer = setTimeout(() => {
			problem('hung', `${timeLimit / 1000} s`);
			child.kill('SIGKILL');
		}, timeLimit);
		if (child.stderr !== null) {
			createInterface({ input: child.stderr }).on('line', (line) => lines.read(line));
		}
		child.on('message', (message) => {
			// Of the same build as this, see probeMessages.ts.
			answer ??= message as ProbeMessage;
		});
		const end = (): void => {
			clearTimeout(timer);
			resolve({ adapter: lines.adapter, graphics: lines.graphics, answer: answer ?? endedSilently });
		};
		child.once('error', (failure) => {
			problem('ended', failure.message);
			end();
		});
		child.once('exit', (code, signal) => problem('ended', signal ?? `exit code ${code}`));
		// After what it wrote has been read.
		child.once('close', end);
	});
}

const endedSilently = { kind: 'problem', problem: { kind: 'ended', detail: '' } } as const;

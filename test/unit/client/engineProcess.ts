// The real engine process for tests: bundled once, forked as often as needed, and nothing of it left behind.

import { fork, type ChildProcess } from 'node:child_process';
import { silentLogger } from '../../../src/base/logger';
import { EngineClient, type EngineClientOptions } from '../../../src/client/engineClient';
import type { EngineState } from '../../../src/client/engineState';
import type { ModelLocation } from '../../../src/protocol/engineProtocol';
import { portableModelPath, portableTypesPath } from '../engine/portableModel';

export const portableLocation: ModelLocation = { modelPath: portableModelPath, typesPath: portableTypesPath, threads: 1 };
export const extractionOptions = { maxSpanSize: 10, relationThreshold: 0.4 };

/** Forks a script as the editor does, and remembers every process. */
export class Forks {
	readonly processes: ChildProcess[] = [];
	readonly #script: string;
	readonly #args: readonly string[];

	constructor(script: string, args: readonly string[] = []) {
		this.#script = script;
		this.#args = args;
	}

	readonly spawn = (): ChildProcess => {
		const child = fork(this.#script, [...this.#args], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
		this.processes.push(child);
		return child;
	};

	get newest(): ChildProcess {
		return this.processes.at(-1)!;
	}

	/** Resolves when every process has ended; the test's time limit is the limit. */
	async allEnded(): Promise<void> {
		await Promise.all(this.processes.map(ended));
	}
}

export async function ended(child: ChildProcess): Promise<void> {
	if (child.exitCode === null && child.signalCode === null) {
		await new Promise((resolve) => child.once('exit', resolve));
	}
}

export function createClient(forks: Forks, options: Partial<EngineClientOptions> = {}): EngineClient {
	return new EngineClient({ spawn: forks.spawn, logger: silentLogger, restartPauses: [5, 10], ...options });
}

/** Resolves once the client is in a state of the kind. */
export async function stateReached(client: EngineClient, kind: EngineState['kind']): Promise<void> {
	if (client.state.kind !== kind) {
		await new Promise<void>((resolve) => {
			const listening = client.onDidChangeState((state) => {
				if (state.kind === kind) {
					listening.dispose();
					resolve();
				}
			});
		});
	}
}

// The command line program with a folder of documents, and its workers as processes that tests end as they like.

import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundleProgram, type BundledProgram } from '../bundledProgram';
import { environmentIn, runProgram, type Ended } from '../commandLine';
import { portableModelPath, portableSentences, portableTypesPath } from '../engine/portableModel';

export const portableModel = ['--model', portableModelPath, '--types', portableTypesPath];
const sentences = portableSentences.map((tokens) => tokens.join(' '));

export interface Line {
	readonly file: string;
	readonly entities: readonly unknown[];
}

export interface Manifest {
	readonly name: string;
	readonly model: { readonly name: string; readonly hash: string };
	readonly documents: number;
	readonly results: number;
	readonly failures: readonly { readonly file: string; readonly code: string }[];
	readonly shards: readonly { readonly file: string; readonly sha256: string; readonly documents: number; readonly list: string; readonly listSha256: string }[];
	readonly result: { readonly file: string; readonly sha256: string };
}

export interface StartedProgram {
	readonly child: ChildProcess;
	/** All that it has said so far. */
	readonly output: () => string;
	/** Its exit code, once it and what it has started are gone. */
	readonly ended: Promise<number | null>;
	/** Ends it and all that it has started, at once. */
	readonly kill: () => Promise<void>;
}

export class CorpusWorkspace {
	readonly program: BundledProgram = bundleProgram('src/cli/main.ts', {
		queue: 'src/queue/redis/queueProgram.ts',
		probe: 'src/engine/devices/probeProgram.ts',
	});
	readonly folder = mkdtempSync(join(tmpdir(), 'spert-corpus-'));
	readonly #workers = new Set<StartedProgram>();

	path(...names: string[]): string {
		return join(this.folder, ...names);
	}

	write(name: string, content: string | Uint8Array): void {
		mkdirSync(dirname(this.path(name)), { recursive: true });
		writeFileSync(this.path(name), content);
	}

	/** Documents of a few sentences, no two alike. @returns their names, in the order in which they are found */
	writeDocuments(folder: string, count: number, from = 0): string[] {
		return Array.from({ length: count }, (_, index) => {
			const number = from + index;
			const text = [0, 1, 2].map((step) => sentences[(number * 3 + step) % sentences.length]).join(' ');
			const name = `${folder}/paper-${String(number).padStart(5, '0')}.md`;
			this.write(name, `# Paper ${number}\n\n${text}\n`);
			return name;
		});
	}

	run(...args: string[]): Promise<Ended> {
		return runProgram(this.program.path, args, this.folder, this.environment);
	}

	get environment(): NodeJS.ProcessEnv {
		return { ...environmentIn(this.folder), XDG_DATA_HOME: this.path('.data') };
	}

	/** Runs what must succeed. @returns its stdout */
	async succeed(...args: string[]): Promise<string> {
		const { code, stdout, stderr } = await this.run(...args);
		if (code !== 0) {
			throw new Error(`spert ${args.join(' ')} ended with ${code}: ${stderr}`);
		}
		return stdout;
	}

	/** A process of its own group, so that a kill ends what it has started too. */
	start(...args: string[]): StartedProgram {
		return this.#start(args, {});
	}

	#start(args: readonly string[], environment: NodeJS.ProcessEnv): StartedProgram {
		const child = spawn(process.execPath, [this.program.path, ...args], {
			cwd: this.folder,
			env: { ...this.environment, ...environment },
			stdio: ['pipe', 'pipe', 'pipe'],
			detached: true,
		});
		let text = '';
		child.stderr.setEncoding('utf8').on('data', (part: string) => (text += part));
		child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
		const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
		const kill = async (): Promise<void> => {
			try {
				process.kill(-(child.pid ?? 0), 'SIGKILL');
			} catch {
				// It has ended already.
			}
			await ended;
		};
		const started = { child, ended, kill, output: () => text };
		this.#workers.add(started);
		void ended.then(() => this.#workers.delete(started));
		return started;
	}

	startWorker(url: string, ...args: string[]): StartedProgram {
		return this.start('worker', '--queue', url, ...portableModel, '--threads', '1', '--device', 'cpu', ...args);
	}

	/**
	 * A worker that is killed, with all that it has started, whenever a process of it is given that text to read. Other documents take
	 * longer than that, so they are in hand when it dies.
	 */
	startWorkerThatDiesOf(sha256: string, url: string, ...args: string[]): StartedProgram {
		const preload = this.path('dies.cjs');
		writeFileSync(
			preload,
			`process.on('message', ({ task }) => {
				if (task === undefined) return;
				const isDeadly = task.sha256 === process.env.DIES_OF;
				Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, isDeadly ? 1000 : 1500);
				if (isDeadly) process.kill(0, 'SIGKILL');
			});`,
		);
		const all = ['worker', '--queue', url, ...portableModel, '--threads', '1', '--device', 'cpu', ...args];
		return this.#start(all, { NODE_OPTIONS: `--require ${JSON.stringify(preload)}`, DIES_OF: sha256 });
	}

	lines(folder: string): Line[] {
		return this.text(folder, 'results.jsonl')
			.split('\n')
			.filter((line) => line !== '')
			.map((line) => JSON.parse(line) as Line);
	}

	manifest(folder: string): Manifest {
		return JSON.parse(this.text(folder, 'manifest.json')) as Manifest;
	}

	text(...names: string[]): string {
		return readFileSync(this.path(...names), 'utf8');
	}

	sha256(...names: string[]): string {
		return createHash('sha256').update(readFileSync(this.path(...names))).digest('hex');
	}

	async dispose(): Promise<void> {
		await Promise.all([...this.#workers].map(async ({ kill }) => await kill()));
		this.program.dispose();
		rmSync(this.folder, { recursive: true, force: true });
	}
}

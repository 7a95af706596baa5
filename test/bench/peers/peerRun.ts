// Runs one peer once, in a new process, and reads what it says of itself.

import { lastJsonLine, runProgram } from '../programs';

/** What every peer prints (measuring.py). Times in seconds but for latencies, memory in bytes. */
export interface PeerResult {
	/** From tokens to predictions, of all sentences. */
	readonly predicting: number;
	/** Processor time of `predicting`, of all threads. */
	readonly cpu: number;
	/** Of each sentence by itself, in milliseconds; empty in batches. */
	readonly latencies: readonly number[];
	readonly peakMemory: number;
	/** The most memory before a model was loaded, where that is told. */
	readonly memoryOfImports?: number;
	/** As the reference writes them, where the peer finds what SpERT does. */
	readonly predictions?: string;
	readonly versions: Readonly<Record<string, string>>;
}

export interface PeerRun extends PeerResult {
	/** From starting the process to the first sentence's prediction, in milliseconds. */
	readonly coldStart: number;
}

export type PeerMode = 'single' | 'batched';

/** How a peer is started; the arguments of measuring.py are added. */
export interface PeerProgram {
	readonly command: string;
	readonly args: readonly string[];
}

export interface PeerTask {
	readonly dataset: string;
	readonly model: string;
	readonly types: string;
	readonly threads: number;
}

/** Errors: the peer ended with a failure or printed something else. */
export async function runPeer(program: PeerProgram, task: PeerTask, mode: PeerMode, batchSize: number): Promise<PeerRun> {
	const { output, firstResult } = await start(program, task, [`--mode=${mode}`, `--batch-size=${batchSize}`]);
	const result = lastJsonLine(output) as Partial<PeerResult>;
	if (firstResult === undefined || typeof result.predicting !== 'number' || typeof result.peakMemory !== 'number') {
		throw new Error(`${program.command} ${program.args.join(' ')} printed no result:\n${output.slice(-500)}`);
	}
	return { ...(result as PeerResult), coldStart: firstResult };
}

/** The batch size that is the fastest on a few of the sentences. */
export async function fastestBatchSize(program: PeerProgram, task: PeerTask): Promise<number> {
	const { output } = await start(program, task, ['--mode=search']);
	const { batchSize } = lastJsonLine(output) as { batchSize?: unknown };
	if (typeof batchSize !== 'number') {
		throw new Error(`${program.command} ${program.args.join(' ')} found no batch size:\n${output.slice(-500)}`);
	}
	return batchSize;
}

function start({ command, args }: PeerProgram, { dataset, model, types, threads }: PeerTask, more: readonly string[]): ReturnType<typeof runProgram> {
	const count = String(threads);
	const given = [`--threads=${count}`, `--dataset=${dataset}`, `--model=${model}`, `--types=${types}`];
	return runProgram(command, [...args, ...given, ...more], {
		OMP_NUM_THREADS: count,
		MKL_NUM_THREADS: count,
		OPENBLAS_NUM_THREADS: count,
		PYTHONDONTWRITEBYTECODE: '1',
		// Nothing is asked of the network: there is no weight to fetch.
		HF_HUB_OFFLINE: '1',
		TRANSFORMERS_OFFLINE: '1',
		TOKENIZERS_PARALLELISM: 'false',
	});
}

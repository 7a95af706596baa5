// The options of a pool of processes that read documents, for workers of a queue and for corpora of this machine.

import { availableParallelism } from 'node:os';
import type { Corpus } from '../../queue/corpus';
import type { PoolSetup } from '../../queue/pool/poolMessages';
import { WorkerPool } from '../../queue/pool/workerPool';
import { wholeNumber } from '../arguments';
import type { CommandContext } from '../command';
import { leastMemory } from '../computation';
import { deviceChoice } from '../devices';
import { UsageError } from '../usageError';

export const readingOptions = {
	concurrency: { type: 'string' },
	timeout: { type: 'string' },
	threads: { type: 'string' },
	device: { type: 'string' },
	memory: { type: 'string' },
} as const;

export const readingHelp = `  --concurrency N           documents read at the same time, each in a process with the model (default: 1)
  --timeout SECONDS         what a document may take before its process is ended (default: 600)
  --threads N               threads of one computation (default: half of the cores, shared by the processes)
  --device DEVICE           auto, cpu, webgpu, cuda, directml or coreml (default: auto)
  --memory MB               what computing may need beside each model (default: 256)
`;

export interface Reading {
	readonly concurrency: number;
	readonly timeout: number;
	readonly threads: number;
	readonly device: string;
	readonly memory: number | undefined;
}

/** Errors: UsageError. */
export function readReading(values: Readonly<Partial<Record<keyof typeof readingOptions, string | undefined>>>): Reading {
	const concurrency = wholeNumber('concurrency', values.concurrency, 1) ?? 1;
	return {
		concurrency,
		timeout: seconds('timeout', values.timeout) ?? 600,
		threads: wholeNumber('threads', values.threads, 1) ?? Math.max(1, Math.floor(availableParallelism() / 2 / concurrency)),
		device: deviceChoice(values.device, 'auto'),
		memory: wholeNumber('memory', values.memory, leastMemory),
	};
}

/** A number of seconds above 0; undefined where the option is absent. Errors: UsageError. */
export function seconds(option: string, text: string | undefined): number | undefined {
	if (text === undefined) {
		return undefined;
	}
	const value = Number(text);
	if (text.trim() === '' || !(value > 0 && value <= 86_400)) {
		throw new UsageError(`--${option} needs a number of seconds above 0, not "${text}".`);
	}
	return value;
}

/** A model's folder as it is to be read. */
export type ModelPaths = Pick<PoolSetup, 'modelPath' | 'typesPath' | 'tokenizerPath' | 'engine'>;

/** The caller closes it. */
export function startPool(corpus: Corpus, paths: ModelPaths, { concurrency, timeout, ...computing }: Reading, context: CommandContext): WorkerPool {
	return new WorkerPool({
		program: context.program,
		args: ['worker', '--reader'],
		size: concurrency,
		timeout,
		setup: { ...paths, ...computing, ...corpus.options, modelHash: corpus.model.hash },
	});
}

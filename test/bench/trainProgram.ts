// A process that trains a model for one epoch with the engine's own training and prints what that took as one line of JSON.
// It is the counterpart of timeReferenceTraining.py.
// Arguments: encoder folder, dataset to train on, dataset to evaluate, types file, folder to save to, number of threads; and
// options other than the reference's defaults as JSON, if any.

import { neverCancelled } from '../../src/base/cancellation';
import { camelCase, optionsOfCommand, type TrainOptions } from '../../src/conf/optionTable';
import { runTraining } from '../../src/engine/training/trainingRun';

/** Times in seconds, memory in bytes. */
export interface TrainRun {
	/** Computing what frozen layers give; 0 where there are none. */
	readonly preparation: number;
	/** All steps, drawing samples included. */
	readonly training: number;
	readonly steps: number;
	/** Processor time of `training`, of all threads. */
	readonly cpu: number;
	/** The most memory the process has had when training ended. */
	readonly peakMemory: number;
	/** The same after the evaluation: what training and evaluation took at most. */
	readonly peakMemoryEvaluated: number;
	/** Of the first and of the last tenth of the steps, the mean loss. */
	readonly losses: readonly [first: number, last: number];
}

const [encoder = '', trainPath = '', validPath = '', types = '', saveFolder = '', threads = '', changed = '{}'] = process.argv.slice(2);

/** The reference's defaults where nothing else is said. */
const defaults = Object.fromEntries(optionsOfCommand('train').map((option) => [camelCase(option.key), option.default]));
const options: TrainOptions = {
	...(defaults as unknown as TrainOptions),
	modelPath: encoder,
	tokenizerPath: encoder,
	typesPath: types,
	trainPath,
	validPath,
	lowercase: true,
	trainBatchSize: 2,
	epochs: 1,
	finalEval: true,
	seed: 1,
	...(JSON.parse(changed) as Partial<TrainOptions>),
};

// libuv gives kilobytes everywhere.
const peakMemory = (): number => process.resourceUsage().maxRSS * 1024;

void (async (): Promise<void> => {
	const losses: number[] = [];
	let start = 0;
	let cpuStart = process.cpuUsage();
	let preparation = 0;
	let trained = { training: 0, cpu: 0, peakMemory: 0 };
	let peakMemoryEvaluated = 0;
	await runTraining({
		options,
		saveFolder,
		resume: false,
		threads: Number(threads),
		cancellation: neverCancelled,
		onEvent(event) {
			switch (event.kind) {
				case 'started':
					cpuStart = process.cpuUsage();
					start = performance.now();
					break;
				case 'step':
					losses.push(event.step.entityLoss + event.step.relationLoss);
					break;
				case 'evaluating': {
					const { user, system } = process.cpuUsage(cpuStart);
					trained = { training: (performance.now() - start) / 1000, cpu: (user + system) / 1e6, peakMemory: peakMemory() };
					break;
				}
				case 'evaluated':
					peakMemoryEvaluated = peakMemory();
					break;
				case 'preparing':
					preparation += (performance.now() - start) / 1000;
					cpuStart = process.cpuUsage();
					start = performance.now();
					break;
				case 'warning':
				case 'stateSaved':
				case 'finished':
					break;
				default:
					event satisfies never;
			}
		},
	});
	const tenth = Math.max(1, Math.floor(losses.length / 10));
	const mean = (some: readonly number[]): number => some.reduce((sum, loss) => sum + loss, 0) / some.length;
	const run: TrainRun = {
		preparation,
		...trained,
		steps: losses.length,
		peakMemoryEvaluated,
		losses: [mean(losses.slice(0, tenth)), mean(losses.slice(-tenth))],
	};
	process.stdout.write(`${JSON.stringify(run)}\n`);
})();

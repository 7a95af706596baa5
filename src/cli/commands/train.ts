// `spert train`: trains a model by a configuration file, as the reference does, and goes on where a training was stopped.

import { mkdir, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { defaultThreads } from '../../base/node/defaultThreads';
import type { TrainOptions } from '../../conf/optionTable';
import { tokenize } from '../../documents/tokens';
import { readTypes } from '../../engine/data/readTypes';
import { lockFileName } from '../../engine/training/runLock';
import { runTraining, stateFileName, type TrainingRunRequest } from '../../engine/training/trainingRun';
import type { TrainingOutputLine } from '../../protocol/trainingFiles';
import { oneOf, wholeNumber } from '../arguments';
import type { Command } from '../command';
import { optionsHelp, readConfiguredRuns } from '../configuredRuns';
import { leastMemory } from '../computation';
import { deviceChoice, trainingDevice } from '../devices';
import { fileUnwritable } from '../errors';
import { ModelResultsFile } from '../modelResultsFile';
import { runEach } from '../runEach';
import { createRunFolder } from '../runFolder';
import { StopFile } from '../stopFile';
import { TrainingLog } from '../trainingLog';
import { TrainingOutput } from '../trainingOutput';
import { UsageError } from '../usageError';

const ownOptions = {
	threads: { type: 'string' },
	device: { type: 'string' },
	memory: { type: 'string' },
	format: { type: 'string', default: 'text' },
	resume: { type: 'boolean', default: false },
	run: { type: 'string' },
	'save-every': { type: 'string' },
	'stop-file': { type: 'string' },
} as const;

const help = `Usage: spert train [--config FILE] [OPTIONS]

Trains a model on train_path, evaluating it on valid_path, and saves it under SAVE_PATH/LABEL/RUN/final_model, from where it
extracts at once. A configuration file may hold several runs and goes before the command line. Paths start at the working
directory. With log_path the figures are written under LOG_PATH/LABEL/RUN.

Ctrl+C saves the training's state; --resume goes on from it, and the result is the same as without the interruption.

  --resume
      Go on with the newest unfinished run under SAVE_PATH/LABEL.
  --run NAME
      With --resume: go on with that run.
  --save-every SECONDS
      How often the state is saved, besides after every epoch (default: 120): what a crash costs at most.
  --stop-file FILE
      Stop as with Ctrl+C as soon as there is such a file: for programs, and for systems without signals.
  --format json|text
      json: tell the folders of each run on stdout, one object a line (default: text, nothing).
  --threads N
      Threads of one computation (default: half of the cores, fewer on a busy machine).
  --device DEVICE
      auto, cpu, webgpu, cuda or directml (default: cpu, whose figures repeat bit for bit). webgpu keeps the model in the
      device's memory; cuda and directml compute gradients, and the processor updates the model. A run that was begun on one
      may be resumed on another.
  --memory MB
      What evaluating may need beside the model's weights (default: 256).
${optionsHelp('train')}`;

export const trainCommand: Command = {
	help,
	async run(args, context) {
		const { runs, own } = await readConfiguredRuns('train', args, ownOptions);
		const threads = wholeNumber('threads', own.threads, 1) ?? defaultThreads();
		const memory = wholeNumber('memory', own.memory, leastMemory);
		const saveEvery = wholeNumber('save-every', own['save-every'], 0);
		const stateInterval = saveEvery === undefined ? {} : { stateInterval: 1000 * saveEvery };
		const format = oneOf('format', own.format, ['json', 'text'] as const);
		if (own.run !== undefined && !own.resume) {
			throw new UsageError('--run names the run that --resume goes on with.');
		}
		const device = await trainingDevice(deviceChoice(own.device, 'cpu'), threads, context);
		const stop = new StopFile(own['stop-file'], context.cancellation);
		try {
			return await runEach('train', runs, stop.token, async (options, { number, count }) => {
				const folders = await foldersOf(options, own.resume, own.run);
				if (format === 'json') {
					tell({ kind: 'run', number, count, saveFolder: resolve(folders.saveFolder), logFolder: resolve(folders.logFolder) });
				}
				await train(options, folders, { resume: own.resume, threads, memory, device, cancellation: stop.token, ...stateInterval });
			});
		} finally {
			stop.dispose();
		}
	},
};

function tell(line: TrainingOutputLine): void {
	process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function train(
	options: TrainOptions,
	{ saveFolder, logFolder }: RunFolders,
	how: Pick<TrainingRunRequest, 'resume' | 'threads' | 'memory' | 'device' | 'cancellation' | 'stateInterval'>,
): Promise<void> {
	const types = await readTypes(options.typesPath ?? '');
	const log = new TrainingLog(logFolder, options, types);
	const results = new ModelResultsFile(saveFolder, options);
	const output = new TrainingOutput(process.stderr, saveFolder);
	try {
		await runTraining({
			...how,
			options,
			saveFolder,
			tokenize: (text) => tokenize(text).map((token) => token.text),
			async onEvent(event) {
				await results.write(event);
				await log.write(event);
				output.show(event);
			},
		});
	} finally {
		output.end();
		await log.close();
	}
}

interface RunFolders {
	readonly saveFolder: string;
	/** That of the logs: the save folder where no log_path is given. */
	readonly logFolder: string;
}

async function foldersOf(options: TrainOptions, resume: boolean, run: string | undefined): Promise<RunFolders> {
	const savePath = join(options.savePath ?? '', options.label ?? '');
	const name = resume ? (run ?? (await newestUnfinished(savePath))) : undefined;
	if (name !== undefined) {
		const logFolder = options.logPath === null ? join(savePath, name) : join(options.logPath, options.label ?? '', name);
		const saveFolder = join(savePath, name);
		await makeFolder(logFolder);
		await makeFolder(saveFolder);
		return { saveFolder, logFolder };
	}
	const logFolder = await createRunFolder(options.logPath ?? options.savePath ?? '', options.label, 'train', options);
	const saveFolder = join(savePath, basename(logFolder));
	await makeFolder(saveFolder);
	return { saveFolder, logFolder };
}

async function newestUnfinished(savePath: string): Promise<string | undefined> {
	const names = await readdir(savePath).catch(() => []);
	const isFile = async (...parts: string[]): Promise<boolean> =>
		await stat(join(savePath, ...parts)).then(
			() => true,
			() => false,
		);
	// Names begin with date and time, so the last one is the newest.
	for (const name of names.sort().reverse()) {
		// A lock beside the final model: killed when all was done but for clearing up.
		const isFinished = (await isFile(name, 'final_model', 'config.json')) && !(await isFile(name, lockFileName));
		if ((await isFile(name, stateFileName)) && !isFinished) {
			return name;
		}
	}
	return undefined;
}

async function makeFolder(path: string): Promise<void> {
	await mkdir(path, { recursive: true }).catch((failure: unknown) => {
		throw fileUnwritable(path, failure);
	});
}

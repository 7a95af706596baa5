// `spert worker`: reads documents of a queue, on as many machines as there are.

import { CancelledError } from '../../base/cancellation';
import { UserError } from '../../base/userError';
import type { Corpus } from '../../queue/corpus';
import { modelDiffers } from '../../queue/errors';
import { pause } from '../../queue/pause';
import type { WorkerPool } from '../../queue/pool/workerPool';
import type { OpenQueue } from '../../queue/redis/queueProgram';
import { parseArguments } from '../arguments';
import type { Command, CommandContext } from '../command';
import { corpusPlace, placeHelp, placeOptions, withCorpus } from '../corpus/place';
import { runReaderProcess } from '../corpus/readerProcess';
import { readingHelp, readingOptions, readReading, seconds, startPool, type ModelPaths, type Reading } from '../corpus/reading';
import { defaultQueueModels } from '../models/dataFolder';
import { UsageError } from '../usageError';

const { queue, name } = placeOptions;
const options = {
	queue,
	name,
	model: { type: 'string' },
	types: { type: 'string' },
	tokenizer: { type: 'string' },
	engine: { type: 'string' },
	store: { type: 'string' },
	lock: { type: 'string' },
	'until-done': { type: 'boolean', default: false },
	...readingOptions,
} as const;

const help = `Usage: spert worker --queue URL [OPTIONS]

Reads documents that spert corpus submit has put into a queue, until Ctrl+C: then it finishes those that it has begun with
and gives back the others. Any number of workers may run, on any number of machines. The model is the one that the corpus
is read with: the embedded one, the one that is named, or else the one that was put into the queue.

${placeHelp}  --model DIR               a SpERT model folder to use where it is the corpus's (default: the embedded model)
  --types FILE              a types file in place of the model's types.json
  --tokenizer DIR           a folder with the vocabulary in place of the model's own
  --engine URL              let a server read the sentences (spert serve): they are sent there. Its model must be the corpus's; its
                            token is taken from SPERT_ENGINE_TOKEN
  --store DIR               where models from the queue are kept (default: ${defaultQueueModels()})
${readingHelp}  --lock SECONDS            others take over its documents when nothing is heard of it for so long (default: 30)
  --until-done              end when nothing is left to be read, instead of waiting for more
`;

export const workerCommand: Command = {
	help,
	async run(args, context) {
		if (args[0] === '--reader' && process.send !== undefined) {
			return await runReaderProcess(context);
		}
		const { values, positionals } = parseArguments(args, options);
		if (positionals[0] !== undefined) {
			throw new UsageError(`"${positionals[0]}" is no option.`);
		}
		const reading = readReading(values);
		const lockTime = (seconds('lock', values.lock) ?? 30) * 1000;
		const place = corpusPlace(values, false);
		const { engine, model, types, tokenizer } = values;
		if (engine !== undefined && (model ?? types ?? tokenizer ?? values.device ?? values.threads ?? values.memory) !== undefined) {
			throw new UsageError('--engine leaves no room for a model and a device here: the server has its own.');
		}
		const own = { engine, modelPath: model ?? context.embeddedModel, typesPath: types, tokenizerPath: tokenizer };
		// Whoever ends services does so by this one.
		process.once('SIGTERM', (signal) => process.emit('SIGINT', signal));
		return await withCorpus(place, { command: 'worker' }, context, async ({ open }): Promise<'success'> => {
			if (open === undefined) {
				throw new UsageError('name the queue with --queue or SPERT_QUEUE_URL.');
			}
			const setup: WorkerSetup = { open, own, reading, lockTime, store: values.store ?? defaultQueueModels(), context };
			for (;;) {
				const corpus = await corpusOf(setup, place.name);
				if ((await workFor(corpus, setup, values['until-done'])) === 'done') {
					return 'success';
				}
			}
		});
	},
};

interface WorkerSetup {
	readonly open: OpenQueue;
	/** The model that it has. */
	readonly own: ModelPaths;
	readonly reading: Reading;
	readonly lockTime: number;
	readonly store: string;
	readonly context: CommandContext;
}

/** Waits for it. Errors: CancelledError. */
async function corpusOf({ open, context }: WorkerSetup, name: string): Promise<Corpus> {
	for (let looks = 0; ; looks++) {
		const corpus = await open.corpus.corpus();
		if (corpus !== undefined) {
			return corpus;
		}
		if (looks === 0) {
			say(`waiting for documents that are submitted as "${name}".`);
		}
		await pause(1000, context.cancellation);
	}
}

/** Errors: CancelledError, those of the model. */
async function workFor(corpus: Corpus, setup: WorkerSetup, untilDone: boolean): Promise<'done' | 'corpusChanged'> {
	const { open, reading, lockTime } = setup;
	const pool = await poolFor(corpus, setup);
	say(`reading "${corpus.name}" with ${corpus.model.name} (${corpus.model.hash.slice(0, 12)}); Ctrl+C finishes what is begun.`);
	const end = await open.work({
		corpus,
		pool,
		concurrency: reading.concurrency,
		lockTime,
		untilDone,
		onDone: () => {},
		onFailed: (file, { problem, code }, isLast) => say(`${file}: ${problem} ${isLast ? 'It is set apart.' : 'It is tried again.'} [${code}]`),
	});
	switch (end.kind) {
		case 'cancelled':
			throw new CancelledError();
		case 'unusable':
			throw end.reason;
		case 'done':
		case 'corpusChanged':
			return end.kind;
		default:
			return end satisfies never;
	}
}

/** Processes with the corpus's model: the one that is here if it is that, otherwise the queue's. Errors: those of loading; queue.modelDiffers. */
async function poolFor(corpus: Corpus, { open, own, reading, store, context }: WorkerSetup): Promise<WorkerPool> {
	const here = await readyPool(corpus, own, reading, context);
	if (here !== undefined) {
		return here;
	}
	if (own.engine !== undefined) {
		throw modelDiffers(corpus.model.hash, own.engine);
	}
	say('the corpus is read with another model than the one here; fetching it from the queue.');
	const fetched = await open.fetchModel(corpus.model.hash, store);
	const pool = fetched === undefined ? undefined : await readyPool(corpus, { modelPath: fetched }, reading, context);
	if (pool === undefined) {
		throw modelDiffers(corpus.model.hash, own.modelPath);
	}
	return pool;
}

/** Undefined where the folder holds another model. */
async function readyPool(corpus: Corpus, paths: ModelPaths, reading: Reading, context: CommandContext): Promise<WorkerPool | undefined> {
	const pool = startPool(corpus, paths, reading, context);
	// Ctrl+C while the model is loading: nothing was begun with.
	const listening = context.cancellation.onCancellationRequested(() => pool.kill());
	try {
		await pool.whenReady();
		return pool;
	} catch (failure) {
		pool.kill();
		if (failure instanceof UserError && failure.code === 'queue.modelDiffers') {
			return undefined;
		}
		throw failure;
	} finally {
		listening.dispose();
	}
}

function say(message: string): void {
	process.stderr.write(`spert worker: ${message}\n`);
}

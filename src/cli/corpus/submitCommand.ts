// `spert corpus submit`: documents into a queue; or, without one, into a folder, where they are read and collected at once.

import { throwIfCancelled } from '../../base/cancellation';
import { precisionChoices } from '../../base/precision';
import { UserError } from '../../base/userError';
import type { Corpus, CorpusIntake } from '../../queue/corpus';
import type { LocalCorpus } from '../../queue/local/localCorpus';
import { runLocal } from '../../queue/local/runLocal';
import { submitDocuments, type Submitted } from '../../queue/submit';
import { oneOf, parseArguments, probability, wholeNumber } from '../arguments';
import type { CommandContext } from '../command';
import { showProgress } from '../progress';
import { UsageError } from '../usageError';
import { collectInto, tellCollected } from './collectCommand';
import { corpusModel, type CorpusModel } from './corpusModel';
import { documentSources } from './documentSources';
import { corpusPlace, placeHelp, placeOptions, withCorpus, type CorpusPlace } from './place';
import { readingHelp, readingOptions, readReading, startPool, type Reading } from './reading';
import { jsonLine } from './statusText';

const options = {
	...placeOptions,
	list: { type: 'string' },
	exclude: { type: 'string', multiple: true, default: [] as string[] },
	model: { type: 'string' },
	types: { type: 'string' },
	tokenizer: { type: 'string' },
	precision: { type: 'string' },
	'max-span-size': { type: 'string' },
	'entity-threshold': { type: 'string' },
	'relation-threshold': { type: 'string' },
	waiting: { type: 'string' },
	attempts: { type: 'string' },
	'shard-size': { type: 'string' },
	upload: { type: 'boolean', default: false },
	json: { type: 'boolean', default: false },
	...readingOptions,
} as const;

export const submitHelp = `Usage: spert corpus submit PATH… [OPTIONS]

Submits documents to be read: to a queue, for the workers of any number of machines, or with --out to this machine's own
processes, which read them at once. Folders are searched as by spert extract. What is there already is not done again.

  --list FILE               a file with a path a line, in place of or besides PATH…; - is stdin
  --exclude GLOB            what to leave out of folders, as a line of a .gitignore file; may be given several times
${placeHelp}  --out DIR                 without a queue: read here, and collect into this folder
  --model DIR               a SpERT model folder (default: the embedded model)
  --types FILE              a types file in place of the model's types.json
  --tokenizer DIR           a folder with the vocabulary in place of the model's own
  --precision PRECISION     auto (as the model is stored), float32, float16 or int8; the same for all workers
  --max-span-size N         longest entity, in tokens (default: 10)
  --entity-threshold N      drop entities with a lower score, and their relations (default: 0)
  --relation-threshold N    drop relations with a lower score (default: as the model says, else 0.4)
  --waiting N               documents that may wait in the queue before more are submitted (default: 1000)
  --attempts N              how often a document is tried (default: 4)
  --shard-size N            documents of a shard of the results, for a new corpus (default: 1000)
  --upload                  put the model into the queue, for workers that do not have it; without it, only one that is
                            named by --model is
  --json                    tell what was submitted as an object

With --out:
${readingHelp}`;

/** Errors: UsageError and those of models, documents and the queue. */
export async function submit(args: readonly string[], context: CommandContext): Promise<'success' | 'failed'> {
	const { values, positionals: paths } = parseArguments(args, options);
	if (paths.length === 0 && values.list === undefined) {
		throw new UsageError('name at least one file or folder, or a list with --list.');
	}
	const place = corpusPlace(values, true);
	const attempts = wholeNumber('attempts', values.attempts, 1) ?? 4;
	const mostWaiting = wholeNumber('waiting', values.waiting, 1) ?? 1000;
	const reading = readReading(values);
	const modelPath = values.model ?? context.embeddedModel;
	const choice = oneOf('precision', values.precision ?? 'auto', precisionChoices);
	const modelPaths = { typesPath: values.types, tokenizerPath: values.tokenizer };
	const relationThreshold = probability('relation-threshold', values['relation-threshold']);
	const asked = {
		maxSpanSize: wholeNumber('max-span-size', values['max-span-size'], 1) ?? 10,
		entityThreshold: probability('entity-threshold', values['entity-threshold']) ?? 0,
		...(relationThreshold === undefined ? {} : { relationThreshold }),
	};
	const shardSize = wholeNumber('shard-size', values['shard-size'], 1) ?? 1000;
	return await withCorpus(place, { command: 'corpus submit', attempts }, context, async ({ open, local }) => {
		const intake: CorpusIntake | undefined = open?.corpus ?? local;
		if (intake === undefined) {
			throw new Error('A corpus is neither on Redis nor in a folder.');
		}
		// First of all, so that workers and collectors do not end meanwhile.
		const announcement = await intake.announce();
		try {
			const found = await corpusModel(modelPath, modelPaths, choice);
			const { model, precision } = found;
			const corpus = await intake.begin({ version: 1, name: place.name, model, options: { ...asked, precision }, shardSize });
			if (open !== undefined && (values.upload || values.model !== undefined)) {
				await open.uploadModel({ name: model.name, hash: model.hash, files: found.files });
			}
			let failed = false;
			const progress = showProgress('Submitted');
			const onFailure = (failure: unknown): void => {
				if (!(failure instanceof UserError)) {
					throw failure;
				}
				failed = true;
				progress.end();
				process.stderr.write(`spert corpus submit: ${failure.problem} ${failure.remedy} [${failure.code}]\n`);
			};
			const submitted = await submitDocuments({
				intake,
				corpus,
				sources: documentSources({ paths, list: values.list, exclude: values.exclude, onFailure }),
				mostWaiting,
				cancellation: context.cancellation,
				onProgress: ({ found: count }) => progress.update(count, count),
			}).finally(progress.end);
			tellSubmitted(submitted, place, values.json);
			failed ||= submitted.refused > 0;
			if (local !== undefined) {
				const end = await readHere({ local, corpus, found, modelPath, modelPaths, reading, attempts, place, asJson: values.json, context });
				failed ||= end === 'failed';
			}
			return failed ? 'failed' : 'success';
		} finally {
			await announcement.end();
		}
	});
}

function tellSubmitted(submitted: Submitted, { name, shown }: CorpusPlace, asJson: boolean): void {
	const { found, documents, jobs, refused } = submitted;
	const text = `${found} documents found, ${documents} of them new or changed, ${jobs} to be read${refused > 0 ? `, ${refused} that cannot be` : ''}: ${name} at ${shown}`;
	process.stdout.write(`${asJson ? jsonLine({ kind: 'submitted', ...submitted, name, place: shown }) : text}\n`);
}

interface ReadHere {
	readonly local: LocalCorpus;
	readonly corpus: Corpus;
	readonly found: CorpusModel;
	readonly modelPath: string;
	readonly modelPaths: { readonly typesPath: string | undefined; readonly tokenizerPath: string | undefined };
	readonly reading: Reading;
	readonly attempts: number;
	readonly place: CorpusPlace;
	readonly asJson: boolean;
	readonly context: CommandContext;
}

async function readHere({ local, corpus, modelPath, modelPaths, reading, attempts, place, asJson, context }: ReadHere): Promise<'success' | 'failed'> {
	const { cancellation } = context;
	const progress = showProgress('Documents');
	const { documents, waiting } = await local.status();
	if (waiting > 0) {
		const pool = startPool(corpus, { modelPath, ...modelPaths }, reading, context);
		const listening = cancellation.onCancellationRequested(() => pool.kill());
		let done = documents - waiting;
		try {
			await pool.whenReady();
			await runLocal({
				queue: local,
				pool,
				// One is fetched ahead, so that no process waits.
				concurrency: reading.concurrency + 1,
				attempts,
				cancellation,
				onDone: () => progress.update(++done, documents),
				onFailed: (file, { problem, code }) => {
					progress.end();
					process.stderr.write(`spert corpus submit: ${file}: ${problem} [${code}]\n`);
					progress.update(++done, documents);
				},
			});
		} finally {
			progress.end();
			listening.dispose();
			pool.kill();
		}
	}
	throwIfCancelled(cancellation);
	const folder = place.kind === 'local' ? place.folder : '.';
	return tellCollected(await collectInto({ queue: local, corpus, folder, cancellation, waits: false, joins: true }), corpus, folder, asJson);
}

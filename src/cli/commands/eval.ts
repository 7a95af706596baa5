// `spert eval`: scores a model on annotated documents and prints the reference's report, or the same figures as JSON.

import { join } from 'node:path';
import type { EvalOptions } from '../../conf/optionTable';
import { readDataset, type DatasetDocument } from '../../engine/data/dataset';
import { storedPredictions, type PredictedDocument } from '../../engine/data/storedPredictions';
import type { TypeSet } from '../../engine/data/types';
import { defaultThreads } from '../../base/node/defaultThreads';
import type { DocumentPrediction } from '../../engine/evaluation/prediction';
import { evaluate, type Evaluation } from '../../engine/evaluation/scores';
import { scoresCsvHeader, scoresCsvRow } from '../../engine/evaluation/scoresCsv';
import { scoresJson } from '../../engine/evaluation/scoresJson';
import { scoresTable } from '../../engine/evaluation/scoresTable';
import { goldTuples } from '../../engine/evaluation/tuples';
import { oneOf, wholeNumber } from '../arguments';
import type { Command } from '../command';
import { predictDocuments, withConfiguredModel } from '../configuredModel';
import { optionsHelp, readConfiguredRuns } from '../configuredRuns';
import { writeOutputFile } from '../outputFile';
import { runEach, type RunPlace } from '../runEach';
import { createRunFolder } from '../runFolder';

const formats = ['json', 'text'] as const;
type Format = (typeof formats)[number];

const ownOptions = { threads: { type: 'string' }, format: { type: 'string', default: 'text' } } as const;

const help = `Usage: spert eval [--config FILE] [OPTIONS]

Scores a model on the annotated documents in dataset_path: precision, recall and F1 of entities, and of relations without and
with the types of their entities. A configuration file may hold several runs and goes before the command line. Paths start
at the working directory. With log_path the figures are also written under LOG_PATH/LABEL/RUN.

An uncased model needs --lowercase: as in the reference only this option says it.

  --format json|text
      json: one object a run, with percentages (default: text, the reference's report).
  --threads N
      Threads of one computation (default: half of the cores).
${optionsHelp('eval')}`;

export const evalCommand: Command = {
	name: 'eval',
	summary: 'score a model on annotated documents',
	help,
	async run(args, { cancellation }) {
		const { runs, own } = await readConfiguredRuns('eval', args, ownOptions);
		const format = oneOf('format', own.format, formats);
		const threads = wholeNumber('threads', own.threads, 1) ?? defaultThreads();
		return await runEach('eval', runs, cancellation, async (options, place) => {
			const { datasetPath } = options;
			if (datasetPath === null) {
				throw new Error('A run without dataset_path was not refused.');
			}
			await withConfiguredModel(options, threads, async (loaded) => {
				const { types } = loaded.model;
				const { documents, warnings } = await readDataset(datasetPath, types);
				for (const warning of warnings) {
					process.stderr.write(`spert eval: ${warning}\n`);
				}
				const predictions = await predictDocuments(loaded, documents, options, cancellation);
				const results = documents.map((document, index): EvaluationResult => {
					const prediction = predictions[index];
					if (prediction === undefined) {
						throw new Error('The model answered with fewer predictions than documents.');
					}
					return { document, prediction };
				});
				const evaluation = evaluate(
					results.map(({ document, prediction }) => ({ gold: goldTuples(document), predicted: prediction })),
					types,
					options,
				);
				print(evaluation, format, place, options.label);
				await writeFiles(options, evaluation, results, types);
			});
		});
	},
};

interface EvaluationResult {
	readonly document: DatasetDocument;
	readonly prediction: DocumentPrediction;
}

function print(evaluation: Evaluation, format: Format, { number, count }: RunPlace, label: string | null): void {
	switch (format) {
		case 'json':
			process.stdout.write(`${JSON.stringify(scoresJson(evaluation))}\n`);
			break;
		case 'text': {
			const title = count === 1 ? '' : `Run ${number} of ${count}${label === null ? '' : `: ${label}`}\n\n`;
			process.stdout.write(`${title}${scoresTable(evaluation)}\n${number < count ? '\n' : ''}`);
			break;
		}
		default:
			format satisfies never;
	}
}

/** As the reference, which leaves predictions out where overlapping ones are removed. */
async function writeFiles(
	options: EvalOptions,
	evaluation: Evaluation,
	results: readonly EvaluationResult[],
	types: TypeSet,
): Promise<void> {
	const { logPath, label, storePredictions, storeExamples, noOverlapping } = options;
	if (logPath === null) {
		return;
	}
	if (storeExamples) {
		process.stderr.write('spert eval: store_examples is not supported yet: no examples are written.\n');
	}
	const folder = await createRunFolder(logPath, label, 'eval', options);
	const position = { epoch: 0, iteration: 0, globalIteration: 0 };
	await writeOutputFile(join(folder, 'eval_test.csv'), scoresCsvHeader + scoresCsvRow(evaluation, position));
	if (storePredictions && !noOverlapping) {
		const predicted = results.map(({ document: { tokens }, prediction }): PredictedDocument => ({ tokens, prediction }));
		await writeOutputFile(join(folder, 'predictions_test_epoch_0.json'), storedPredictions(predicted, types));
	}
}

// `spert eval`: scores a model on annotated documents and prints the reference's report, or the same figures as JSON.

import { basename, join } from 'node:path';
import type { EvalOptions } from '../../conf/optionTable';
import { readDataset } from '../../engine/data/readDataset';
import { storedPredictions, type PredictedDocument } from '../../engine/data/storedPredictions';
import type { TypeSet } from '../../corpus/types';
import { evaluationDetails, type EvaluationDetails } from '../../engine/evaluation/details';
import { detailsJson } from '../../engine/evaluation/detailsJson';
import { detailsReport } from '../../engine/evaluation/detailsReport';
import type { ExampleDocument } from '../../engine/evaluation/examplesData';
import { examplesPage } from '../../engine/evaluation/examplesPage';
import type { DocumentPrediction } from '../../engine/evaluation/prediction';
import { evaluate, type Evaluation } from '../../engine/evaluation/scores';
import { scoresCsvHeader, scoresCsvRow } from '../../engine/evaluation/scoresCsv';
import { scoresJson } from '../../engine/evaluation/scoresJson';
import { scoresTable } from '../../engine/evaluation/scoresTable';
import { goldTuples } from '../../engine/evaluation/tuples';
import type { RelationThresholds } from '../../engine/spert/relationThresholds';
import { oneOf } from '../arguments';
import type { Command } from '../command';
import { computationHelpBelow, computationOptions, readComputation } from '../computation';
import { predictDocuments, withConfiguredModel } from '../configuredModel';
import { optionsHelp, readConfiguredRuns } from '../configuredRuns';
import { writeOutputFile } from '../outputFile';
import { runEach, type RunPlace } from '../runEach';
import { createRunFolder } from '../runFolder';

const formats = ['json', 'text'] as const;
type Format = (typeof formats)[number];

const ownOptions = {
	...computationOptions,
	format: { type: 'string', default: 'text' },
	report: { type: 'boolean', default: false },
} as const;

const help = `Usage: spert eval [--config FILE] [OPTIONS]

Scores a model on the annotated documents in dataset_path: precision, recall and F1 of entities, and of relations without and
with the types of their entities. A configuration file may hold several runs and goes before the command line. Paths start
at the working directory. With log_path the figures are also written under LOG_PATH/LABEL/RUN.

An uncased model needs --lowercase: as in the reference only this option says it.

  --format json|text
      json: one object a run, with percentages (default: text, the reference's report).
  --report
      Tell also, in the text: entities by their spans alone, confidence intervals, confused types.
${computationHelpBelow}${optionsHelp('eval')}`;

export const evalCommand: Command = {
	help,
	async run(args, context) {
		const { cancellation } = context;
		const { runs, own, isSet } = await readConfiguredRuns('eval', args, ownOptions);
		const format = oneOf('format', own.format, formats);
		const computation = readComputation(own, 'cpu');
		return await runEach('eval', runs, cancellation, async (options, place) => {
			const { datasetPath, maxSpanSize } = options;
			const relationThreshold = isSet(options, 'rel_filter_threshold') ? options.relFilterThreshold : undefined;
			if (datasetPath === null) {
				throw new Error('A run without dataset_path was not refused.');
			}
			await withConfiguredModel('eval', options, { ...computation, context }, async (loaded) => {
				const { types } = loaded.model;
				const { documents, warnings } = await readDataset(datasetPath, types);
				for (const warning of warnings) {
					process.stderr.write(`spert eval: ${warning}\n`);
				}
				const predictions = await predictDocuments(loaded, documents, { maxSpanSize, relationThreshold }, cancellation);
				const evaluated = documents.map((document, index): EvaluatedPrediction => {
					const predicted = predictions[index];
					if (predicted === undefined) {
						throw new Error('The model answered with fewer predictions than documents.');
					}
					return { tokens: document.tokens, gold: goldTuples(document), predicted };
				});
				const evaluation = evaluate(evaluated, types, options);
				const details = format === 'json' || own.report ? evaluationDetails(evaluated, types, options) : undefined;
				const { name, hash, thresholds } = loaded;
				// What the figures depend on and the options don't say.
				const model = { name, hash, ...(relationThreshold === undefined && thresholds !== undefined ? { thresholds } : {}) };
				print({ model, evaluation, details }, format, place, options.label);
				await writeFiles(options, model, evaluation, evaluated, types);
			});
		});
	},
};

interface EvaluatedPrediction extends ExampleDocument {
	readonly predicted: DocumentPrediction;
}

interface EvaluatedModel {
	readonly name: string;
	readonly hash: string;
	/** The model's own, where they were used. */
	readonly thresholds?: RelationThresholds;
}

interface Figures {
	readonly model: EvaluatedModel;
	readonly evaluation: Evaluation;
	readonly details: EvaluationDetails | undefined;
}

function print({ model, evaluation, details }: Figures, format: Format, { number, count }: RunPlace, label: string | null): void {
	switch (format) {
		case 'json': {
			const more = details === undefined ? {} : detailsJson(details);
			process.stdout.write(`${JSON.stringify({ model, ...scoresJson(evaluation), ...more })}\n`);
			break;
		}
		case 'text': {
			const title = count === 1 ? '' : `Run ${number} of ${count}${label === null ? '' : `: ${label}`}\n\n`;
			const more = details === undefined ? '' : `\n${detailsReport(details)}\n\nModel: ${model.name} (${model.hash})\n`;
			process.stdout.write(`${title}${scoresTable(evaluation)}\n${more}${number < count ? '\n' : ''}`);
			break;
		}
		default:
			format satisfies never;
	}
}

/** As the reference, which leaves predictions out where overlapping ones are removed. */
async function writeFiles(
	options: EvalOptions,
	model: EvaluatedModel,
	evaluation: Evaluation,
	evaluated: readonly EvaluatedPrediction[],
	types: TypeSet,
): Promise<void> {
	const { logPath, label, storePredictions, storeExamples, exampleCount, noOverlapping } = options;
	if (logPath === null) {
		return;
	}
	const folder = await createRunFolder(logPath, label, 'eval', options);
	await writeOutputFile(join(folder, 'model.json'), `${JSON.stringify(model)}\n`);
	const position = { epoch: 0, iteration: 0, globalIteration: 0 };
	await writeOutputFile(join(folder, 'eval_test.csv'), scoresCsvHeader + scoresCsvRow(evaluation, position));
	if (storePredictions && !noOverlapping) {
		const predicted = evaluated.map(({ tokens, predicted: prediction }): PredictedDocument => ({ tokens, prediction }));
		await writeOutputFile(join(folder, 'predictions_test_epoch_0.json'), storedPredictions(predicted, types));
	}
	if (storeExamples) {
		const title = `Examples: ${basename(options.modelPath ?? '')} on ${basename(options.datasetPath ?? '')}`;
		const page = examplesPage(evaluated, types, { title, exampleCount, noOverlapping });
		await writeOutputFile(join(folder, 'examples_test_epoch_0.html'), page);
	}
}

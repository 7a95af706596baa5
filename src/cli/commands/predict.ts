// `spert predict`: predictions for documents given as tokens or sentences, as the reference's predict command writes them.

import { tokenize } from '../../documents/tokens';
import { readEntities } from '../../engine/data/readDataset';
import { readPredictionInput } from '../../engine/data/predictionInput';
import { storedPredictions } from '../../engine/data/storedPredictions';
import type { Command } from '../command';
import { computationHelpBelow, computationOptions, readComputation } from '../computation';
import { predictDocuments, withConfiguredModel } from '../configuredModel';
import { optionsHelp, readConfiguredRuns } from '../configuredRuns';
import { writeOutputFile } from '../outputFile';
import { runEach } from '../runEach';

const ownOptions = { ...computationOptions, 'given-entities': { type: 'boolean', default: false } } as const;

const help = `Usage: spert predict [--config FILE] [OPTIONS]

Predicts entities and relations of the documents in dataset_path and writes them to predictions_path, both as JSON. A
document is {"tokens": […]}, a list of tokens, or a sentence as text. A configuration file may hold several runs and goes
before the command line. Paths start at the working directory.

An uncased model needs --lowercase: as in the reference only this option says it. no_overlapping changes nothing here.

  --given-entities
      Predict only relations, between the entities that the documents have: {"tokens": […], "entities": […]}.
${computationHelpBelow}${optionsHelp('predict')}`;

export const predictCommand: Command = {
	help,
	async run(args, context) {
		const { cancellation } = context;
		const { runs, own, isSet } = await readConfiguredRuns('predict', args, ownOptions);
		const computation = readComputation(own, 'cpu');
		return await runEach('predict', runs, cancellation, async (options) => {
			const { datasetPath, predictionsPath, maxSpanSize } = options;
			const relationThreshold = isSet(options, 'rel_filter_threshold') ? options.relFilterThreshold : undefined;
			if (datasetPath === null || predictionsPath === null) {
				throw new Error('A run without dataset_path or predictions_path was not refused.');
			}
			await withConfiguredModel('predict', options, { ...computation, context }, async (loaded) => {
				if (own['given-entities']) {
					const { documents, warnings } = await readEntities(datasetPath, loaded.model.types);
					for (const warning of warnings) {
						process.stderr.write(`spert predict: ${warning}\n`);
					}
					const related = await loaded.model.predictRelations(documents, { relationThreshold }, { cancellation });
					const found = related.map((prediction, index) => ({ tokens: documents[index]?.tokens ?? [], prediction }));
					await writeOutputFile(predictionsPath, storedPredictions(found, loaded.model.types));
					return;
				}
				const documents = await readPredictionInput(datasetPath, (text) => tokenize(text).map((token) => token.text));
				const predictions = await predictDocuments(loaded, documents, { maxSpanSize, relationThreshold }, cancellation);
				const predicted = predictions.map((prediction, index) => ({ tokens: documents[index]?.tokens ?? [], prediction }));
				await writeOutputFile(predictionsPath, storedPredictions(predicted, loaded.model.types));
			});
		});
	},
};

// Leaves beside the models that a training saves what its last evaluation of each has found (results.json), so that lists of models
// can tell it. No part of the model: its hash stays as it is.

import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { TrainOptions } from '../conf/optionTable';
import type { Evaluation } from '../engine/evaluation/scores';
import { scoresJson } from '../engine/evaluation/scoresJson';
import type { TrainingEvent } from '../engine/training/trainingRun';
import { resultsFileName, type ModelResults } from '../protocol/modelFiles';
import { fileUnwritable } from './errors';
import { writeOutputFile } from './outputFile';

export class ModelResultsFile {
	readonly #saveFolder: string;
	readonly #options: Pick<TrainOptions, 'validPath' | 'keepBest'>;
	/** Of the parameters as they are; undefined as soon as they have changed. */
	#newest: Evaluation | undefined;

	constructor(saveFolder: string, options: Pick<TrainOptions, 'validPath' | 'keepBest'>) {
		this.#saveFolder = saveFolder;
		this.#options = options;
	}

	/** Errors: cli.fileUnwritable. */
	async write(event: TrainingEvent): Promise<void> {
		switch (event.kind) {
			case 'evaluated':
				this.#newest = event.evaluation;
				if (event.isBest && this.#options.keepBest) {
					await this.#writeInto('best_model', event.evaluation);
				}
				break;
			case 'finished':
				await this.#writeInto('final_model', this.#newest);
				break;
			case 'step':
				this.#newest = undefined;
				break;
			case 'started':
			case 'preparing':
			case 'warning':
			case 'evaluating':
			case 'stateSaved':
				break;
			default:
				event satisfies never;
		}
	}

	async #writeInto(model: 'best_model' | 'final_model', evaluation: Evaluation | undefined): Promise<void> {
		const path = join(this.#saveFolder, model, resultsFileName);
		if (evaluation === undefined) {
			// That of an earlier end of the same run would be wrong now.
			await rm(path, { force: true }).catch((failure: unknown) => {
				throw fileUnwritable(path, failure);
			});
			return;
		}
		const { ner, rel, rel_nec: relationsWithEntities } = scoresJson(evaluation);
		const results: ModelResults = {
			dataset: basename(this.#options.validPath ?? ''),
			entityF1: ner.micro.f1,
			relationF1: rel.micro.f1,
			relationWithEntitiesF1: relationsWithEntities.micro.f1,
		};
		await writeOutputFile(path, `${JSON.stringify(results, undefined, 2)}\n`);
	}
}

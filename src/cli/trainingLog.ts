// The files that a training leaves in its log folder: the reference's CSV files, predictions and TensorBoard events, and
// progress.jsonl, which the editor follows. A training that is resumed goes on in the same files.

import { appendFile, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { TrainOptions } from '../conf/optionTable';
import { pythonFloat } from '../corpus/pythonFormat';
import { readModelFolder } from '../engine/checkpoint/modelFolder';
import { modelHash } from '../engine/checkpoint/modelHash';
import { storedPredictions } from '../engine/data/storedPredictions';
import type { TypeSet } from '../corpus/types';
import { examplesPage } from '../engine/evaluation/examplesPage';
import { scoresCsvHeader, scoresCsvRow } from '../engine/evaluation/scoresCsv';
import { scoresJson } from '../engine/evaluation/scoresJson';
import { goldTuples } from '../engine/evaluation/tuples';
import type { TrainingEvent } from '../engine/training/trainingRun';
import { EventFile, evaluationScalars, trainingScalars, type Scalars } from '../engine/training/tensorBoard';
import { AllLog } from './allLog';
import { fileUnwritable } from './errors';
import { writeOutputFile } from './outputFile';

type CsvName = 'loss_train' | 'loss_avg_train' | 'lr_train';
const csvNames: readonly CsvName[] = ['loss_train', 'loss_avg_train', 'lr_train'];
const csvHeader = (name: CsvName): string => `${name.replace(/_train$/, '')};epoch;iteration;global_iteration\r\n`;

export class TrainingLog {
	readonly #folder: string;
	readonly #options: TrainOptions;
	readonly #types: TypeSet;
	readonly #allLog: AllLog;
	#updatesPerEpoch = 0;
	#events: EventFile | undefined;

	/** @param folder exists */
	constructor(folder: string, options: TrainOptions, types: TypeSet) {
		this.#folder = folder;
		this.#options = options;
		this.#types = types;
		this.#allLog = new AllLog(folder, options, types);
	}

	/** Errors: cli.fileUnwritable. */
	async write(event: TrainingEvent): Promise<void> {
		await this.#allLog.write(event);
		switch (event.kind) {
			case 'started':
				this.#updatesPerEpoch = event.updatesPerEpoch;
				await this.#start(event);
				await this.#report({ ...event, ...this.#description() });
				break;
			case 'step': {
				const { step } = event;
				const total = step.entityLoss + step.relationLoss;
				if (step.globalIteration % this.#options.trainLogIter === 0) {
					const place = `${step.epoch};${step.iteration};${step.globalIteration}\r\n`;
					const values = { loss_train: total, loss_avg_train: total / this.#options.trainBatchSize, lr_train: step.nextLearningRate };
					for (const name of csvNames) {
						await this.#append(`${name}.csv`, `${pythonFloat(values[name])};${place}`);
					}
					await this.#scalars(step.globalIteration, trainingScalars(total, values.loss_avg_train, values.lr_train));
				}
				await this.#report({ kind: 'step', ...step, memory: process.memoryUsage.rss() });
				break;
			}
			case 'evaluated': {
				const { epoch, evaluation, documents, predictions, isBest } = event;
				const position = { epoch, iteration: 0, globalIteration: epoch * this.#updatesPerEpoch };
				await this.#append('eval_valid.csv', scoresCsvRow(evaluation, position));
				await this.#scalars(position.globalIteration, evaluationScalars('valid', evaluation));
				const { storePredictions, noOverlapping } = this.#options;
				if (storePredictions && !noOverlapping) {
					const stored = documents.flatMap(({ tokens }, index) => {
						const prediction = predictions[index];
						return prediction === undefined ? [] : [{ tokens, prediction }];
					});
					await writeOutputFile(join(this.#folder, `predictions_valid_epoch_${epoch}.json`), storedPredictions(stored, this.#types));
				}
				if (this.#options.storeExamples) {
					await this.#writeExamples(event);
				}
				await this.#report({ kind: 'evaluated', epoch, isBest, scores: scoresJson(evaluation) });
				break;
			}
			case 'finished':
				await this.#report({ ...event, modelHash: await modelHash(await readModelFolder(event.modelFolder)) });
				break;
			case 'warning':
			case 'preparing':
			case 'evaluating':
			case 'stateSaved':
				await this.#report(event);
				break;
			default:
				event satisfies never;
		}
	}

	/** What whoever follows a training wants to know of it besides its figures. */
	#description() {
		const { label, epochs, trainBatchSize: batchSize, gradientAccumulationSteps: accumulationSteps, loraRank } = this.#options;
		return { label, epochs, batchSize, accumulationSteps, loraRank };
	}

	async #writeExamples({ epoch, documents, predictions }: Extract<TrainingEvent, { kind: 'evaluated' }>): Promise<void> {
		const { exampleCount, noOverlapping, label, validPath } = this.#options;
		const examples = documents.flatMap((document, index) => {
			const predicted = predictions[index];
			return predicted === undefined ? [] : [{ tokens: document.tokens, gold: goldTuples(document), predicted }];
		});
		const title = `Examples: ${label ?? 'training'} after epoch ${epoch} on ${basename(validPath ?? '')}`;
		const page = examplesPage(examples, this.#types, { title, exampleCount, noOverlapping });
		await writeOutputFile(join(this.#folder, `examples_valid_epoch_${epoch}.html`), page);
	}

	/** New files with their headers; on resuming, without what came after the state that is gone on from. */
	async #start({ startIteration, evaluatedEpoch }: Extract<TrainingEvent, { kind: 'started' }>): Promise<void> {
		const keep = async (file: string, header: string, isBefore: (epoch: number, globalIteration: number) => boolean): Promise<void> => {
			// No such file: nothing to keep.
			const known = await readFile(join(this.#folder, file), 'utf8').catch(() => '');
			const columns = header.split(';').length;
			const rows = known.split(/(?<=\n)/).slice(1).filter((row) => {
				const values = row.trimEnd().split(';');
				// Epoch, iteration and global iteration come last. A row that a kill cut off is none.
				const [epoch, , globalIteration] = values.slice(-3).map(Number);
				return row.endsWith('\r\n') && values.length === columns && isBefore(epoch ?? NaN, globalIteration ?? NaN);
			});
			await writeOutputFile(join(this.#folder, file), header + rows.join(''));
		};
		for (const name of csvNames) {
			await keep(`${name}.csv`, csvHeader(name), (_, globalIteration) => globalIteration <= startIteration);
		}
		await keep('eval_valid.csv', scoresCsvHeader, (epoch) => epoch <= (evaluatedEpoch ?? -1));
		// A line that a kill cut off would swallow the next one.
		const progress = await readFile(join(this.#folder, 'progress.jsonl'), 'utf8').catch(() => '');
		if (progress !== '' && !progress.endsWith('\n')) {
			await this.#append('progress.jsonl', '\n');
		}
		await this.#open(startIteration);
	}

	async #open(startIteration: number): Promise<void> {
		// A training that goes over to another device starts a second time.
		await this.close();
		try {
			// Everything after `startIteration` is taken back.
			this.#events = await EventFile.create(this.#folder, startIteration === 0 ? 0 : startIteration + 1);
		} catch (failure) {
			throw fileUnwritable(join(this.#folder, 'events.out.tfevents'), failure);
		}
	}

	async #scalars(step: number, scalars: Scalars): Promise<void> {
		await this.#events?.add(step, scalars).catch((failure: unknown) => {
			throw fileUnwritable(this.#events?.path ?? this.#folder, failure);
		});
	}

	/** To be called at the end, however the training ended. */
	async close(): Promise<void> {
		await this.#events?.close();
		this.#events = undefined;
	}

	async #report(event: object): Promise<void> {
		await this.#append('progress.jsonl', `${JSON.stringify({ time: Date.now(), ...event })}\n`);
	}

	async #append(file: string, text: string): Promise<void> {
		const path = join(this.#folder, file);
		await appendFile(path, text).catch((failure: unknown) => {
			throw fileUnwritable(path, failure);
		});
	}
}

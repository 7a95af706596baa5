// all.log of a training: the lines that the reference writes, in its format, so that tools made for it read ours.

import { appendFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TrainOptions } from '../conf/optionTable';
import type { TypeSet } from '../corpus/types';
import type { DatasetCounts, TrainingEvent } from '../engine/training/trainingRun';
import { fileUnwritable } from './errors';

type Level = 'INFO ' | 'WARNI';

export class AllLog {
	readonly #folder: string;
	readonly #options: TrainOptions;
	readonly #types: TypeSet;

	constructor(folder: string, options: TrainOptions, types: TypeSet) {
		this.#folder = folder;
		this.#options = options;
		this.#types = types;
	}

	/** Errors: cli.fileUnwritable. */
	async write(event: TrainingEvent): Promise<void> {
		switch (event.kind) {
			case 'started':
				await this.#append('INFO ', this.#beginning(event));
				break;
			case 'step':
				if (event.step.iteration === 1) {
					await this.#append('INFO ', [`Train epoch: ${event.step.epoch}`]);
				}
				break;
			case 'warning':
				await this.#append('WARNI', [event.message]);
				break;
			case 'evaluating':
				await this.#append('INFO ', ['Evaluate: valid']);
				break;
			case 'finished':
				await this.#append('INFO ', [`Logged in: ${this.#folder}`, `Saved in: ${dirname(event.modelFolder)}`]);
				break;
			case 'preparing':
			case 'evaluated':
			case 'stateSaved':
				break;
			default:
				event satisfies never;
		}
	}

	#beginning({ train, valid, updatesPerEpoch, totalUpdates, startIteration }: Extract<TrainingEvent, { kind: 'started' }>): string[] {
		const { trainPath, validPath, modelType } = this.#options;
		const { entities, relations } = this.#types;
		const indices = (types: readonly { readonly verbose: string; readonly index: number }[]): string[] =>
			types.map(({ verbose, index }) => `${verbose}=${index}`);
		return [
			`Datasets: ${trainPath ?? ''}, ${validPath ?? ''}`,
			`Model type: ${modelType}`,
			`Relation type count: ${relations.length + 1}`,
			`Entity type count: ${entities.length + 1}`,
			'Entities:',
			'No Entity=0',
			...indices(entities),
			'Relations:',
			'No Relation=0',
			...indices(relations),
			...countLines('train', train),
			...countLines('valid', valid),
			`Updates per epoch: ${updatesPerEpoch}`,
			`Updates total: ${totalUpdates}`,
			...(startIteration > 0 ? [`Going on after update ${startIteration}`] : []),
		];
	}

	async #append(level: Level, messages: readonly string[]): Promise<void> {
		const path = join(this.#folder, 'all.log');
		const time = timestamp(new Date());
		await appendFile(path, messages.map((message) => `${time} [MainThread  ] [${level}]  ${message}\n`).join('')).catch((failure: unknown) => {
			throw fileUnwritable(path, failure);
		});
	}
}

function countLines(label: string, { documents, relations, entities }: DatasetCounts): string[] {
	return [`Dataset: ${label}`, `Document count: ${documents}`, `Relation count: ${relations}`, `Entity count: ${entities}`];
}

/** Local time as Python's logging writes it: 2026-03-01 14:05:09,123. */
function timestamp(date: Date): string {
	const digits = (value: number, count = 2): string => String(value).padStart(count, '0');
	const day = `${date.getFullYear()}-${digits(date.getMonth() + 1)}-${digits(date.getDate())}`;
	const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map((value) => digits(value)).join(':');
	return `${day} ${time},${digits(date.getMilliseconds(), 3)}`;
}

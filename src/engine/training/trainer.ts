// The training loop over a dataset: order, samples, dropout, learning rate, one step after the other. Everything random is
// drawn from the seed and the step's number, so a run repeats bit for bit and a resumed one equals one that was not
// interrupted. Knows no files.

import type { TypeSet } from '../../corpus/types';
import type { DropoutKind } from '../nn/layers';
import { Random } from './random';
import type { TrainingSample } from './sample';
import { createSample, type EncodedDocument, type SamplingOptions } from './sampling';
import { learningRateAt, type Schedule } from './schedule';
import type { DrawMask, StepResult, TrainingBackend } from './trainingBackend';
import { trainingBatch, type BatchSizes } from './trainingBatch';

export interface TrainerOptions {
	readonly sampling: SamplingOptions;
	readonly batchSize: number;
	/** Batches of which the mean loss makes one update. */
	readonly accumulationSteps: number;
	readonly epochs: number;
	readonly learningRate: number;
	readonly warmup: number;
	readonly seed: number;
	/** Probability with which an element is dropped, by kind. */
	readonly dropout: Readonly<Record<DropoutKind, number>>;
	readonly sizes: BatchSizes;
}

export interface TrainedStep extends StepResult {
	/** From 0. */
	readonly epoch: number;
	/** In the epoch, from 1. */
	readonly iteration: number;
	/** Over all epochs, from 1. */
	readonly globalIteration: number;
	/** Of the next step, as the reference logs it. */
	readonly nextLearningRate: number;
}

/** Hidden states of a document's word pieces, [pieces, hiddenSize]. */
export interface FrozenHidden {
	of(document: number): Promise<Float32Array>;
}

/** Does not own its step. */
export class Trainer {
	readonly #step: Pick<TrainingBackend, 'run' | 'settle'>;
	readonly #documents: readonly EncodedDocument[];
	readonly #types: TypeSet;
	readonly #options: TrainerOptions;
	readonly #schedule: Schedule;
	readonly #frozen: FrozenHidden | undefined;
	#globalIteration: number;

	/**
	 * @param startIteration steps that are done already, in a training that is resumed
	 * @param frozen what the frozen layers give, where the graph leaves them out
	 */
	constructor(
		step: Pick<TrainingBackend, 'run' | 'settle'>,
		documents: readonly EncodedDocument[],
		types: TypeSet,
		options: TrainerOptions,
		startIteration = 0,
		frozen?: FrozenHidden,
	) {
		this.#frozen = frozen;
		this.#step = step;
		this.#documents = documents;
		this.#types = types;
		this.#options = options;
		this.#globalIteration = startIteration;
		const { learningRate, warmup, epochs } = options;
		this.#schedule = { learningRate, warmup, totalUpdates: this.updatesPerEpoch * epochs };
	}

	/** What does not fill an update at the end of an epoch is dropped. */
	get updatesPerEpoch(): number {
		return Math.floor(this.#documents.length / this.#documentsPerUpdate);
	}

	get #documentsPerUpdate(): number {
		return this.#options.batchSize * this.#options.accumulationSteps;
	}

	get totalUpdates(): number {
		return this.#schedule.totalUpdates;
	}

	get globalIteration(): number {
		return this.#globalIteration;
	}

	get isFinished(): boolean {
		return this.#globalIteration >= this.totalUpdates;
	}

	/** Where the last step was: its epoch from 0, its iteration in it from 1. */
	get place(): { readonly epoch: number; readonly iteration: number } {
		const last = Math.max(0, this.#globalIteration - 1);
		return { epoch: Math.floor(last / this.updatesPerEpoch), iteration: (last % this.updatesPerEpoch) + 1 };
	}

	/** Trains on the next batch, or the next few that make an update. */
	async step(): Promise<TrainedStep> {
		const { batchSize, accumulationSteps, seed, sizes, sampling } = this.#options;
		const perUpdate = this.#documentsPerUpdate;
		const global = this.#globalIteration;
		const epoch = Math.floor(global / this.updatesPerEpoch);
		const position = global % this.updatesPerEpoch;
		const order = this.#orderOf(epoch);
		const random = new Random(seed, 'samples', global);
		const samples: TrainingSample[] = [];
		for (const index of order.slice(position * perUpdate, (position + 1) * perUpdate)) {
			const document = this.#documents[index];
			if (document === undefined) {
				throw new RangeError(`There is no document ${index}.`);
			}
			const sample = createSample(document, this.#types, sampling, (candidates, count) => random.sample(candidates, count));
			samples.push(this.#frozen === undefined ? sample : { ...sample, frozenHidden: await this.#frozen.of(index) });
		}
		const batches = Array.from({ length: accumulationSteps }, (_, index) =>
			trainingBatch(samples.slice(index * batchSize, (index + 1) * batchSize), sizes, 1 / accumulationSteps),
		);
		const result = await this.#step.run(batches, learningRateAt(this.#schedule, global), this.#drawMask(global));
		this.#globalIteration++;
		return {
			...result,
			epoch,
			iteration: position + 1,
			globalIteration: this.#globalIteration,
			nextLearningRate: learningRateAt(this.#schedule, this.#globalIteration),
		};
	}

	/** Brings the parameters up to date: before anything but a step reads them. */
	async settle(): Promise<void> {
		await this.#step.settle();
	}

	#order: { readonly epoch: number; readonly indices: readonly number[] } | undefined;

	#orderOf(epoch: number): readonly number[] {
		if (this.#order?.epoch !== epoch) {
			const indices = [...this.#documents.keys()];
			this.#order = { epoch, indices: new Random(this.#options.seed, 'order', epoch).sample(indices, indices.length) };
		}
		return this.#order.indices;
	}

	#drawMask(global: number): DrawMask {
		const { dropout, seed } = this.#options;
		const random = new Random(seed, 'dropout', global);
		return (kind, length) => {
			const mask = new Float32Array(length);
			random.choose(mask, dropout[kind], 0, 1 / (1 - dropout[kind]));
			return mask;
		};
	}
}

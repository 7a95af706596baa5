// The training loop over a dataset: order, samples, dropout, learning rate, one step after the other. Everything random is
// drawn from the seed and the step's number, so a run repeats bit for bit and a resumed one equals one that was not
// interrupted. Knows no files.

import type { TypeSet } from '../../corpus/types';
import type { DropoutKind } from '../nn/layers';
import { Random } from './random';
import type { TrainingSample } from './sample';
import { createSample, type EncodedDocument, type SamplingOptions } from './sampling';
import { averageRateAt, learningRateAt, type Schedule } from './schedule';
import { withTargets, type TargetOptions } from './targets';
import type { TaughtDocument } from './teaching';
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
	/** What the learning rate does after the warm-up; absent: linear. */
	readonly schedule?: Schedule['shape'];
	/** Of the averages of the parameters; absent or 0: there are none. */
	readonly averageDecay?: number;
	/** Absent: what is annotated is trained towards as it is. */
	readonly targets?: TargetOptions | undefined;
	/** Documents of an epoch that are not annotated; absent: none. */
	readonly unlabelledPerEpoch?: number;
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

/** Documents as they are trained on, with what teachers say of them. */
export interface Lessons {
	of(document: number): Promise<TaughtDocument>;
}

/** Where a training's documents get more than their word pieces from. */
export interface TrainerSources {
	/** What the frozen layers give, where the graph leaves them out. */
	readonly frozen?: FrozenHidden | undefined;
	/** What teachers say, where there are any. */
	readonly lessons?: Lessons | undefined;
}

/** Does not own its step. */
export class Trainer {
	readonly #step: Pick<TrainingBackend, 'run' | 'settle'>;
	readonly #documents: readonly EncodedDocument[];
	readonly #types: TypeSet;
	readonly #options: TrainerOptions;
	readonly #schedule: Schedule;
	readonly #sources: TrainerSources;
	/** How many of the documents are annotated; those come first. */
	readonly #labelled: number;
	#globalIteration: number;

	/**
	 * @param documents those that are annotated first
	 * @param startIteration steps that are done already, in a training that is resumed
	 */
	constructor(
		step: Pick<TrainingBackend, 'run' | 'settle'>,
		documents: readonly EncodedDocument[],
		types: TypeSet,
		options: TrainerOptions,
		startIteration = 0,
		sources: TrainerSources = {},
	) {
		this.#sources = sources;
		this.#labelled = documents.filter(({ isLabelled }) => isLabelled).length;
		this.#step = step;
		this.#documents = documents;
		this.#types = types;
		this.#options = options;
		this.#globalIteration = startIteration;
		const { learningRate, warmup, epochs, schedule: shape = 'linear' } = options;
		this.#schedule = { learningRate, warmup, totalUpdates: this.updatesPerEpoch * epochs, shape };
	}

	/** What does not fill an update at the end of an epoch is dropped. */
	get updatesPerEpoch(): number {
		return Math.floor((this.#labelled + this.#unlabelledPerEpoch) / this.#documentsPerUpdate);
	}

	get #unlabelledPerEpoch(): number {
		return Math.min(this.#options.unlabelledPerEpoch ?? 0, this.#documents.length - this.#labelled);
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
		const { batchSize, accumulationSteps, seed, sizes, sampling, targets, averageDecay = 0 } = this.#options;
		const { frozen, lessons } = this.#sources;
		const perUpdate = this.#documentsPerUpdate;
		const global = this.#globalIteration;
		const epoch = Math.floor(global / this.updatesPerEpoch);
		const position = global % this.updatesPerEpoch;
		const order = this.#orderOf(epoch);
		const random = new Random(seed, 'samples', global);
		const samples: TrainingSample[] = [];
		for (const index of order.slice(position * perUpdate, (position + 1) * perUpdate)) {
			const taught = await lessons?.of(index);
			const document = taught?.encoded ?? this.#documents[index];
			if (document === undefined) {
				throw new RangeError(`There is no document ${index}.`);
			}
			const drawn = createSample(document, this.#types, sampling, (candidates, count) => random.sample(candidates, count));
			const sample = targets === undefined ? drawn : withTargets(drawn, document, taught?.lesson, targets);
			samples.push(frozen === undefined ? sample : { ...sample, frozenHidden: await frozen.of(index) });
		}
		const batches = Array.from({ length: accumulationSteps }, (_, index) =>
			trainingBatch(samples.slice(index * batchSize, (index + 1) * batchSize), sizes, 1 / accumulationSteps),
		);
		const rate = learningRateAt(this.#schedule, global);
		const result = await this.#step.run(batches, rate, this.#drawMask(global), averageRateAt(averageDecay, global));
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
			const indices = [...Array(this.#labelled).keys(), ...this.#unlabelledOf(epoch)];
			this.#order = { epoch, indices: new Random(this.#options.seed, 'order', epoch).sample(indices, indices.length) };
		}
		return this.#order.indices;
	}

	/** Documents without annotations that an epoch has: each epoch goes on where the last ended, round after round over all. */
	#unlabelledOf(epoch: number): readonly number[] {
		const [count, all] = [this.#unlabelledPerEpoch, this.#documents.length - this.#labelled];
		const rounds = new Map<number, readonly number[]>();
		return Array.from({ length: count }, (_, index) => {
			const place = epoch * count + index;
			const round = Math.floor(place / all);
			const order = rounds.get(round) ?? new Random(this.#options.seed, 'unlabelled', round).sample([...Array(all).keys()], all);
			rounds.set(round, order);
			return this.#labelled + (order[place % all] ?? 0);
		});
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

// A whole training: from a model folder and a dataset to a trained model folder, with evaluations, the best model, early
// stopping, and a state on disk from which it resumes. What happens is told by events; logs are their listeners' matter.

import { createHash } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfCancelled, type CancellationToken } from '../../base/cancellation';
import { DisposableStore } from '../../base/disposable';
import type { TrainOptions } from '../../conf/optionTable';
import type { ModelConfig } from '../checkpoint/config';
import { modelHash } from '../checkpoint/modelHash';
import { readModelFolder, type ModelFolder } from '../checkpoint/modelFolder';
import { readSpertParameters } from '../checkpoint/spertParameters';
import { encoderShapes } from '../checkpoint/spertWeights';
import { readDataset, type Dataset } from '../data/dataset';
import { readTypes, type TypeSet } from '../data/types';
import { trainingGraph } from '../spert/trainingGraph';
import { loadTokenizer } from '../tokenizer/loadTokenizer';
import type { Tokenizer } from '../tokenizer/tokenizer';
import { encodeDocuments } from './encodeDocuments';
import {
	entityTooLong,
	lossNotFinite,
	modelTooLarge,
	sizeEmbeddingMismatch,
	stateOfAnother,
	tooFewDocuments,
} from './errors';
import { evaluateParameters, type EvaluatedEpoch } from './evaluateParameters';
import { setInitialWeights } from './initialWeights';
import { ParameterStore } from './parameterStore';
import { saveModel } from './saveModel';
import { Trainer, type TrainedStep } from './trainer';
import { readTrainingProgress, readTrainingState, writeTrainingState, type TrainingProgress } from './trainingState';
import { TrainingStep } from './trainingStep';

/** Rows of a new size embedding, as in the reference: spans of up to 99 tokens. */
const sizeCount = 100;
/** How often the state is written, in milliseconds: what a kill costs at most. */
const stateInterval = 120_000;

export type TrainingEvent =
	| {
			readonly kind: 'started';
			readonly updatesPerEpoch: number;
			readonly totalUpdates: number;
			readonly startIteration: number;
			readonly trainedDocuments: number;
			readonly parameterCount: number;
	  }
	| { readonly kind: 'warning'; readonly message: string }
	| { readonly kind: 'step'; readonly step: TrainedStep }
	| { readonly kind: 'evaluating'; readonly epoch: number }
	| ({ readonly kind: 'evaluated'; readonly isBest: boolean } & EvaluatedEpoch)
	| { readonly kind: 'stateSaved'; readonly globalIteration: number }
	| { readonly kind: 'finished'; readonly modelFolder: string; readonly stoppedEarly: boolean };

export interface TrainingRunRequest {
	readonly options: TrainOptions;
	/** Where the state, the final model and the best one go; it exists. */
	readonly saveFolder: string;
	/** Whether to go on from the state in saveFolder, if there is one. */
	readonly resume: boolean;
	readonly threads: number;
	readonly cancellation: CancellationToken;
	readonly onEvent: (event: TrainingEvent) => void | Promise<void>;
}

export const stateFileName = 'training_state.safetensors';

/**
 * Trains. Cancelling saves the state first, so that the training can be resumed.
 * Errors: training.…, those of the model, the data and the types; CancelledError.
 */
export async function runTraining(request: TrainingRunRequest): Promise<void> {
	const { options, saveFolder, onEvent, cancellation, threads } = request;
	const prepared = await prepare(options, onEvent);
	const { folder, types, tokenizer, train, valid, config } = prepared;
	const documents = encodeDocuments(train.documents, tokenizer, config.positionCount);
	const longest = Math.max(...documents.map(({ ids }) => ids.length), 2);
	const statePath = join(saveFolder, stateFileName);
	const resumed = request.resume && (await exists(statePath)) ? await readTrainingProgress(statePath) : undefined;
	const seed = resumed?.seed ?? options.seed ?? Date.now() % 2 ** 31;
	const parameters = await readSpertParameters(folder);
	const sizeEmbedding = parameters.heads?.sizeEmbeddingSize ?? options.sizeEmbedding;
	if (sizeEmbedding !== options.sizeEmbedding) {
		throw sizeEmbeddingMismatch(folder.path, options.sizeEmbedding, sizeEmbedding);
	}
	const graph = trainingGraph({
		config,
		entityClassCount: types.entities.length + 1,
		relationTypeCount: types.relations.length,
		sizeCount: parameters.heads?.sizeCount ?? sizeCount,
		sizeEmbeddingSize: options.sizeEmbedding,
		longestSequence: longest,
		dropout: options.propDrop > 0 || config.hiddenDropout > 0 || config.attentionDropout > 0,
		freezeEncoder: options.freezeTransformer,
	});
	const encoderNames = encoderShapes(config);
	const isTrained = (name: string): boolean => !options.freezeTransformer || !encoderNames.has(name);
	const store = createStore(graph.parameters, isTrained);
	setInitialWeights(store, parameters, config.initializerRange, seed);

	const owned = new DisposableStore();
	const fingerprint = await fingerprintOf(options, folder, train, types);
	try {
		const { weightDecay, maxGradNorm: maxGradientNorm } = options;
		const step = await TrainingStep.create(graph, store, { weightDecay, maxGradientNorm, threads });
		if (resumed !== undefined && resumed.fingerprint !== fingerprint) {
			throw stateOfAnother(statePath);
		}
		let progress: TrainingProgress =
			resumed === undefined
				? { globalIteration: 0, fingerprint, seed, best: null, evaluationsSinceBest: 0 }
				: await readTrainingState(statePath, store);
		const trainer = owned.add(
			new Trainer(step, documents, types, trainerOptions(options, config, types, seed), progress.globalIteration),
		);
		if (trainer.updatesPerEpoch === 0) {
			throw tooFewDocuments(options.trainPath ?? '', documents.length, options.trainBatchSize);
		}
		await onEvent({
			kind: 'started',
			updatesPerEpoch: trainer.updatesPerEpoch,
			totalUpdates: trainer.totalUpdates,
			startIteration: progress.globalIteration,
			trainedDocuments: documents.length,
			parameterCount: [...store.parameters.values()].reduce((sum, { values }) => sum + values.length, 0),
		});
		const save = async (): Promise<void> => {
			trainer.settle();
			await writeTrainingState(statePath, store, { ...progress, globalIteration: trainer.globalIteration });
			await onEvent({ kind: 'stateSaved', globalIteration: trainer.globalIteration });
		};
		const evaluate = async (epoch: number): Promise<void> => {
			await onEvent({ kind: 'evaluating', epoch });
			trainer.settle();
			const scores = await evaluateParameters(store, prepared, { options, epoch, threads, cancellation, documents: valid.documents });
			const isBest = progress.best === null || scores.score > progress.best.score;
			progress = {
				...progress,
				best: isBest ? { score: scores.score, epoch } : progress.best,
				evaluationsSinceBest: isBest ? 0 : progress.evaluationsSinceBest + 1,
			};
			if (isBest && options.keepBest) {
				await saveModel(join(saveFolder, 'best_model'), store, prepared, { torch: false });
			}
			await onEvent({ kind: 'evaluated', isBest, ...scores });
		};

		if (options.initEval && trainer.globalIteration === 0) {
			await evaluate(0);
		}
		let stoppedEarly = false;
		let lastSaved = performance.now();
		while (!trainer.isFinished && !stoppedEarly) {
			if (cancellation.isCancellationRequested) {
				await save();
			}
			throwIfCancelled(cancellation);
			const trained = await trainer.step();
			if (!Number.isFinite(trained.gradientNorm)) {
				const saved = (await exists(statePath)) ? statePath : undefined;
				throw lossNotFinite(trained.epoch, trained.iteration, saved);
			}
			await onEvent({ kind: 'step', step: trained });
			const epochEnds = trained.iteration === trainer.updatesPerEpoch;
			if (epochEnds && (!options.finalEval || trainer.isFinished)) {
				await evaluate(trained.epoch + 1);
				stoppedEarly = options.patience > 0 && progress.evaluationsSinceBest >= options.patience && !trainer.isFinished;
			}
			if (epochEnds || performance.now() - lastSaved > stateInterval) {
				await save();
				lastSaved = performance.now();
			}
			// Steps block the event loop: here a cancellation is heard.
			await new Promise((resolve) => setImmediate(resolve));
		}
		const modelFolder = join(saveFolder, 'final_model');
		trainer.settle();
		await saveModel(modelFolder, store, prepared, { torch: options.torchModel });
		if (!options.saveOptimizer) {
			await rm(statePath, { force: true });
		}
		await onEvent({ kind: 'finished', modelFolder, stoppedEarly });
	} finally {
		owned.dispose();
	}
}

/** Everything a training reads, checked. */
export interface PreparedTraining {
	readonly folder: ModelFolder;
	readonly config: ModelConfig;
	readonly types: TypeSet;
	readonly tokenizer: Tokenizer;
	readonly train: Dataset;
	readonly valid: Dataset;
	readonly typesPath: string;
	readonly lowercase: boolean;
}

async function prepare(options: TrainOptions, onEvent: TrainingRunRequest['onEvent']): Promise<PreparedTraining> {
	const { modelPath, typesPath, tokenizerPath, trainPath, validPath, lowercase } = options;
	if (modelPath === null || typesPath === null || trainPath === null || validPath === null) {
		throw new Error('A training without its paths was not refused.');
	}
	const types = await readTypes(typesPath);
	const folder = await readModelFolder(modelPath, { typesPath, tokenizerPath: tokenizerPath ?? undefined });
	const { config } = folder;
	const tokenizer = await loadTokenizer(folder.tokenizerFolder, { lowercase, embeddingRows: config.vocabularySize });
	const [train, valid] = await Promise.all([readDataset(trainPath, types), readDataset(validPath, types)]);
	for (const message of [...train.warnings, ...valid.warnings]) {
		await onEvent({ kind: 'warning', message });
	}
	for (const [index, { entities }] of train.documents.entries()) {
		const longest = Math.max(0, ...entities.map(({ start, end }) => end - start));
		if (longest >= sizeCount) {
			throw entityTooLong(trainPath, index, longest, sizeCount - 1);
		}
	}
	return { folder, config, types, tokenizer, train, valid, typesPath, lowercase };
}

function createStore(shapes: ReadonlyMap<string, readonly number[]>, isTrained: (name: string) => boolean): ParameterStore {
	try {
		return new ParameterStore(shapes, isTrained);
	} catch (failure) {
		if (failure instanceof RangeError) {
			throw modelTooLarge();
		}
		throw failure;
	}
}

function trainerOptions(options: TrainOptions, config: ModelConfig, types: TypeSet, seed: number): ConstructorParameters<typeof Trainer>[3] {
	return {
		sampling: {
			maxSpanSize: options.maxSpanSize,
			negativeEntityCount: options.negEntityCount,
			negativeRelationCount: options.negRelationCount,
			paperSampling: options.paperSampling,
		},
		batchSize: options.trainBatchSize,
		epochs: options.epochs,
		learningRate: options.lr,
		warmup: options.lrWarmup,
		seed,
		dropout: { hidden: config.hiddenDropout, attention: config.attentionDropout, classifier: options.propDrop },
		sizes: {
			entityClassCount: types.entities.length + 1,
			relationTypeCount: types.relations.length,
			padTokenId: config.padTokenId,
			hiddenSize: config.hiddenSize,
		},
	};
}

/** A hash of all that decides how a training goes on. */
async function fingerprintOf(options: TrainOptions, folder: ModelFolder, train: Dataset, types: TypeSet): Promise<string> {
	const { lr, lrWarmup, weightDecay, maxGradNorm, epochs, trainBatchSize, negEntityCount, negRelationCount } = options;
	const { maxSpanSize, propDrop, freezeTransformer, sizeEmbedding, lowercase, paperSampling } = options;
	const decisive = { lr, lrWarmup, weightDecay, maxGradNorm, epochs, trainBatchSize, negEntityCount, negRelationCount };
	const shaping = { maxSpanSize, propDrop, freezeTransformer, sizeEmbedding, lowercase, paperSampling };
	const hash = createHash('sha256');
	hash.update(JSON.stringify({ ...decisive, ...shaping, seed: options.seed }));
	hash.update(await modelHash(folder));
	hash.update(JSON.stringify(types));
	hash.update(JSON.stringify(train.documents));
	return hash.digest('hex');
}

async function exists(path: string): Promise<boolean> {
	return await stat(path).then(
		() => true,
		() => false,
	);
}

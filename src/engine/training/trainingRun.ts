// A whole training: from a model folder and a dataset to a trained model folder, with evaluations, the best model, early
// stopping, and a state on disk from which it resumes. What happens is told by events; logs are their listeners' matter.

import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelledError, throwIfCancelled, type CancellationToken } from '../../base/cancellation';
import type { Device } from '../../base/device';
import { DisposableStore } from '../../base/disposable';
import type { UserError } from '../../base/userError';
import type { TrainOptions } from '../../conf/optionTable';
import type { Dataset } from '../../corpus/dataset';
import type { Tokenize } from '../data/predictionInput';
import { begin } from './beginning';
import { canTrain, createBackend } from './createBackend';
import { DeviceFailure } from './deviceGuard';
import { lossNotFinite } from './errors';
import { evaluateParameters, type EvaluatedEpoch } from './evaluateParameters';
import { removeFrozenActivations } from './frozenActivations';
import { learningRates } from './learningRates';
import { removeLeftovers } from './leftovers';
import { plainModel } from './plainModel';
import { lockRun } from './runLock';
import { frozenActivations, teachingOf, trainerOptions } from './runSources';
import { saveModel } from './saveModel';
import { removeTeaching } from './teaching';
import { Trainer, type TrainedStep } from './trainer';
import { writeTrainingState, type TrainingProgress } from './trainingState';

/** What a kill costs at most, in milliseconds. */
const usualStateInterval = 120_000;

export interface DatasetCounts {
	readonly documents: number;
	readonly entities: number;
	readonly relations: number;
}

export type TrainingEvent =
	| {
			readonly kind: 'started';
			readonly updatesPerEpoch: number;
			readonly totalUpdates: number;
			readonly startIteration: number;
			/** What the files have, before long documents are divided. */
			readonly train: DatasetCounts;
			readonly valid: DatasetCounts;
			/** Epochs that were done at the last evaluation before a resumed training goes on; null for none. */
			readonly evaluatedEpoch: number | null;
			/** After long ones are divided: those that are annotated, and those that are not. */
			readonly trainedDocuments: number;
			readonly unlabelledDocuments: number;
			readonly parameterCount: number;
			readonly trainedParameterCount: number;
			/** Of the encoder's layers, all and the lowest ones that stay as they are. */
			readonly encoderLayers: number;
			readonly frozenLayers: number;
			readonly device: Device;
	  }
	| { readonly kind: 'warning'; readonly message: string }
	/** What the frozen layers give, or what the teachers say, is computed, of so many documents. */
	| { readonly kind: 'preparing'; readonly what: 'frozenLayers' | 'teachers'; readonly done: number; readonly total: number }
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
	/** Makes tokens of the sentences of unlabelled_path that are texts; absent: what white space divides. */
	readonly tokenize?: Tokenize;
	/** Megabytes that evaluating may need beside the parameters; absent: as many as are usual. */
	readonly memory?: number | undefined;
	/** Absent: the processor, to which a training also goes over whose device fails. */
	readonly device?: Device | undefined;
	readonly cancellation: CancellationToken;
	/** How often the state is written, in milliseconds (default: every two minutes); it is after every epoch too. */
	readonly stateInterval?: number;
	readonly onEvent: (event: TrainingEvent) => void | Promise<void>;
}

export const stateFileName = 'training_state.safetensors';

/**
 * Trains. Cancelling saves the state first, so that the training can be resumed.
 * Errors: training.…, those of the model, the data and the types; CancelledError.
 */
export async function runTraining(request: TrainingRunRequest): Promise<void> {
	const lock = await lockRun(request.saveFolder);
	try {
		await removeLeftovers(request.saveFolder);
		await runOnDevice(request);
	} finally {
		await lock.release();
	}
}

/** Goes on on the processor where a device fails: from the last state that was saved, or from the beginning. */
async function runOnDevice(request: TrainingRunRequest): Promise<void> {
	const { device = 'cpu', onEvent } = request;
	const onProcessor = { ...request, device: 'cpu' } as const;
	if (!canTrain(device)) {
		await onEvent({ kind: 'warning', message: `${device} is not used: it only extracts. The processor trains.` });
		await runLocked(onProcessor);
		return;
	}
	let hasState = request.resume;
	try {
		await runLocked({
			...request,
			async onEvent(event) {
				hasState ||= event.kind === 'stateSaved';
				await onEvent(event);
			},
		});
	} catch (failure) {
		if (!(failure instanceof DeviceFailure)) {
			throw failure;
		}
		await onEvent({ kind: 'warning', message: `${failure.device} failed (${failure.message}). The processor goes on from the last saved state.` });
		await runLocked({ ...onProcessor, resume: hasState });
	}
}

async function runLocked(request: TrainingRunRequest): Promise<void> {
	const { options, saveFolder, onEvent, cancellation, threads, device = 'cpu', stateInterval = usualStateInterval } = request;
	const statePath = join(saveFolder, stateFileName);
	const { prepared, graph, store, lora, seed, ...begun } = await begin(request, statePath);
	let { progress } = begun;

	const owned = new DisposableStore();
	try {
		const { weightDecay, maxGradNorm: maxGradientNorm } = options;
		const { peak, shares: rateShares } = learningRates(prepared.config, options, store.parameters.keys());
		// Only now: the optimizer looks at the moments that a resumed training has.
		const step = owned.add(await createBackend(graph, store, { weightDecay, maxGradientNorm, rateShares, threads, device }));
		const frozen = frozenActivations(request, prepared, store);
		if (frozen !== undefined) {
			owned.add(frozen);
		}
		const sources = { frozen, lessons: teachingOf(request, prepared) };
		const start = progress.globalIteration;
		const trainer = new Trainer(step, prepared.documents, prepared.types, trainerOptions(options, prepared, seed, peak), start, sources);
		await onEvent({
			kind: 'started',
			updatesPerEpoch: trainer.updatesPerEpoch,
			totalUpdates: trainer.totalUpdates,
			startIteration: progress.globalIteration,
			train: countsOf(prepared.train),
			valid: countsOf(prepared.valid),
			evaluatedEpoch: progress.evaluatedEpoch,
			trainedDocuments: prepared.documents.filter(({ isLabelled }) => isLabelled).length,
			unlabelledDocuments: prepared.documents.filter(({ isLabelled }) => !isLabelled).length,
			parameterCount: [...store.parameters.values()].reduce((sum, { values }) => sum + values.length, 0),
			trainedParameterCount: [...store.parameters.values()].reduce((sum, { state }) => sum + (state?.firstMoment.length ?? 0), 0),
			encoderLayers: prepared.config.layerCount,
			frozenLayers: options.freezeTransformer ? prepared.config.layerCount : options.freezeLayers,
			device,
		});
		/** Brings the parameters up to date, and makes sure that a bad one is neither evaluated nor saved. */
		const settle = async (): Promise<void> => {
			await trainer.settle();
			if (!store.isFinite) {
				throw await lossNotFiniteAt(trainer.place, statePath);
			}
		};
		const save = async (): Promise<void> => {
			await settle();
			await writeTrainingState(statePath, store, { ...progress, globalIteration: trainer.globalIteration });
			await onEvent({ kind: 'stateSaved', globalIteration: trainer.globalIteration });
		};
		const evaluate = async (epoch: number): Promise<void> => {
			await onEvent({ kind: 'evaluating', epoch });
			await settle();
			// So that an evaluation never needs more memory than the training itself.
			step.releaseSession();
			const { documents } = prepared.valid;
			const lost: string[] = [];
			const scores = await evaluateParameters(plainModel(store, lora), prepared, {
				options,
				epoch,
				threads,
				device,
				memory: request.memory,
				cancellation,
				documents,
				onLost: (reason) => lost.push(reason),
			});
			for (const reason of lost) {
				await onEvent({ kind: 'warning', message: `${device} did not evaluate (${reason}). The processor did.` });
			}
			const isBest = progress.best === null || scores.score > progress.best.score;
			if (isBest && options.keepBest) {
				await saveModel(join(saveFolder, 'best_model'), plainModel(store, lora), prepared, { torch: false });
			}
			progress = {
				...progress,
				best: isBest ? { score: scores.score, epoch } : progress.best,
				evaluationsSinceBest: isBest ? 0 : progress.evaluationsSinceBest + 1,
				evaluatedEpoch: epoch,
			};
			await onEvent({ kind: 'evaluated', isBest, ...scores });
		};

		let lastSaved = performance.now();
		try {
			for (;;) {
				const due = dueEvaluation(trainer, options, progress);
				if (due !== undefined) {
					await evaluate(due);
				}
				const epochEnds = trainer.globalIteration > 0 && trainer.globalIteration % trainer.updatesPerEpoch === 0;
				const isSaved = trainer.globalIteration === progress.globalIteration && due === undefined;
				if (!isSaved && (epochEnds || performance.now() - lastSaved >= stateInterval)) {
					await save();
					progress = { ...progress, globalIteration: trainer.globalIteration };
					lastSaved = performance.now();
				}
				if (trainer.isFinished || hasStoppedEarly(options, progress)) {
					break;
				}
				throwIfCancelled(cancellation);
				const trained = await trainer.step();
				if (!Number.isFinite(trained.gradientNorm)) {
					throw await lossNotFiniteAt(trained, statePath);
				}
				await onEvent({ kind: 'step', step: trained });
				// Steps block the event loop: here a cancellation is heard.
				await new Promise((resolve) => setImmediate(resolve));
			}
		} catch (failure) {
			if (failure instanceof CancelledError) {
				await save();
			}
			throw failure;
		}
		const modelFolder = join(saveFolder, 'final_model');
		await settle();
		await saveModel(modelFolder, plainModel(store, lora), prepared, { torch: options.torchModel });
		if (!options.saveOptimizer) {
			await rm(statePath, { force: true });
		}
		await removeFrozenActivations(saveFolder);
		await removeTeaching(saveFolder);
		await onEvent({ kind: 'finished', modelFolder, stoppedEarly: !trainer.isFinished });
	} finally {
		owned.dispose();
	}
}

/** The epoch after which there is an evaluation to be done now; 0 is before the first. */
function dueEvaluation(
	{ globalIteration, updatesPerEpoch, isFinished }: Trainer,
	{ initEval, finalEval }: TrainOptions,
	{ evaluatedEpoch }: TrainingProgress,
): number | undefined {
	const epoch = globalIteration / updatesPerEpoch;
	const isWanted = epoch === 0 ? initEval : Number.isInteger(epoch) && (!finalEval || isFinished);
	return isWanted && epoch > (evaluatedEpoch ?? -1) ? epoch : undefined;
}

function hasStoppedEarly({ patience }: TrainOptions, { evaluationsSinceBest }: TrainingProgress): boolean {
	return patience > 0 && evaluationsSinceBest >= patience;
}

async function lossNotFiniteAt({ epoch, iteration }: { epoch: number; iteration: number }, statePath: string): Promise<UserError> {
	return lossNotFinite(epoch, iteration, (await exists(statePath)) ? statePath : undefined);
}

function countsOf({ documents }: Dataset): DatasetCounts {
	return {
		documents: documents.length,
		entities: documents.reduce((sum, { entities }) => sum + entities.length, 0),
		relations: documents.reduce((sum, { relations }) => sum + relations.length, 0),
	};
}

async function exists(path: string): Promise<boolean> {
	return await stat(path).then(
		() => true,
		() => false,
	);
}

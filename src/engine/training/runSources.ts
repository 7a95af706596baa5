// What a run's trainer is made with: its options, and where documents get frozen activations and lessons from. Made from what
// was read, so that trainingRun.ts has the course of a run alone.

import type { TrainOptions } from '../../conf/optionTable';
import { FrozenActivations } from './frozenActivations';
import { FrozenLayers } from './frozenLayers';
import type { ParameterStore } from './parameterStore';
import type { TrainingMaterial } from './prepareTraining';
import { balancedClassWeights, type TargetOptions } from './targets';
import { Teaching } from './teaching';
import type { TrainerOptions } from './trainer';
import type { TrainingEvent, TrainingRunRequest } from './trainingRun';

/** How often preparations tell how far they are, in milliseconds. */
const progressInterval = 1000;

/** Undefined where no layer is frozen. The caller owns it. */
export function frozenActivations(
	request: TrainingRunRequest,
	{ config, documents, fingerprint }: TrainingMaterial,
	store: ParameterStore,
): FrozenActivations | undefined {
	const { options, saveFolder, threads, cancellation } = request;
	if (options.freezeLayers === 0) {
		return undefined;
	}
	// What is frozen stays in the store as it was read.
	const parameters = new Map([...store.parameters].map(([name, { values }]) => [name, values]));
	const layers = new FrozenLayers(config, options.freezeLayers, parameters, { threads });
	return new FrozenActivations(layers, {
		folder: saveFolder,
		fingerprint,
		hiddenSize: config.hiddenSize,
		documents,
		limit: options.activationCache * 1e6,
		cancellation,
		onProgress: tellProgress(request, 'frozenLayers'),
	});
}

/** Undefined without teachers. */
export function teachingOf(request: TrainingRunRequest, { teachers, documents, types, fingerprint }: TrainingMaterial): Teaching | undefined {
	const { options, saveFolder, threads, device = 'cpu', cancellation } = request;
	const lost: string[] = [];
	const tell = tellProgress(request, 'teachers');
	return teachers.length === 0
		? undefined
		: new Teaching({
				folder: saveFolder,
				fingerprint,
				teachers,
				documents,
				sizes: { maxSpanSize: options.maxSpanSize, classCount: types.entities.length + 1, typeCount: types.relations.length },
				relationThreshold: options.relFilterThreshold,
				threads,
				device,
				cancellation,
				onLost: (reason) => lost.push(reason),
				async onProgress(done, total) {
					for (const reason of lost.splice(0)) {
						await request.onEvent({ kind: 'warning', message: `${device} did not run a teacher (${reason}). The processor did.` });
					}
					await tell(done, total);
				},
			});
}

function tellProgress({ onEvent }: TrainingRunRequest, what: Extract<TrainingEvent, { kind: 'preparing' }>['what']) {
	let lastTold = -Infinity;
	return async (done: number, total: number): Promise<void> => {
		if (done === total || performance.now() - lastTold >= progressInterval) {
			lastTold = performance.now();
			await onEvent({ kind: 'preparing', what, done, total });
			// A sentence blocks the event loop: here a cancellation is heard.
			await new Promise((resolve) => setImmediate(resolve));
		}
	};
}

/** @param peak the learning rate at its peak */
export function trainerOptions(options: TrainOptions, prepared: TrainingMaterial, seed: number, peak: number): TrainerOptions {
	const { config, types, heads, temperature } = prepared;
	return {
		sampling: {
			maxSpanSize: options.maxSpanSize,
			negativeEntityCount: options.negEntityCount,
			negativeRelationCount: options.negRelationCount,
			paperSampling: options.paperSampling,
			hardNegativeShare: options.hardNegativeShare,
		},
		batchSize: options.trainBatchSize,
		accumulationSteps: options.gradientAccumulationSteps,
		epochs: options.epochs,
		learningRate: peak,
		warmup: options.lrWarmup,
		schedule: options.lrSchedule,
		averageDecay: options.emaDecay,
		targets: targetOptions(options, prepared),
		unlabelledPerEpoch: prepared.unlabelledPerEpoch,
		seed,
		dropout: {
			hidden: config.hiddenDropout,
			attention: config.attentionDropout,
			classifier: options.propDrop,
			adapter: options.loraDropout,
		},
		sizes: {
			entityClassCount: types.entities.length + 1,
			relationTypeCount: types.relations.length,
			padTokenId: config.padTokenId,
			hiddenSize: config.hiddenSize,
			boundaryPieces: heads.boundaryPieces,
			temperature,
		},
	};
}

/** Undefined where what is annotated is trained towards as it is. */
function targetOptions(options: TrainOptions, { types, documents, teachers, temperature = 1 }: TrainingMaterial): TargetOptions | undefined {
	const isBalanced = options.entityClassWeights === 'balanced';
	if (teachers.length === 0 && options.labelSmoothing === 0 && !isBalanced) {
		return undefined;
	}
	return {
		entityClassCount: types.entities.length + 1,
		relationTypeCount: types.relations.length,
		labelSmoothing: options.labelSmoothing,
		distillationWeight: options.distillationWeight,
		temperature,
		classWeights: isBalanced ? balancedClassWeights(documents, types.entities.length) : undefined,
		unlabelledWeight: options.unlabelledWeight,
	};
}

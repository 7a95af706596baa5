// How a training begins: what it reads, and its parameters as a new training has them or as the state on disk has them.

import { stat } from 'node:fs/promises';
import { keepsState } from './createBackend';
import { stateOfAnother } from './errors';
import { prepareTraining, type TrainingMaterial } from './prepareTraining';
import { startingPoint, type StartingPoint } from './startingPoint';
import type { TrainingRunRequest } from './trainingRun';
import { readTrainingProgress, readTrainingState, type TrainingProgress } from './trainingState';

/** What a training goes on from. */
export interface Beginning extends StartingPoint {
	readonly prepared: TrainingMaterial;
	readonly seed: number;
	readonly progress: TrainingProgress;
}

/**
 * Of the weights that it read only the store's copy is left.
 * Errors: training.stateOfAnother, those of prepareTraining, startingPoint and readTrainingState.
 */
export async function begin(
	{ options, resume, device = 'cpu', tokenize, onEvent }: Pick<TrainingRunRequest, 'options' | 'resume' | 'device' | 'tokenize' | 'onEvent'>,
	statePath: string,
): Promise<Beginning> {
	const { parameters, ...prepared } = await prepareTraining(options, tokenize);
	for (const message of prepared.warnings) {
		await onEvent({ kind: 'warning', message });
	}
	const { fingerprint } = prepared;
	const resumed = resume && (await isThere(statePath)) ? await readTrainingProgress(statePath) : undefined;
	if (resumed !== undefined && resumed.fingerprint !== fingerprint) {
		throw stateOfAnother(statePath);
	}
	const seed = resumed?.seed ?? options.seed ?? Date.now() % 2 ** 31;
	// A device that keeps the state keeps the gradients too.
	const gradientArrays = keepsState(device) ? 0 : options.gradientAccumulationSteps > 1 ? 2 : 1;
	const start = startingPoint({ ...prepared, parameters }, options, seed, gradientArrays);
	const progress: TrainingProgress =
		resumed === undefined
			? { globalIteration: 0, fingerprint, seed, best: null, evaluationsSinceBest: 0, evaluatedEpoch: null }
			: await readTrainingState(statePath, start.store);
	return { ...start, prepared, seed, progress };
}

async function isThere(path: string): Promise<boolean> {
	return await stat(path).then(
		() => true,
		() => false,
	);
}

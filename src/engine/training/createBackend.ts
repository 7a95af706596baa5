// Which backend trains on a device, and what it wants of the store.

import type { Device } from '../../base/device';
import type { SessionOptions } from '../runtime/session';
import type { TrainingGraph } from '../spert/trainingGraph';
import { GuardedBackend } from './deviceGuard';
import { DeviceStep } from './device/deviceStep';
import type { OptimizerOptions } from './optimizer';
import type { ParameterStore } from './parameterStore';
import type { TrainingBackend } from './trainingBackend';
import { TrainingStep } from './trainingStep';

/** Whether parameters and moments live in the device's memory: only WebGPU hands tensors from one run to the next. */
export function keepsState(device: Device): boolean {
	return device === 'webgpu';
}

/**
 * Whether a device is of use for training. CoreML is not: it computes graphs of fixed shapes that were made for inference, and
 * would leave most of a gradient graph to the processor.
 */
export function canTrain(device: Device): boolean {
	return device !== 'coreml';
}

/**
 * WebGPU keeps the state; cuda and directml compute losses and gradients, and the optimizer works here. The caller owns the
 * backend. Errors: DeviceFailure.
 */
export async function createBackend(
	graph: TrainingGraph,
	store: ParameterStore,
	options: OptimizerOptions & SessionOptions,
): Promise<TrainingBackend> {
	const { device = 'cpu' } = options;
	const create = async (): Promise<TrainingBackend> =>
		keepsState(device) ? await DeviceStep.create(graph, store, options) : await TrainingStep.create(graph, store, options);
	return device === 'cpu' ? await create() : await GuardedBackend.create(device, create);
}

// Tells failures of a device from all others: what the runtime throws while it computes on one. The training can then go on on
// the processor.

import { CancelledError } from '../../base/cancellation';
import type { Device } from '../../base/device';
import { UserError } from '../../base/userError';
import type { DrawMask, StepResult, TrainingBackend } from './trainingBackend';
import type { TrainingBatch } from './trainingBatch';

/** The device failed: its memory ran out, its driver was reset, or the runtime refused it. */
export class DeviceFailure extends Error {
	override readonly name = 'DeviceFailure';
	readonly device: Device;

	constructor(device: Device, cause: unknown) {
		super(cause instanceof Error ? cause.message : String(cause), { cause });
		this.device = device;
	}
}

/** A backend on a device. Errors: DeviceFailure. */
export class GuardedBackend implements TrainingBackend {
	readonly #device: Device;
	readonly #backend: TrainingBackend;
	#hasFailed = false;

	private constructor(device: Device, backend: TrainingBackend) {
		this.#device = device;
		this.#backend = backend;
	}

	static async create(device: Device, create: () => Promise<TrainingBackend>): Promise<GuardedBackend> {
		try {
			return new GuardedBackend(device, await create());
		} catch (failure) {
			throw failureOf(device, failure);
		}
	}

	async run(batches: readonly TrainingBatch[], learningRate: number, drawMask: DrawMask, averageRate?: number): Promise<StepResult> {
		return await this.#guard(() => this.#backend.run(batches, learningRate, drawMask, averageRate));
	}

	async settle(): Promise<void> {
		await this.#guard(() => this.#backend.settle());
	}

	releaseSession(): void {
		this.#backend.releaseSession();
	}

	dispose(): void {
		// To release what a driver has lost may end the process.
		if (!this.#hasFailed) {
			this.#backend.dispose();
		}
	}

	async #guard<T>(compute: () => Promise<T>): Promise<T> {
		try {
			return await compute();
		} catch (failure) {
			this.#hasFailed = true;
			throw failureOf(this.#device, failure);
		}
	}
}

function failureOf(device: Device, failure: unknown): unknown {
	return failure instanceof UserError || failure instanceof CancelledError ? failure : new DeviceFailure(device, failure);
}

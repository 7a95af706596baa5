// What a training computes on, as the trainer sees it: the processor with its optimizer in WebAssembly (trainingStep.ts), or
// a device that keeps the parameters in its own memory (device/deviceStep.ts).

import type { Disposable } from '../../base/disposable';
import type { DropoutMask } from '../spert/trainingGraph';
import type { TrainingBatch } from './trainingBatch';

export interface StepResult {
	readonly entityLoss: number;
	/** 0 for a batch without pairs. */
	readonly relationLoss: number;
	/** Global norm of the gradients before clipping. */
	readonly gradientNorm: number;
}

/** Draws the elements of a dropout mask of `length`: 0 or 1 / (1 - p). */
export type DrawMask = (kind: DropoutMask['kind'], length: number) => Float32Array;

export interface TrainingBackend extends Disposable {
	/**
	 * One update by the sum of the batches' losses; each batch has its share of it (trainingBatch). Masks are drawn for one batch
	 * after the other. A loss or a norm that is no finite number leaves the training at its end.
	 * @param averageRate what averages of the parameters take of the new ones; absent or 0 where the store keeps none
	 */
	run(batches: readonly TrainingBatch[], learningRate: number, drawMask: DrawMask, averageRate?: number): Promise<StepResult>;
	/** Brings the parameters and moments of the store up to date, before they are evaluated, saved or compared. */
	settle(): Promise<void>;
	/** Gives the memory of computations back, for as long as no step is run: an evaluation needs some of its own. */
	releaseSession(): void;
}

// The dropout masks of one step as inputs of the training graph.

import { float32Tensor, type RuntimeTensor } from '../runtime/session';
import type { DropoutMask } from '../spert/trainingGraph';
import type { DrawMask } from './trainingBackend';
import type { TrainingBatch } from './trainingBatch';

export function dropoutFeeds(masks: readonly DropoutMask[], batch: TrainingBatch, drawMask: DrawMask): Record<string, RuntimeTensor> {
	const feeds: Record<string, RuntimeTensor> = {};
	for (const { input, kind, shape } of masks) {
		const sizes = shape.map((size) => (typeof size === 'number' ? size : dimension(batch, size)));
		feeds[input] = float32Tensor(drawMask(kind, sizes.reduce((product, size) => product * size, 1)), sizes);
	}
	return feeds;
}

function dimension({ dimensions }: TrainingBatch, name: string): number {
	const size = dimensions[name];
	if (size === undefined) {
		throw new Error(`The batch does not know the dimension ${name}.`);
	}
	return size;
}

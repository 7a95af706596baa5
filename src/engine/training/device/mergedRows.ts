// Rows that gradients are scattered to, in the form that the device's graph takes them: each row once, and for every update
// the place of its row among them.

import { int32Tensor, int64Tensor, type RuntimeTensor } from '../../runtime/session';
import type { TrainingBatch } from '../trainingBatch';
import { mergeInputs } from './deviceGraph';

/** @param inputs names of int32 inputs of the batch */
export function mergedRows(batch: TrainingBatch, inputs: Iterable<string>): Record<string, RuntimeTensor> {
	const feeds: Record<string, RuntimeTensor> = {};
	for (const input of inputs) {
		const rows = batch.feeds[input]?.data;
		if (!(rows instanceof Int32Array)) {
			throw new Error(`The batch has no rows ${input}.`);
		}
		const distinct = Int32Array.from(new Set(rows)).sort();
		const placeOf = new Map([...distinct].map((row, place) => [row, place]));
		const names = mergeInputs(input);
		feeds[names.distinct] = int64Tensor(distinct, [distinct.length, 1]);
		feeds[names.order] = int32Tensor(distinct.map((_, place) => place), [distinct.length, 1]);
		feeds[names.places] = int32Tensor(rows.map((row) => placeOf.get(row) ?? -1), [1, rows.length]);
	}
	return feeds;
}

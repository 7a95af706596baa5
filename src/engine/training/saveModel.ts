// Saves what a training has made as a model folder that extracts at once.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeModelFolder } from '../checkpoint/modelFolderWriter';
import type { WritableTensor } from '../checkpoint/safetensorsWriter';
import { writeTorchCheckpoint } from '../checkpoint/torchWriter';
import { notSaved } from './errors';
import type { PlainModel } from './plainModel';
import type { TrainingMaterial } from './prepareTraining';

/**
 * @param options torch: whether to write pytorch_model.bin too, which the reference reads
 * Errors: training.notSaved.
 */
export async function saveModel(
	folder: string,
	model: PlainModel,
	{ config, tokenizerFiles, typesText, heads }: TrainingMaterial,
	options: { readonly torch: boolean },
): Promise<void> {
	const tensors = new Map(
		[...model].map(([name, { shape, values }]): [string, WritableTensor] => [
			name,
			{
				dtype: 'float32',
				shape,
				bytes: () => new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
			},
		]),
	);
	try {
		// Before the folder's config.json, with which it becomes a model: one without what was asked for is not whole.
		if (options.torch) {
			await mkdir(folder, { recursive: true });
			await writeTorchCheckpoint(join(folder, 'pytorch_model.bin'), tensors);
		}
		await writeModelFolder(folder, {
			// What was chosen for the weights that the training began with is not for those that it made.
			config: { ...config, architecture: 'SpERT', spertVersion: '1.1', heads, thresholds: undefined },
			tensors,
			tokenizer: tokenizerFiles,
			types: typesText,
		});
	} catch (failure) {
		throw notSaved(folder, failure);
	}
}

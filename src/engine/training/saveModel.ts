// Saves the parameters of a training as a model folder that extracts at once.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeModelFolder } from '../checkpoint/modelFolderWriter';
import type { WritableTensor } from '../checkpoint/safetensorsWriter';
import { writeTorchCheckpoint } from '../checkpoint/torchWriter';
import type { ParameterStore } from './parameterStore';
import type { PreparedTraining } from './trainingRun';

/** @param options torch: whether to write pytorch_model.bin too, which the reference reads */
export async function saveModel(
	folder: string,
	store: ParameterStore,
	{ config, folder: source, typesPath, lowercase }: PreparedTraining,
	options: { readonly torch: boolean },
): Promise<void> {
	const tensors = new Map(
		[...store.parameters].map(([name, { shape, values }]): [string, WritableTensor] => [
			name,
			{
				dtype: 'float32',
				shape,
				bytes: () => new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
			},
		]),
	);
	await writeModelFolder(folder, {
		config: { ...config, architecture: 'SpERT', spertVersion: '1.1' },
		tensors,
		vocabulary: await readFile(join(source.tokenizerFolder, 'vocab.txt'), 'utf8'),
		lowercase,
		types: await readFile(typesPath, 'utf8'),
	});
	if (options.torch) {
		await writeTorchCheckpoint(join(folder, 'pytorch_model.bin'), tensors);
	}
}

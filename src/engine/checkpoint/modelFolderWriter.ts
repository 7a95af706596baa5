// Writes a model folder that readModelFolder and Hugging Face's tools read: config, weights, vocabulary and types.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../base/node/atomicFile';
import type { TokenizerFiles } from '../tokenizer/savedTokenizer';
import { formatConfig, type ModelConfig } from './config';
import { writeSafetensors, type WritableTensor } from './safetensorsWriter';

export interface ModelFolderContent {
	readonly config: ModelConfig;
	/** By the reference's names (encoderShapes, headShapes). */
	readonly tensors: ReadonlyMap<string, WritableTensor>;
	readonly tokenizer: TokenizerFiles;
	/** The text of types.json; undefined for an encoder. */
	readonly types: string | undefined;
}

/**
 * Writes the folder, making it if need be. config.json comes last: without it the folder is no model, so one that was
 * written half is never read.
 * Errors: those of the file system.
 */
export async function writeModelFolder(folder: string, content: ModelFolderContent): Promise<void> {
	const { config, tensors, tokenizer, types } = content;
	await mkdir(folder, { recursive: true });
	await writeSafetensors(join(folder, 'model.safetensors'), tensors);
	for (const [name, file] of tokenizer) {
		await writeFileAtomically(join(folder, name), file);
	}
	if (types !== undefined) {
		await writeFileAtomically(join(folder, 'types.json'), types);
	}
	await writeFileAtomically(join(folder, 'config.json'), formatConfig(config));
}

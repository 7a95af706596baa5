// Writes a model folder that readModelFolder and Hugging Face's tools read: config, weights, vocabulary and types.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../base/node/atomicFile';
import { longestSequence } from '../nn/encoder';
import { formatConfig, type ModelConfig } from './config';
import { writeSafetensors, type WritableTensor } from './safetensorsWriter';

export interface ModelFolderContent {
	readonly config: ModelConfig;
	/** By the reference's names (encoderShapes, headNames). */
	readonly tensors: ReadonlyMap<string, WritableTensor>;
	/** The text of vocab.txt. */
	readonly vocabulary: string;
	readonly lowercase: boolean;
	/** The text of types.json; undefined for an encoder. */
	readonly types: string | undefined;
}

/**
 * Writes the folder, making it if need be. config.json comes last: without it the folder is no model, so one that was
 * written half is never read.
 * Errors: those of the file system.
 */
export async function writeModelFolder(folder: string, content: ModelFolderContent): Promise<void> {
	const { config, tensors, vocabulary, lowercase, types } = content;
	await mkdir(folder, { recursive: true });
	await writeSafetensors(join(folder, 'model.safetensors'), tensors);
	await writeFileAtomically(join(folder, 'vocab.txt'), vocabulary);
	await writeFileAtomically(join(folder, 'tokenizer_config.json'), formatTokenizerConfig(config, lowercase));
	if (types !== undefined) {
		await writeFileAtomically(join(folder, 'types.json'), types);
	}
	await writeFileAtomically(join(folder, 'config.json'), formatConfig(config));
}

function formatTokenizerConfig(config: ModelConfig, lowercase: boolean): string {
	const json = {
		cls_token: '[CLS]',
		do_lower_case: lowercase,
		mask_token: '[MASK]',
		model_max_length: longestSequence(config),
		pad_token: '[PAD]',
		sep_token: '[SEP]',
		tokenizer_class: 'BertTokenizer',
		unk_token: '[UNK]',
	};
	return `${JSON.stringify(json, undefined, 2)}\n`;
}

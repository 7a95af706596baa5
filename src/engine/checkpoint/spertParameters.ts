// The weights of a model folder as float32 arrays, in the shape in which the engine's graphs take them.

import { type HeadWeights } from '../spert/splitHeads';
import { type ModelFolder } from './modelFolder';
import { selectSpertWeights } from './spertWeights';
import { readTensors, type TensorRecord } from './tensorDirectory';
import { toFloat32 } from './tensorMap';
import { readWeightsDirectory } from './weights';

export interface SpertParameters {
	/** By the reference's names: "bert.embeddings.word_embeddings.weight". May share memory, so never write to them. */
	readonly encoder: ReadonlyMap<string, Float32Array>;
	/** undefined for an encoder. */
	readonly heads: HeadWeights | undefined;
}

/**
 * Reads the weights that SpERT uses, and no others, as float32.
 * Errors: as readWeights and selectSpertWeights.
 */
export async function readSpertParameters(folder: ModelFolder): Promise<SpertParameters> {
	const { weightFiles, config, types } = folder;
	const directory = await readWeightsDirectory(weightFiles);
	const selected = selectSpertWeights(weightFiles.main, directory, config, types);
	const wanted = new Map<string, TensorRecord>([...selected.encoder, ...Object.entries(selected.heads ?? {})]);
	const tensors = await readTensors(wanted);
	const values = (name: string): Float32Array => toFloat32(tensors.get(name)!);
	const encoder = new Map([...selected.encoder.keys()].map((name) => [name, values(name)]));
	if (selected.heads === undefined) {
		return { encoder, heads: undefined };
	}
	const { entityWeight, relationWeight, sizeEmbeddings } = selected.heads;
	return {
		encoder,
		heads: {
			hiddenSize: config.hiddenSize,
			entityClassCount: entityWeight.shape[0]!,
			relationTypeCount: relationWeight.shape[0]!,
			sizeCount: sizeEmbeddings.shape[0]!,
			sizeEmbeddingSize: sizeEmbeddings.shape[1]!,
			entityWeight: values('entityWeight'),
			entityBias: values('entityBias'),
			relationWeight: values('relationWeight'),
			relationBias: values('relationBias'),
			sizeEmbeddings: values('sizeEmbeddings'),
		},
	};
}

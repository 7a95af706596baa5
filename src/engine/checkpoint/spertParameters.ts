// The weights of a model folder as float32 arrays, in the shape in which the engine's graphs take them.

import type { EncoderParameters } from '../quantization/quantizeEncoder';
import type { QuantizedMatrix } from '../quantization/quantizedMatrix';
import { referenceHeads } from '../spert/headDesign';
import { headWeights, type HeadWeights } from '../spert/headWeights';
import { type ModelFolder } from './modelFolder';
import { scaleName, selectSpertWeights } from './spertWeights';
import { readTensors, type TensorRecord } from './tensorDirectory';
import { toFloat32 } from './tensorMap';
import { readWeightsDirectory } from './weights';

/** The encoder's weights by the reference's names ("bert.embeddings.word_embeddings.weight"), and the heads. They may share memory, so never write to them. */
export interface SpertParameters extends EncoderParameters {
	/** undefined for an encoder. */
	readonly heads: HeadWeights | undefined;
}

/**
 * Reads the weights that SpERT uses, and no others: as float32, and what is stored as int8 as it is.
 * Errors: as readWeights and selectSpertWeights.
 */
export async function readSpertParameters(folder: ModelFolder): Promise<SpertParameters> {
	const { weightFiles, config, types } = folder;
	const directory = await readWeightsDirectory(weightFiles);
	const selected = selectSpertWeights(weightFiles.main, directory, config, types);
	const wanted = new Map<string, TensorRecord>([
		...selected.encoder,
		...[...selected.scales].map(([name, scale]) => [scaleName(name), scale] as const),
		...(selected.heads?.tensors ?? []),
	]);
	const tensors = await readTensors(wanted);
	const values = (name: string): Float32Array => toFloat32(tensors.get(name)!);
	const encoder = new Map<string, Float32Array>();
	const quantized = new Map<string, QuantizedMatrix>();
	for (const name of selected.encoder.keys()) {
		if (selected.scales.has(name)) {
			const { shape, bytes } = tensors.get(name)!;
			const int8 = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
			quantized.set(name, { rows: shape[0]!, columns: shape[1]!, values: int8, scales: values(scaleName(name)) });
		} else {
			encoder.set(name, values(name));
		}
	}
	const heads = selected.heads && headWeights(config.heads ?? referenceHeads, selected.heads, values);
	return { encoder, quantized, heads };
}

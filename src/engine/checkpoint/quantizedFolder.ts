// Writes a model folder again with its encoder's weights in int8. Large matrices of the classifiers are rounded to float16;
// everything else is copied as it is.

import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EncoderParameters } from '../quantization/quantizeEncoder';
import { headShapes } from '../spert/headDesign';
import { headParameters, type HeadWeights } from '../spert/headWeights';
import { encoderShapes, scaleName } from './spertWeights';
import type { SpertModelFolder } from './modelFolder';
import { float32ToFloat16, largestFloat16 } from './floatFormats';
import { writeSafetensors, type WritableTensor } from './safetensorsWriter';
import { copyTokenizer } from './tokenizerCopy';

/**
 * Writes the folder, making it if need be; config.json comes last, so that one that was written half is no model.
 * @param parameters the model's, quantised
 * Errors: those of the file system.
 */
export async function writeQuantizedFolder(
	folder: string,
	source: SpertModelFolder,
	parameters: EncoderParameters,
	heads: HeadWeights,
): Promise<void> {
	await mkdir(folder, { recursive: true });
	await writeSafetensors(join(folder, 'model.safetensors'), new Map([...encoderTensors(source, parameters), ...headTensors(heads)]));
	await copyTokenizer(source.tokenizerFolder, folder);
	await copyFile(source.typesPath, join(folder, 'types.json'));
	await copyFile(join(source.path, 'config.json'), join(folder, 'config.json'));
}

function* encoderTensors({ config }: SpertModelFolder, { encoder, quantized }: EncoderParameters): Generator<[string, WritableTensor]> {
	for (const [name, shape] of encoderShapes(config)) {
		const matrix = quantized.get(name);
		if (matrix === undefined) {
			yield [name, floats(shape, encoder.get(name))];
		} else {
			yield [name, { dtype: 'int8', shape, bytes: () => bytesOf(matrix.values) }];
			yield [scaleName(name), floats([matrix.rows], matrix.scales)];
		}
	}
}

function* headTensors(heads: HeadWeights): Generator<[string, WritableTensor]> {
	const parameters = headParameters(heads);
	for (const [name, shape] of headShapes(heads.design, heads)) {
		const values = parameters.get(name);
		yield [name, values !== undefined && isWorthHalving(values) ? halves(shape, values) : floats(shape, values)];
	}
}

/** Hidden layers and projections have this many values and more; the last layers, which calibration scales, have fewer. */
const manyValues = 65_536;

function isWorthHalving(values: Float32Array): boolean {
	return values.length >= manyValues && values.every((value) => Math.abs(value) <= largestFloat16);
}

function halves(shape: readonly number[], values: Float32Array): WritableTensor {
	return { dtype: 'float16', shape, bytes: () => bytesOf(float32ToFloat16(values)) };
}

function floats(shape: readonly number[], values: Float32Array | undefined): WritableTensor {
	if (values === undefined) {
		throw new Error('A weight that is neither quantised nor float32 cannot be written.');
	}
	return { dtype: 'float32', shape, bytes: () => bytesOf(values) };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Uint16Array | Int8Array): Uint8Array {
	return new Uint8Array(buffer, byteOffset, byteLength);
}

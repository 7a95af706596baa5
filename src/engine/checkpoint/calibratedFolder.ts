// Writes a model folder again with its scores scaled and with thresholds of its own. The scaling goes into the last layer of each
// classifier, (W x + b) × slope + offset = (slope W) x + (slope b + offset): the result is a model like any other.

import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { writeFileAtomically } from '../../base/node/atomicFile';
import type { LogitScaling } from '../calibration/scaling';
import { headNames } from '../spert/headDesign';
import type { RelationThresholds } from '../spert/relationThresholds';
import { largestConfig } from './config';
import { formatThresholds } from './configs/thresholds';
import { readJsonFile } from './jsonFile';
import type { SpertModelFolder } from './modelFolder';
import { writeSafetensors, type WritableTensor } from './safetensorsWriter';
import { toFloat32, type StoredTensor } from './tensorMap';
import { copyTokenizer } from './tokenizerCopy';
import { readWeights } from './weights';

export interface FolderCalibration {
	/** Added to the entity classifier's logit of "no entity". */
	readonly noEntityOffset: number;
	/** The entity classifier's logits are then divided by it. */
	readonly temperature: number;
	readonly relations: LogitScaling;
	/** Absent: as they are. */
	readonly thresholds?: RelationThresholds;
}

/**
 * Writes the folder, making it if need be; config.json comes last, so that one that was written half is no model. All tensors
 * but the scaled ones stay as they are, bit by bit.
 * Errors: as readWeights; those of the file system.
 */
export async function writeCalibratedFolder(
	folder: string,
	source: SpertModelFolder,
	{ noEntityOffset, temperature, relations, thresholds }: FolderCalibration,
): Promise<void> {
	const stored = await readWeights(source.path);
	const config = z.record(z.string(), z.unknown()).parse(await readJsonFile(join(source.path, 'config.json'), largestConfig));
	const tensors = new Map<string, WritableTensor>([...stored].map(([name, tensor]) => [name, asItIs(tensor)]));
	const changes: Readonly<Record<string, (value: number, index: number) => number>> = {
		[headNames.entityWeight]: (value) => value / temperature,
		// "No entity" is the first class.
		[headNames.entityBias]: (value, index) => (index === 0 ? value + noEntityOffset : value) / temperature,
		[headNames.relationWeight]: (value) => relations.slope * value,
		[headNames.relationBias]: (value) => relations.slope * value + relations.offset,
	};
	for (const [own, change] of Object.entries(changes)) {
		const [name, tensor] = tensorCalled(own, stored);
		tensors.set(name, changed(tensor, change));
	}
	await mkdir(folder, { recursive: true });
	await writeSafetensors(join(folder, 'model.safetensors'), tensors);
	await copyTokenizer(source.tokenizerFolder, folder);
	await copyFile(source.typesPath, join(folder, 'types.json'));
	const written = { ...config, ...formatThresholds(thresholds) };
	await writeFileAtomically(join(folder, 'config.json'), `${JSON.stringify(written, undefined, 2)}\n`);
}

/** Whatever prefix the checkpoint's names have. */
function tensorCalled(own: string, stored: ReadonlyMap<string, StoredTensor>): [string, StoredTensor] {
	const found = [...stored].find(([name]) => name === own || name.endsWith(`.${own}`));
	if (found === undefined) {
		throw new Error(`A model that was taken for SpERT has no ${own}.`);
	}
	return found;
}

function asItIs({ dtype, shape, bytes }: StoredTensor): WritableTensor {
	return { dtype, shape, bytes: () => bytes };
}

/** In float32, whatever it was: rounding the result once more would change what was measured. */
function changed(tensor: StoredTensor, change: (value: number, index: number) => number): WritableTensor {
	const values = toFloat32(tensor).map(change);
	return { dtype: 'float32', shape: tensor.shape, bytes: () => new Uint8Array(values.buffer, values.byteOffset, values.byteLength) };
}

// The state of a training as one file: the parameters that are trained, their moments and averages, and how far it is. Replaced
// atomically, so a training that is killed at any moment resumes from the last whole one.

import { readTensors } from '../checkpoint/tensorDirectory';
import { withByteFile } from '../checkpoint/byteFile';
import { readSafetensorsMetadata } from '../checkpoint/safetensors';
import { writeSafetensors, type WritableTensor } from '../checkpoint/safetensorsWriter';
import { toFloat32 } from '../checkpoint/tensorMap';
import { readDirectory } from '../checkpoint/weights';
import * as z from 'zod/mini';
import { notSaved, stateMalformed } from './errors';
import type { ParameterStore } from './parameterStore';

const progressSchema = z.object({
	/** Steps that are done. */
	globalIteration: z.number(),
	/** What the training depends on: one that differs is another training. */
	fingerprint: z.string(),
	/** What everything random is drawn from. */
	seed: z.number(),
	/** Parameters that have had a gradient. */
	withGradient: z.array(z.string()),
	/** The best evaluation so far, and how many came after it. */
	best: z.nullable(z.object({ score: z.number(), epoch: z.number() })),
	evaluationsSinceBest: z.number(),
	/** Epochs that were done at the last evaluation; null before the first. */
	evaluatedEpoch: z._default(z.nullable(z.number()), null),
});
export type TrainingProgress = Omit<z.infer<typeof progressSchema>, 'withGradient'>;

const metadataKey = 'spert_training';

/** Errors: training.notSaved; the state that was there before stays as it is. */
export async function writeTrainingState(path: string, store: ParameterStore, progress: TrainingProgress): Promise<void> {
	const tensors = new Map<string, WritableTensor>();
	const withGradient: string[] = [];
	for (const { name, shape, values, state } of store.parameters.values()) {
		if (state === undefined) {
			continue;
		}
		const { firstMoment: first, secondMoment: second, average } = state;
		const arrays = { parameter: values, first, second, ...(average && { average }) };
		for (const [role, array] of Object.entries(arrays)) {
			const bytes = (): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
			tensors.set(`${role}.${name}`, { dtype: 'float32', shape, bytes });
		}
		if (state.hasHadGradient) {
			withGradient.push(name);
		}
	}
	await writeSafetensors(path, tensors, { [metadataKey]: JSON.stringify({ ...progress, withGradient }) }).catch((failure: unknown) => {
		throw notSaved(path, failure);
	});
}

/** Fills the store, which has the weights that a new training starts from, from a state file. Errors: training.stateMalformed, and those of reading the file. */
export async function readTrainingState(path: string, store: ParameterStore): Promise<TrainingProgress> {
	const progress = await readTrainingProgress(path);
	const tensors = await readTensors(await withByteFile(path, readDirectory));
	const withGradient = new Set(progress.withGradient);
	const copy = (name: string, target: Float32Array): void => {
		const tensor = tensors.get(name);
		if (tensor === undefined || toFloat32(tensor).length !== target.length) {
			throw stateMalformed(path, `it lacks "${name}"`);
		}
		target.set(toFloat32(tensor));
	};
	for (const { name, values, state } of store.parameters.values()) {
		if (state !== undefined) {
			copy(`parameter.${name}`, values);
			copy(`first.${name}`, state.firstMoment);
			copy(`second.${name}`, state.secondMoment);
			if (state.average !== undefined) {
				copy(`average.${name}`, state.average);
			}
			state.hasHadGradient = withGradient.has(name);
		}
	}
	return progress;
}

/** How far the training of a state file is, without its tensors. Errors: training.stateMalformed. */
export async function readTrainingProgress(path: string): Promise<z.infer<typeof progressSchema>> {
	const metadata = await withByteFile(path, readSafetensorsMetadata);
	try {
		return progressSchema.parse(JSON.parse(metadata[metadataKey] ?? ''));
	} catch {
		throw stateMalformed(path, 'it does not say how far the training was');
	}
}

// Reads how a model was calibrated from its folder: the scaling from calibration.json, the thresholds from its config.

import { join } from 'node:path';
import * as z from 'zod/mini';
import type { TypeSet } from '../../corpus/types';
import type { FolderCalibration } from './calibratedFolder';
import { calibratedForOtherTypes, notCalibrated } from './errors';
import { readTextFile } from './jsonFile';
import { readModelFolder, requireSpert } from './modelFolder';

/** In bytes; the figures of a model with many relation types fit many times. */
const largestReport = 2 ** 20;
const name = 'calibration.json';

const scalingSchema = z.object({
	noEntityOffset: z.number(),
	temperature: z.number().check(z.positive()),
	relationSlope: z.number().check(z.positive()),
	relationOffset: z.number(),
});

export interface KeptCalibration extends FolderCalibration {
	/** calibration.json as it is. */
	readonly report: string;
}

/**
 * @param types those of the model that is to be calibrated likewise
 * Errors: checkpoint.notCalibrated, checkpoint.calibratedForOtherTypes; as readModelFolder.
 */
export async function readCalibration(path: string, types: TypeSet): Promise<KeptCalibration> {
	const { config, types: own } = requireSpert(await readModelFolder(path));
	if (identifiersOf(own) !== identifiersOf(types)) {
		throw calibratedForOtherTypes(path);
	}
	const report = await readTextFile(join(path, name), largestReport).catch((failure: unknown) => {
		throw notCalibrated(path, failure);
	});
	let scaling: z.infer<typeof scalingSchema>;
	try {
		scaling = scalingSchema.parse(JSON.parse(report));
	} catch (failure) {
		throw notCalibrated(path, failure);
	}
	const { noEntityOffset, temperature, relationSlope: slope, relationOffset: offset } = scaling;
	return { noEntityOffset, temperature, relations: { slope, offset }, ...(config.thresholds && { thresholds: config.thresholds }), report };
}

function identifiersOf({ entities, relations }: TypeSet): string {
	return JSON.stringify([entities, relations].map((types) => types.map(({ identifier }) => identifier)));
}

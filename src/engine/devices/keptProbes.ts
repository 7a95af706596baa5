// What trying devices found out, on disk, so that the next start need not try them again. Results under another stamp are of
// another machine, driver or release, and are not read.

import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod/mini';
import { devices, type Device } from '../../base/device';
import type { DeviceState, GraphicsProcessor } from '../../base/deviceReport';
import { graphicsSchema, triedStateSchema } from '../../base/deviceSchemas';
import { writeFileAtomically } from '../../base/node/atomicFile';

const keptSchema = z.object({
	stamp: z.string(),
	graphics: graphicsSchema,
	states: z.array(z.object({ device: z.enum(devices), state: triedStateSchema })),
});

export interface KeptProbes {
	readonly graphics: readonly GraphicsProcessor[];
	readonly states: readonly { readonly device: Device; readonly state: DeviceState }[];
}

/** Undefined where nothing is kept under this stamp. */
export async function readKeptProbes(path: string, stamp: string): Promise<KeptProbes | undefined> {
	try {
		const value: unknown = JSON.parse(await readFile(path, 'utf8'));
		const result = keptSchema.safeParse(value);
		return result.success && result.data.stamp === stamp ? result.data : undefined;
	} catch {
		// Not there, or damaged: trying the devices makes it anew.
		return undefined;
	}
}

/** Errors: those of the file system. */
export async function writeKeptProbes(path: string, stamp: string, kept: KeptProbes): Promise<void> {
	await mkdir(dirname(path), { recursive: true });
	await writeFileAtomically(path, JSON.stringify({ ...kept, stamp }));
}

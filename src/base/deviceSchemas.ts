// The forms of deviceReport.ts as schemas, for whoever reads them from a message or a file.

import * as z from 'zod/mini';
import { deviceProblemKinds } from './deviceReport';

export const deviceProblemSchema = z.object({ kind: z.enum(deviceProblemKinds), detail: z.string() });

export const graphicsSchema = z.array(z.object({ name: z.string(), memory: z.nullable(z.number()), driver: z.string() }));

const workingSchema = z.object({
	kind: z.literal('works'),
	probe: z.object({
		adapter: z.string(),
		driver: z.string(),
		isSoftware: z.boolean(),
		nodesOnDevice: z.number(),
		processorOperators: z.array(z.string()),
		firstResult: z.number(),
		run: z.number(),
		processorRun: z.number(),
		largestDifference: z.number(),
		hasFloat16: z.boolean(),
	}),
});
const brokenSchema = z.object({ kind: z.literal('problem'), problem: deviceProblemSchema });

export const deviceStateSchema = z.discriminatedUnion('kind', [workingSchema, brokenSchema, z.object({ kind: z.literal('unknown') })]);

/** Of a device that was tried. */
export const triedStateSchema = z.discriminatedUnion('kind', [workingSchema, brokenSchema]);

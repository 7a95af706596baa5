// What the engine tells of devices, as messages: the forms of base/deviceReport.ts, validated where they arrive.

import * as z from 'zod/mini';
import { deviceChoices, devices } from '../base/device';
import type { DeviceFallback, DeviceReport } from '../base/deviceReport';
import { deviceProblemSchema, deviceStateSchema, graphicsSchema } from '../base/deviceSchemas';

const deviceSchema = z.enum(devices);
export const deviceChoiceSchema = z.enum(deviceChoices);

const benchmarkSchema = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('measured'), device: deviceSchema, sentencesPerSecond: z.number(), loadTime: z.number() }),
	z.object({ kind: z.literal('problem'), device: deviceSchema, problem: deviceProblemSchema }),
]);

export const deviceReportSchema: z.ZodMiniType<DeviceReport> = z.object({
	runtimeVersion: z.string(),
	system: z.string(),
	processor: z.string(),
	cores: z.number(),
	memory: z.number(),
	graphics: graphicsSchema,
	devices: z.array(z.object({ device: deviceSchema, isBundled: z.boolean(), state: deviceStateSchema })),
	automatic: deviceSchema,
	benchmarks: z.array(benchmarkSchema),
});

export const deviceFallbackSchema: z.ZodMiniType<DeviceFallback> = z.object({ wanted: deviceChoiceSchema, problem: deviceProblemSchema });

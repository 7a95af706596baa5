// What the engine tells of devices, as messages: the forms of base/deviceReport.ts, validated where they arrive.

import * as z from 'zod/mini';
import { deviceChoices, devices } from '../base/device';
import { deviceProblemKinds, type DeviceFallback, type DeviceReport } from '../base/deviceReport';

const deviceSchema = z.enum(devices);
export const deviceChoiceSchema = z.enum(deviceChoices);

const problemSchema = z.object({ kind: z.enum(deviceProblemKinds), detail: z.string() });

const probeSchema = z.object({
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
});

const stateSchema = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('works'), probe: probeSchema }),
	z.object({ kind: z.literal('problem'), problem: problemSchema }),
	z.object({ kind: z.literal('unknown') }),
]);

const benchmarkSchema = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('measured'), device: deviceSchema, sentencesPerSecond: z.number(), loadTime: z.number() }),
	z.object({ kind: z.literal('problem'), device: deviceSchema, problem: problemSchema }),
]);

export const deviceReportSchema: z.ZodMiniType<DeviceReport> = z.object({
	runtimeVersion: z.string(),
	system: z.string(),
	processor: z.string(),
	cores: z.number(),
	memory: z.number(),
	graphics: z.array(z.object({ name: z.string(), memory: z.nullable(z.number()), driver: z.string() })),
	devices: z.array(z.object({ device: deviceSchema, isBundled: z.boolean(), state: stateSchema })),
	automatic: deviceSchema,
	benchmarks: z.array(benchmarkSchema),
});

export const deviceFallbackSchema: z.ZodMiniType<DeviceFallback> = z.object({ wanted: deviceChoiceSchema, problem: problemSchema });

// What a training process writes and others read: the lines of progress.jsonl in a run's log folder, and those of its standard
// output. Files outlive releases and may be edited by anyone, so every line is validated, and unknown ones are passed over.

import * as z from 'zod/mini';

/** In a run's log folder. */
export const progressFileName = 'progress.jsonl';

const count = z.number().check(z.int(), z.nonnegative());
const time = z.number();

/** A line on standard output of `spert train --format json`: a run begins (or is resumed). Paths are absolute. */
const trainingOutputLineSchema = z.object({
	kind: z.literal('run'),
	/** From 1 to `count`. */
	number: count,
	count,
	saveFolder: z.string(),
	logFolder: z.string(),
});
export type TrainingOutputLine = z.infer<typeof trainingOutputLineSchema>;

/** Percentages from 0 to 100; null where undefined. */
export const scoreSchema = z.object({
	precision: z.nullable(z.number()),
	recall: z.nullable(z.number()),
	f1: z.nullable(z.number()),
});
export const settingScoresSchema = z.object({
	micro: scoreSchema,
	macro: scoreSchema,
	/** By type identifier; support counts annotated ones. */
	types: z.record(z.string(), z.extend(scoreSchema, { support: count })),
});
export const scoresSchema = z.object({ ner: settingScoresSchema, rel: settingScoresSchema, rel_nec: settingScoresSchema });
export type Scores = z.infer<typeof scoresSchema>;

/** `time` is in milliseconds since 1970. A "started" line with startIteration > 0 takes back the lines after that iteration. */
const progressLineSchema = z.discriminatedUnion('kind', [
	z.object({
		kind: z.literal('started'),
		time,
		updatesPerEpoch: count,
		totalUpdates: count,
		startIteration: count,
		/** Absent in files of earlier versions. */
		label: z.optional(z.nullable(z.string())),
		epochs: z.optional(count),
		batchSize: z.optional(count),
		accumulationSteps: z.optional(count),
		encoderLayers: z.optional(count),
		/** The lowest ones, which stay as they are. */
		frozenLayers: z.optional(count),
		/** 0: no LoRA. */
		loraRank: z.optional(count),
		device: z.optional(z.string()),
	}),
	z.object({
		kind: z.literal('step'),
		time,
		entityLoss: z.number(),
		relationLoss: z.number(),
		/** From 0. */
		epoch: count,
		/** From 1, over all epochs. */
		globalIteration: count,
		nextLearningRate: z.number(),
		/** Resident memory of the process, in bytes. */
		memory: z.optional(z.number()),
	}),
	z.object({ kind: z.literal('warning'), time, message: z.string() }),
	/** What the frozen layers give, or what teachers say, is computed, of so many documents. In files of earlier versions it is the former. */
	z.object({ kind: z.literal('preparing'), time, what: z._default(z.enum(['frozenLayers', 'teachers']), 'frozenLayers'), done: count, total: count }),
	z.object({ kind: z.literal('evaluating'), time, epoch: count }),
	z.object({ kind: z.literal('evaluated'), time, epoch: count, isBest: z.boolean(), scores: scoresSchema }),
	z.object({ kind: z.literal('stateSaved'), time, globalIteration: count }),
	/** modelHash: absent in files of earlier versions. */
	z.object({ kind: z.literal('finished'), time, modelFolder: z.string(), stoppedEarly: z.boolean(), modelHash: z.optional(z.string()) }),
]);
export type ProgressLine = z.infer<typeof progressLineSchema>;

/** Undefined for what is no such line. */
export function readProgressLine(line: string): ProgressLine | undefined {
	return readLine(progressLineSchema, line);
}

/** Undefined for what is no such line. */
export function readTrainingOutputLine(line: string): TrainingOutputLine | undefined {
	return readLine(trainingOutputLineSchema, line);
}

function readLine<T>(schema: z.ZodMiniType<T>, line: string): T | undefined {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		return undefined;
	}
	const result = schema.safeParse(value);
	return result.success ? result.data : undefined;
}

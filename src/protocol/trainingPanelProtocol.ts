// The messages between the editor and the training panel. The panel gets whole pictures of the runs it shows, never increments,
// so it has no state that could go stale. Validated on arrival at both ends.

import * as z from 'zod/mini';
import { scoresSchema } from './trainingFiles';

const count = z.number().check(z.int(), z.nonnegative());

/** Longest list of runs side by side: as many as can be told apart. */
export const mostRuns = 6;

/**
 * stopping: asked to, saving its state. stopped: can be resumed. ended: without having said why, as when it was killed; can be
 * resumed from its last state. unknown: a run that this editor did not start.
 */
export const runStates = ['starting', 'running', 'stopping', 'stopped', 'finished', 'failed', 'ended', 'unknown'] as const;
export type RunState = (typeof runStates)[number];

/** Points of a curve over iterations, of equal length. */
const curveSchema = z.object({ x: z.array(z.number()), y: z.array(z.number()) });
export type Curve = z.infer<typeof curveSchema>;

const evaluationSchema = z.object({
	/** Epochs that were done. */
	epoch: count,
	isBest: z.boolean(),
	scores: scoresSchema,
});
export type RunEvaluation = z.infer<typeof evaluationSchema>;

export const runViewSchema = z.object({
	/** The log folder: what tells runs apart. */
	id: z.string(),
	name: z.string(),
	state: z.enum(runStates),
	/** Why it failed, in a sentence; empty if it did not. */
	failure: z.string(),
	/** Whether the panel may offer to stop it, to go on with it, and to use its model. */
	canStop: z.boolean(),
	canResume: z.boolean(),
	canUseModel: z.boolean(),
	/** 0 where not known yet. */
	updatesPerEpoch: count,
	totalUpdates: count,
	/** Updates that are done. */
	iteration: count,
	/** What it is doing besides updating: the epoch after which it evaluates. */
	evaluating: z.nullable(count),
	/** Or that it computes what its frozen layers give, or what its teachers say, of so many documents. */
	preparing: z.nullable(z.object({ what: z.enum(['frozenLayers', 'teachers']), done: count, total: count })),
	/** Documents of a batch, and batches of an update. */
	batchSize: z.nullable(count),
	accumulationSteps: z.nullable(count),
	/** Of the encoder's layers, all and the lowest ones that stay as they are; the rank of LoRA, 0 without. */
	encoderLayers: z.nullable(count),
	frozenLayers: z.nullable(count),
	loraRank: z.nullable(count),
	device: z.nullable(z.string()),
	sentencesPerSecond: z.nullable(z.number()),
	/** In milliseconds. */
	timeLeft: z.nullable(z.number()),
	/** In bytes. */
	memory: z.nullable(z.number()),
	/** Mean loss of the updates that a point stands for. */
	loss: curveSchema,
	smoothedLoss: curveSchema,
	learningRate: curveSchema,
	/** In the order of their epochs. */
	evaluations: z.array(evaluationSchema),
	warnings: z.array(z.string()),
});
export type RunView = z.infer<typeof runViewSchema>;

export const toTrainingPanelSchema = z.discriminatedUnion('kind', [
	/** All runs that are shown, in their order. */
	z.object({ kind: z.literal('runs'), runs: z.array(runViewSchema) }),
]);
export type ToTrainingPanel = z.infer<typeof toTrainingPanelSchema>;

const ofRun = { run: z.string() };
export const fromTrainingPanelSchema = z.discriminatedUnion('kind', [
	/** The page is there; what it showed before a reload. */
	z.object({ kind: z.literal('ready'), runs: z.array(z.string()) }),
	z.object({ kind: z.literal('stop'), ...ofRun }),
	z.object({ kind: z.literal('resume'), ...ofRun }),
	z.object({ kind: z.literal('useModel'), ...ofRun }),
	z.object({ kind: z.literal('showExamples'), ...ofRun }),
	z.object({ kind: z.literal('showOutput'), ...ofRun }),
	z.object({ kind: z.literal('remove'), ...ofRun }),
	/** Asks the person which runs to show beside these. */
	z.object({ kind: z.literal('addRuns') }),
	/** The page met a mistake of its own. */
	z.object({ kind: z.literal('failed'), message: z.string() }),
]);
export type FromTrainingPanel = z.infer<typeof fromTrainingPanelSchema>;

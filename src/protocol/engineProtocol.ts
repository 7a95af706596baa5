// The messages between a client and the engine process, over vscode-jsonrpc. Text and tokens go in, spans and scores come
// out; tensors never cross. Every message is validated where it arrives. docs/protocol.md is its prose.

import * as z from 'zod/mini';
import { devices } from '../base/device';
import type { DeviceFallback, DeviceReport } from '../base/deviceReport';
import { logLevels } from '../base/logger';
import { precisionChoices } from '../base/precision';
import { deviceChoiceSchema } from './deviceMessages';

/** Raised whenever a message changes; the handshake refuses a peer with another version. */
export const protocolVersion = 3;

/**
 * A request by its name, with the types of what goes and what comes. Not vscode-jsonrpc's own class: naming a message would
 * load that library, which costs a start of the editor 10 ms.
 */
export interface RequestMessage<Params, Result> {
	readonly method: string;
	/** Never there: it holds the types. */
	readonly types?: (params: Params) => Result;
}

/** A notification, likewise. */
export interface NotificationMessage<Params> {
	readonly method: string;
	/** Never there: it holds the type. */
	readonly types?: (params: Params) => void;
}

const count = z.number().check(z.int(), z.nonnegative());

/** Where a model is and how to run it. Paths are absolute. Equal locations are one loaded model. */
export const modelLocationSchema = z.object({
	modelPath: z.string(),
	tokenizerPath: z.optional(z.string()),
	typesPath: z.optional(z.string()),
	/** Threads of one computation, at least 1. */
	threads: z.number().check(z.int(), z.positive()),
	/** Absent: the processor. */
	device: z.optional(deviceChoiceSchema),
	/** Absent: auto. */
	precision: z.optional(z.enum(precisionChoices)),
	/** Megabytes that computing may need beside the model; absent: as many as are usual. */
	memory: z.optional(z.number().check(z.int(), z.positive())),
	/** URL of a server that reads sentences in place of this machine, with the model that it has; then the rest is not used. */
	serverUrl: z.optional(z.string()),
});
export type ModelLocation = z.infer<typeof modelLocationSchema>;

export const entityTypeSchema = z.object({ identifier: z.string(), short: z.string(), verbose: z.string() });
export const relationTypeSchema = z.extend(entityTypeSchema, { symmetric: z.boolean() });

/** What is known of a loaded model. */
export const modelInfoSchema = z.object({
	/** The folder's name. */
	name: z.string(),
	/** SHA-256 over weights, configuration, vocabulary and types, in hexadecimal. */
	hash: z.string(),
	/** What it runs on, as in the setting `spert.device`. */
	device: z.string(),
	/** What it computes in, as in the setting `spert.precision`; absent where nothing was computed, as for imported results. */
	precision: z.optional(z.string()),
	entityTypes: z.array(entityTypeSchema),
	relationTypes: z.array(relationTypeSchema),
	/** How long loading took, in milliseconds. */
	loadTime: z.number(),
	/** Scheme, host and port of the server that it is on; absent for one on this machine. */
	server: z.optional(z.string()),
});
export type ModelInfo = z.infer<typeof modelInfoSchema>;
export type EntityTypeInfo = z.infer<typeof entityTypeSchema>;
export type RelationTypeInfo = z.infer<typeof relationTypeSchema>;

/** What a prediction depends on besides model and text. */
export const extractionOptionsSchema = z.object({
	/** Longest span that is classified, in tokens. */
	maxSpanSize: z.number().check(z.int(), z.positive()),
	/** Relations with a lower score are dropped; absent: below the model's own thresholds. */
	relationThreshold: z.optional(z.number()),
});
export type ExtractionOptions = z.infer<typeof extractionOptionsSchema>;

/** An entity of one sentence; `type` numbers the model's entity types from 0. */
const sentenceEntitySchema = z.object({
	/** Token offsets, end exclusive. */
	start: count,
	end: count,
	type: count,
	score: z.number(),
	/** Probability of each entity type, in the model's order ("no entity" is what remains to 1). */
	probabilities: z.array(z.number()),
});

/** A relation of one sentence; head and tail number its entities, `type` the model's relation types, all from 0. */
const sentenceRelationSchema = z.object({ head: count, tail: count, type: count, score: z.number() });

export const sentenceResultSchema = z.object({
	entities: z.array(sentenceEntitySchema),
	relations: z.array(sentenceRelationSchema),
});
export type SentenceResult = z.infer<typeof sentenceResultSchema>;
export type SentenceEntity = z.infer<typeof sentenceEntitySchema>;

export const initializeParamsSchema = z.object({
	protocolVersion: z.number(),
	/** Devices on which an earlier engine process ended, and how: they are not used again. */
	lostDevices: z.optional(z.array(z.object({ device: z.enum(devices), detail: z.string() }))),
});
export type InitializeParams = z.infer<typeof initializeParamsSchema>;
export const initializeResultSchema = z.object({ protocolVersion: z.number(), processId: z.number() });
export type InitializeResult = z.infer<typeof initializeResultSchema>;

/** For the server of the location; goes to that server alone, and into no log. */
const serverToken = z.optional(z.string());

export const loadModelParamsSchema = z.object({ location: modelLocationSchema, serverToken });
export type LoadModelParams = z.infer<typeof loadModelParamsSchema>;

export const extractParamsSchema = z.object({
	location: modelLocationSchema,
	options: extractionOptionsSchema,
	/** Tokens of each sentence. */
	sentences: z.array(z.array(z.string())),
	serverToken,
	/** What loading the location gave, for one on a server: another model, put there in the meantime, does not answer. */
	servedModel: z.optional(modelInfoSchema),
});
export type ExtractParams = z.infer<typeof extractParamsSchema>;

/** One result a sentence, in the order of the request. */
export const extractResultSchema = z.object({ sentences: z.array(sentenceResultSchema) });
export type ExtractResult = z.infer<typeof extractResultSchema>;

export const logParamsSchema = z.object({ level: z.enum(logLevels), message: z.string() });
export type LogParams = z.infer<typeof logParamsSchema>;

/** First request: agrees on the protocol. */
export const initializeRequest: RequestMessage<InitializeParams, InitializeResult> = { method: 'engine/initialize' };

/** Loads a model, or answers at once where it is loaded. */
export const loadModelRequest: RequestMessage<LoadModelParams, ModelInfo> = { method: 'engine/loadModel' };

/** Predicts entities and relations of sentences. Cancelled by its token, between batches. */
export const extractRequest: RequestMessage<ExtractParams, ExtractResult> = { method: 'engine/extract' };

/** What is to be found out of the devices. */
export const devicesParamsSchema = z.object({
	/** Whether what was found out before is found out again. */
	again: z.boolean(),
	/** Absent: no benchmark. */
	benchmark: z.optional(z.object({ modelPath: z.string(), milliseconds: z.number().check(z.positive()) })),
});
export type DevicesParams = z.infer<typeof devicesParamsSchema>;

/** The devices of this machine, tried where that has not happened yet. Takes seconds. */
export const devicesRequest: RequestMessage<DevicesParams, DeviceReport> = { method: 'engine/devices' };

/** Something runs on the processor although another device was asked for. */
export const fallbackNotification: NotificationMessage<DeviceFallback> = { method: 'engine/fallback' };

/** A line for the client's log. */
export const logNotification: NotificationMessage<LogParams> = { method: 'engine/log' };

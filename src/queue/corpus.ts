// What a corpus is: the documents that were submitted under a name, with the model and the options that they are read with, and the
// port through which their results are collected. Where it is kept, on Redis or in a folder, is the adapters' matter.

import * as z from 'zod/mini';
import { precisions } from '../base/precision';
import { corpusNamePattern } from './corpusName';

const count = z.number().check(z.int(), z.nonnegative());
const sha256Schema = z.string().check(z.regex(/^[0-9a-f]{64}$/));

export const corpusSchema = z.object({
	version: z.literal(1),
	name: z.string().check(z.regex(corpusNamePattern)),
	model: z.object({
		name: z.string(),
		hash: sha256Schema,
		/** Identifiers, as results name them. */
		entityTypes: z.array(z.string()),
		relationTypes: z.array(z.string()),
	}),
	/** All that results depend on besides text and model. */
	options: z.object({
		maxSpanSize: z.number().check(z.int(), z.positive()),
		entityThreshold: z.number(),
		/** Absent: the model's own. */
		relationThreshold: z.optional(z.number()),
		precision: z.enum(precisions),
	}),
	/** Documents of a shard of the results. */
	shardSize: z.number().check(z.int(), z.positive()),
});
export type Corpus = z.infer<typeof corpusSchema>;

/** Why a document has no result: an error's details. */
export const failureSchema = z.object({
	code: z.string().check(z.regex(/^\w+\.\w+$/)),
	problem: z.string(),
	remedy: z.string(),
});
export type Failure = z.infer<typeof failureSchema>;

/** A document in the order in which it was submitted. Its job is named by what decides its result, so equal documents are one job. */
export const acceptedSchema = z.object({
	file: z.string(),
	job: sha256Schema,
	/** Of its text in UTF-8. */
	sha256: sha256Schema,
	/** Of its text, in UTF-16 units. */
	length: count,
});
export type AcceptedDocument = z.infer<typeof acceptedSchema>;

/** A document that could not be submitted, as it could not be read. */
export const refusedSchema = z.object({ file: z.string(), failure: failureSchema });
export type RefusedDocument = z.infer<typeof refusedSchema>;

export const submittedSchema = z.union([acceptedSchema, refusedSchema]);
export type SubmittedDocument = z.infer<typeof submittedSchema>;

export type JobState =
	| { readonly kind: 'waiting' }
	| { readonly kind: 'done' }
	| { readonly kind: 'failed'; readonly failure: Failure }
	/** It was collected, or it has been lost. */
	| { readonly kind: 'missing' };

export interface CorpusStatus {
	/** Documents that were submitted. */
	readonly documents: number;
	/** Nobody has begun with them. */
	readonly waiting: number;
	readonly active: number;
	/** They failed and will be tried again after a pause. */
	readonly delayed: number;
	/** They have a result, collected or not. */
	readonly done: number;
	/** They were tried as often as they are, or could not be submitted at all. */
	readonly failed: number;
	/** Whether somebody is submitting, so that more may come. */
	readonly submitting: boolean;
	/** Documents a second over the last minutes; undefined where nothing tells. */
	readonly rate: number | undefined;
}

/**
 * Whether nothing is left to be done: something was submitted and nobody is submitting; no document waits for its first or its next
 * try, and none is in anybody's hands, of whom others may have to take it over.
 */
export function isSettled({ documents, waiting, active, delayed, submitting }: CorpusStatus): boolean {
	return documents > 0 && !submitting && waiting + active + delayed === 0;
}

/** How long the rest takes at that rate, in seconds; undefined where nothing tells. */
export function timeLeft({ waiting, active, delayed }: CorpusStatus, rate: number | undefined): number | undefined {
	return rate === undefined || rate <= 0 ? undefined : (waiting + active + delayed) / rate;
}

/** A failure with the documents that it befell. */
export interface FailedDocument {
	readonly file: string;
	readonly failure: Failure;
}

/** What one process at a time may do, for as long as others hear of it. */
export interface Claim {
	/** Whether it is ours still: a process that was held up may have lost it to another. */
	isHeld(): Promise<boolean>;
	end(): Promise<void>;
}

/** Where a corpus is kept while it is read. Errors: queue.…, and those of the file system. */
export interface CorpusQueue {
	/** Undefined where nothing was submitted under the name. */
	corpus(): Promise<Corpus | undefined>;
	documentCount(): Promise<number>;
	/** In the order in which they were submitted. @param end exclusive */
	documents(from: number, end: number): Promise<readonly SubmittedDocument[]>;
	states(jobs: readonly string[]): Promise<readonly JobState[]>;
	/** Packed results, untrusted; undefined for jobs without one. */
	results(jobs: readonly string[]): Promise<readonly (Uint8Array | undefined)[]>;
	/** Sets a job apart whose result is of no use. */
	refuse(job: string, failure: Failure): Promise<void>;
	/** Forgets jobs with results, which are collected. */
	release(jobs: readonly string[]): Promise<void>;
	/** Shards, from 0, whose documents were released. */
	collectedShards(): Promise<ReadonlySet<number>>;
	markCollected(shard: number): Promise<void>;
	/** The right to collect; or who has it, for people. */
	claimCollecting(): Promise<Claim | string>;
	status(): Promise<CorpusStatus>;
	/** Puts back what was set apart. @returns how many jobs */
	retry(): Promise<number>;
	/** Removes everything, results that are not collected included. */
	cancel(): Promise<void>;
}

/** What is known of a document as it is submitted. */
export interface DocumentJob {
	readonly format: string;
	/** How it is read, as JSON; '' as usual. */
	readonly readOptions: string;
}

export type Submission =
	| { readonly kind: 'accepted'; readonly document: AcceptedDocument; readonly job: DocumentJob; readonly text: string; readonly path: string }
	| { readonly kind: 'refused'; readonly document: RefusedDocument };

export interface Added {
	/** Documents that were not there, or were there with another content. */
	readonly documents: number;
	/** Jobs that were made for them. */
	readonly jobs: number;
}

/** Where documents are submitted to. */
export interface CorpusIntake {
	/**
	 * Begins the corpus, or finds that it has begun with the same model and options. What is returned is what holds.
	 * Errors: queue.corpusDiffers.
	 */
	begin(corpus: Corpus): Promise<Corpus>;
	/** Says that more documents may come, until it is ended. */
	announce(): Promise<Pick<Claim, 'end'>>;
	/** Jobs that nobody has begun with. */
	waiting(): Promise<number>;
	/** Submits documents; those that are there already change nothing. */
	add(documents: readonly Submission[]): Promise<Added>;
}

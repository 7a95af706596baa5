// What `spert corpus … --json` prints and the editor reads: how a corpus stands, and what became of what was asked. An object a line;
// every line is validated where it arrives.

import * as z from 'zod/mini';

const count = z.number().check(z.int(), z.nonnegative());
const failure = { code: z.string(), problem: z.string(), remedy: z.string() };

export const corpusLineSchema = z.discriminatedUnion('kind', [
	z.object({
		kind: z.literal('status'),
		name: z.string(),
		/** The queue's address, without user and password, or a folder. */
		place: z.string(),
		model: z.object({ name: z.string(), hash: z.string() }),
		/** That were submitted. */
		documents: count,
		waiting: count,
		active: count,
		/** They failed and will be tried again. */
		delayed: count,
		done: count,
		/** They were set apart, or could not be submitted at all. */
		failed: count,
		/** Whether somebody is submitting, so that more may come. */
		submitting: z.boolean(),
		/** Documents a second; absent where nothing tells. */
		rate: z.optional(z.number()),
		secondsLeft: z.optional(z.number()),
		/** Where they were asked for. */
		failures: z.optional(z.array(z.object({ file: z.string(), ...failure }))),
	}),
	/** `found` documents, of which `documents` are new or changed, `jobs` are to be read and `refused` cannot be. */
	z.object({ kind: z.literal('submitted'), name: z.string(), place: z.string(), found: count, documents: count, jobs: count, refused: count }),
	/** All of them: `results` and `failures` are `documents` together. */
	z.object({ kind: z.literal('collected'), documents: count, results: count, failures: count }),
	/** So many jobs were put back. */
	z.object({ kind: z.literal('retried'), jobs: count }),
	z.object({ kind: z.literal('cancelled') }),
	z.object({ kind: z.literal('failed'), ...failure }),
]);
export type CorpusLine = z.infer<typeof corpusLineSchema>;
export type CorpusStatusLine = Extract<CorpusLine, { readonly kind: 'status' }>;
export type CorpusFailure = NonNullable<CorpusStatusLine['failures']>[number];

/** Undefined for what is no such line. */
export function readCorpusLine(text: string): CorpusLine | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return undefined;
	}
	const result = corpusLineSchema.safeParse(value);
	return result.success ? result.data : undefined;
}

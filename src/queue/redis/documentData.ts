// What a job of BullMQ's carries: everything of a document but its text, which is beside it in bytes instead of in JSON.

import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Corpus } from '../corpus';

export const documentDataSchema = z.object({
	version: z.literal(1),
	/** For whoever looks into the queue. */
	file: z.string(),
	/** Of the text. */
	sha256: z.string(),
	/** Of the model and the options that it is to be read with. */
	reading: z.string(),
	format: z.string(),
	readOptions: z.string().check(z.maxLength(8 * 1024 * 1024)),
});
export type DocumentData = z.infer<typeof documentDataSchema>;

/** Equal for corpora that are read the same. */
export function readingKey({ model, options }: Corpus): string {
	return createHash('sha256').update(JSON.stringify([model.hash, options])).digest('hex');
}

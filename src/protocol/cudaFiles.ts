// What `spert devices --get-cuda --json` prints and the editor reads: what would be downloaded, how it is getting on, where it
// is. An object a line.

import * as z from 'zod/mini';

const planSchema = z.object({
	url: z.string(),
	/** Of the download. */
	bytes: z.number(),
	licence: z.string(),
	/** Where the libraries go. */
	folder: z.string(),
	isThere: z.boolean(),
});
export type CudaPlan = z.infer<typeof planSchema>;

const lineSchema = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('plan'), plan: planSchema }),
	z.object({ kind: z.literal('progress'), done: z.number(), total: z.number() }),
	z.object({ kind: z.literal('installed'), folder: z.string() }),
	z.object({ kind: z.literal('failed'), code: z.string(), problem: z.string(), remedy: z.string() }),
]);
export type CudaLine = z.infer<typeof lineSchema>;

/** Undefined for what is no such line. */
export function readCudaLine(text: string): CudaLine | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return undefined;
	}
	const result = lineSchema.safeParse(value);
	return result.success ? result.data : undefined;
}

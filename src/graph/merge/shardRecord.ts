// One line of a shard: what was found in one document, as `spert extract --format json` prints it. Validated, for shards may come
// from other machines.

import * as z from 'zod/mini';
import type { ExtractionReport } from '../../extraction/extractionReport';
import { wellFormed } from '../../exchange/references';
import { shardMalformed } from '../errors';

const offset = z.number().check(z.int(), z.nonnegative());
const score = z.number().check(z.gte(0), z.lte(1));
/** No name of a file, type or model and no form is longer. */
const text = z.string().check(z.maxLength(100_000));
const name = z.string().check(z.minLength(1), z.maxLength(10_000));

const entitySchema = z.object({
	id: name,
	type: text,
	text,
	score,
	start: offset,
	end: offset,
	startCodePoint: offset,
	endCodePoint: offset,
	line: offset,
	column: offset,
	endLine: offset,
	endColumn: offset,
	/** 0 in results of earlier versions, which do not tell. */
	sentence: z._default(offset, 0),
});
export type ShardEntity = z.infer<typeof entitySchema>;

const recordSchema = z.object({
	file: name,
	model: z.object({ name, hash: name }),
	entities: z.array(entitySchema),
	relations: z.array(z.object({ type: text, symmetric: z.boolean(), head: name, tail: name, score })),
	sentences: z._default(z.array(z.object({ number: offset, start: offset, end: offset, text: z.string() })), []),
	acronyms: z.optional(z.array(z.object({ short: text, long: text }))),
});
export type ShardRecord = z.infer<typeof recordSchema>;

/** What a shard holds is what is printed: checked by the compiler. */
export type PrintedRecord = ExtractionReport extends z.input<typeof recordSchema> ? true : never;

/** @param where file and line, for messages. Errors: graph.shardMalformed. */
export function parseRecord(line: string, where: string): ShardRecord {
	let value: unknown;
	try {
		// No file can hold halves of surrogate pairs: only escapes can.
		value = JSON.parse(line, /\\u[dD]/.test(line) ? (_key, item: unknown) => (typeof item === 'string' ? wellFormed(item) : item) : undefined);
	} catch {
		throw shardMalformed(where, 'is not JSON');
	}
	const record = recordSchema.safeParse(value);
	if (!record.success) {
		const [issue] = record.error.issues;
		throw shardMalformed(where, `is no result of an extraction: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
	}
	return record.data;
}

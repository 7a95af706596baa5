// A document's result as workers hand it in, and what is checked before it is believed: workers are other machines, and whoever has
// the queue's password could be one.

import { gzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import type { ExtractionReport } from '../extraction/extractionReport';
import type { AcceptedDocument, Corpus } from './corpus';
import { unpack } from './documentJob';

/** In bytes of JSON. The largest document that may be submitted gives less. */
const largestResult = 256 * 1024 * 1024;

const offset = z.number().check(z.int(), z.nonnegative());
const ordinal = z.number().check(z.int(), z.positive());
const score = z.number().check(z.gte(0), z.lte(1));
const spanSchema = z.object({ start: offset, end: offset });

/** In the order in which `spert extract` prints them: what is checked is written in the order of its schema. */
const reportSchema = z.object({
	device: z.optional(z.string().check(z.maxLength(64))),
	precision: z.optional(z.string().check(z.maxLength(64))),
	entities: z.array(
		z.object({
			id: z.string().check(z.maxLength(32)),
			type: z.string(),
			text: z.string(),
			score,
			start: offset,
			end: offset,
			startCodePoint: offset,
			endCodePoint: offset,
			line: ordinal,
			column: ordinal,
			endLine: ordinal,
			endColumn: ordinal,
			alternatives: z.array(z.object({ type: z.string(), score })),
			ranges: z.array(spanSchema),
			sentence: ordinal,
		}),
	),
	relations: z.array(z.object({ type: z.string(), symmetric: z.boolean(), head: z.string(), tail: z.string(), score })),
	sentences: z.array(z.object({ number: ordinal, start: offset, end: offset, text: z.string() })),
	acronyms: z.array(z.object({ short: z.string(), long: z.string() })),
});
type Report = z.infer<typeof reportSchema>;

const recordSchema = z.object({
	version: z.literal(1),
	/** SHA-256 of the document's text. */
	document: z.string(),
	/** Of the model. */
	model: z.string(),
	report: reportSchema,
});

/** @param sha256 of the document's text */
export function packResult(sha256: string, { model, ...report }: Omit<ExtractionReport, 'file'>): Buffer {
	return gzipSync(JSON.stringify({ version: 1, document: sha256, model: model.hash, report }));
}

/** A document's line of JSON with its line feed, as `spert extract --format json` prints it; or what is wrong with the result. */
export type CheckedResult = { readonly kind: 'line'; readonly line: string } | { readonly kind: 'invalid'; readonly reason: string };

export function checkedResult(packed: Uint8Array, document: AcceptedDocument, corpus: Corpus): CheckedResult {
	const invalid = (reason: string): CheckedResult => ({ kind: 'invalid', reason });
	const text = unpack(packed, largestResult);
	if (text === undefined) {
		return invalid('it is not compressed JSON');
	}
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return invalid('it is not JSON');
	}
	const parsed = recordSchema.safeParse(value);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		return invalid(`${issue?.path.join('.') ?? ''} ${issue?.message ?? 'has another form'}`.trim());
	}
	const { document: sha256, model, report } = parsed.data;
	if (sha256 !== document.sha256) {
		return invalid('it is of another document');
	}
	if (model !== corpus.model.hash) {
		return invalid('it is by another model');
	}
	const reason = contradictionIn(report, document.length, corpus);
	if (reason !== undefined) {
		return invalid(reason);
	}
	const { name, hash } = corpus.model;
	return { kind: 'line', line: `${JSON.stringify({ file: document.file, model: { name, hash }, ...report })}\n` };
}

function contradictionIn({ entities, relations, sentences }: Report, length: number, { model }: Corpus): string | undefined {
	const entityTypes = new Set(model.entityTypes);
	const relationTypes = new Set(model.relationTypes);
	const ids = new Set<string>();
	const isWithin = (span: z.infer<typeof spanSchema>, start: number, end: number): boolean =>
		start <= span.start && span.start <= span.end && span.end <= end;
	const numbers = new Set(sentences.map(({ number }) => number));
	if (!sentences.every((sentence) => isWithin(sentence, 0, length))) {
		return 'a sentence lies outside the document';
	}
	for (const entity of entities) {
		const { id, type, alternatives, ranges, start, end, startCodePoint, endCodePoint } = entity;
		if (ids.has(id)) {
			return `two entities are called ${id}`;
		}
		ids.add(id);
		if (!entityTypes.has(type) || alternatives.some((other) => other.type !== '' && !entityTypes.has(other.type))) {
			return `${id} has a type that the model does not know`;
		}
		if (!isWithin(entity, 0, length) || startCodePoint > endCodePoint || endCodePoint > end) {
			return `${id} lies outside the document`;
		}
		if (ranges.length === 0 || !ranges.every((range) => isWithin(range, start, end))) {
			return `the words of ${id} lie outside it`;
		}
		if (!numbers.has(entity.sentence)) {
			return `${id} stands in a sentence that there is not`;
		}
	}
	for (const { type, head, tail } of relations) {
		if (!relationTypes.has(type)) {
			return 'a relation has a type that the model does not know';
		}
		if (!ids.has(head) || !ids.has(tail)) {
			return 'a relation is between entities that there are not';
		}
	}
	return undefined;
}

// What can be asked of a store of a merged graph, and the answers: lines of JSON to and from `spert graph serve`. A store holds millions
// of things: every answer is a page of a list. Validated on arrival at both ends.

import * as z from 'zod/mini';

const count = z.number().check(z.int(), z.nonnegative());
/** Of an entity, a relation or a document, from 1. */
const number = z.number().check(z.int(), z.positive());
const from = count;
/** The most that a page holds. */
export const longestPage = 1000;
const pageLength = z.number().check(z.int(), z.gte(1), z.lte(longestPage));

export const storeRequestSchema = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('summary') }),
	/** The most mentioned first. */
	z.object({ kind: z.literal('entities'), from, count: pageLength }),
	/** The surest first. */
	z.object({ kind: z.literal('relations'), from, count: pageLength }),
	/** Entities written with words that begin so, the most mentioned first. */
	z.object({ kind: z.literal('search'), text: z.string().check(z.maxLength(1000)), count: pageLength }),
	/** Relations of an entity with what is at their other ends: those with the most evidence first. */
	z.object({ kind: z.literal('neighbours'), entity: number, from, count: pageLength }),
	/** All relations between these entities. */
	z.object({ kind: z.literal('among'), entities: z.array(number).check(z.maxLength(longestPage)) }),
	/** Where an entity is mentioned, in the order of the documents. */
	z.object({ kind: z.literal('mentions'), entity: number, from, count: pageLength }),
	/** Where a relation is stated, the surest first. */
	z.object({ kind: z.literal('evidence'), relation: number, from, count: pageLength }),
]);
export type StoreRequest = z.infer<typeof storeRequestSchema>;

const entitySchema = z.object({
	number,
	id: z.string(),
	name: z.string(),
	type: z.string(),
	/** The most frequent first; not all of them where there are many. */
	forms: z.array(z.string()),
	mentions: count,
	documents: count,
	relations: count,
	score: z.number(),
});
export type StoredEntity = z.infer<typeof entitySchema>;

const relationSchema = z.object({
	number,
	/** Numbers of entities. */
	head: number,
	tail: number,
	type: z.string(),
	symmetric: z.boolean(),
	evidence: count,
	score: z.number(),
});
export type StoredRelation = z.infer<typeof relationSchema>;

const spanSchema = z.object({ start: count, end: count });

const placeSchema = z.object({
	/** Name of the document: a path as it was extracted. */
	document: z.string(),
	/** From 1. */
	line: count,
	score: z.number(),
	/** The words in question. */
	words: z.string(),
	ranges: z.array(spanSchema),
	/** Null where the results did not hold it. */
	sentence: z.nullable(z.object({ text: z.string(), ...spanSchema.shape })),
});
export type StoredPlace = z.infer<typeof placeSchema>;

const summarySchema = z.object({
	documents: count,
	mentions: count,
	entities: count,
	relations: count,
	/** SHA-256 over the results that it was made of. */
	documentsHash: z.string(),
	models: z.array(z.object({ name: z.string(), hash: z.string() })),
	/** In the order of their names. */
	entityTypes: z.array(z.object({ id: z.string(), entities: count })),
	relationTypes: z.array(z.object({ id: z.string(), relations: count, symmetric: z.boolean() })),
});
export type StoreSummary = z.infer<typeof summarySchema>;

const entitiesAnswer = z.object({ entities: z.array(entitySchema) });
/** With the entities at the ends of the relations. */
const relationsAnswer = z.object({ relations: z.array(relationSchema), entities: z.array(entitySchema) });
/** @property total of all pages */
const placesAnswer = z.object({ places: z.array(placeSchema), total: count });

/** What is answered to each kind of request. */
export const storeAnswerSchemas = {
	summary: summarySchema,
	entities: entitiesAnswer,
	relations: relationsAnswer,
	search: entitiesAnswer,
	neighbours: z.object({ ...relationsAnswer.shape, total: count }),
	among: z.object({ relations: z.array(relationSchema) }),
	mentions: placesAnswer,
	evidence: placesAnswer,
} as const;

export type StoreAnswer<Kind extends StoreRequest['kind'] = StoreRequest['kind']> = z.infer<(typeof storeAnswerSchemas)[Kind]>;

/** A request as it crosses to the program. */
export const storeCallSchema = z.object({ id: count, request: storeRequestSchema });
export type StoreCall = z.infer<typeof storeCallSchema>;

const failureSchema = z.object({ code: z.string(), problem: z.string(), remedy: z.string() });

/** An answer as it crosses back. What is answered is checked by the schema of what was asked. */
export const storeReplySchema = z.object({ id: count, answer: z.optional(z.unknown()), failure: z.optional(failureSchema) });
export type StoreReply = z.infer<typeof storeReplySchema>;

// The messages between the editor and the relation graph's page. The page gets whole graphs, never increments, and asks for the
// sentences of a node or an edge when it needs them: so graphs stay small, and an edit that only moves text sends nothing.
// Validated on arrival at both ends.

import * as z from 'zod/mini';

const count = z.number().check(z.int(), z.nonnegative());
const score = z.number();

/** The most entities that are sent, the most mentioned first: a bound, not a size that a page shows at once. */
export const mostEntities = 20_000;
/** The most places that are listed of one entity or relation. */
export const mostPlaces = 500;
/** Rows that a table of a corpus shows at once. */
export const tablePageLength = 100;
/** Longest picture that is accepted for export, in characters of its text or of its base64. */
export const longestPicture = 64_000_000;

export const graphScopes = ['document', 'workspace'] as const;
export type GraphScope = (typeof graphScopes)[number];

/** What a page may be about: a corpus is a store on disk, of which the page has a part. */
export const pageScopes = [...graphScopes, 'corpus'] as const;
export type PageScope = (typeof pageScopes)[number];

export const graphLayouts = ['force', 'concentric', 'layered', 'types'] as const;
export type GraphLayout = (typeof graphLayouts)[number];

/** What tells an entity or a relation apart: its id in the knowledge. */
const itemKindSchema = z.enum(['entity', 'relation']);
const itemSchema = z.object({ kind: itemKindSchema, id: z.string() });
export type GraphItem = z.infer<typeof itemSchema>;

const entityTypeSchema = z.object({
	/** Identifier in the model's types. */
	id: z.string(),
	/** In words. */
	name: z.string(),
	/** Which of the theme's entity colours, from 0. */
	slot: count,
});
export type GraphEntityType = z.infer<typeof entityTypeSchema>;

const relationTypeSchema = z.object({ id: z.string(), name: z.string(), symmetric: z.boolean() });
export type GraphRelationType = z.infer<typeof relationTypeSchema>;

const entitySchema = z.object({
	id: z.string(),
	name: z.string(),
	/** Identifier of its entity type. */
	type: z.string(),
	/** How it is written, the most frequent first; not all of them where there are many. */
	forms: z.array(z.string()),
	mentions: count,
	score,
	/** How many of its mentions stand in which document (by its place in `documents`), most first; not all of them. */
	shares: z.array(z.object({ document: count, mentions: count })),
	/** In how many documents it is mentioned. */
	documents: count,
	/** How many relations it has, of a corpus: not all of them are sent. */
	relations: z.optional(count),
});
export type GraphEntity = z.infer<typeof entitySchema>;

const relationSchema = z.object({
	id: z.string(),
	/** Identifier of its relation type. */
	type: z.string(),
	symmetric: z.boolean(),
	/** Ids of entities. */
	head: z.string(),
	tail: z.string(),
	score,
	/** How many places state it. */
	evidence: count,
});
export type GraphRelation = z.infer<typeof relationSchema>;

const graphViewSchema = z.object({
	documents: z.array(z.object({ id: z.string(), name: z.string() })),
	entityTypes: z.array(entityTypeSchema),
	relationTypes: z.array(relationTypeSchema),
	/** The most mentioned first. */
	entities: z.array(entitySchema),
	/** The surest first; each end is among the entities. */
	relations: z.array(relationSchema),
	/** How many entities there are beyond those that are sent. */
	unsent: count,
	/** The models that found it: "name (beginning of its hash)". */
	models: z.array(z.string()),
	/** What there is in all, of a corpus. */
	corpus: z.optional(z.object({ documents: count, entities: count, relations: count })),
});
export type GraphView = z.infer<typeof graphViewSchema>;

/** A place where an entity is mentioned or a relation is stated. */
const placeSchema = z.object({
	document: z.string(),
	/** From 1. */
	line: count,
	/** The sentence as a reader sees it. */
	sentence: z.string(),
	/** The words in question, for people. */
	words: z.string(),
	score,
});
export type GraphPlace = z.infer<typeof placeSchema>;

const coordinate = z.number().check(z.gte(-1e6), z.lte(1e6));

/** What a person set up for one scope: remembered by the page over reloads, and by the editor with the workspace. */
export const graphSettingsSchema = z.object({
	layout: z.enum(graphLayouts),
	hiddenTypes: z.array(z.string()),
	hiddenRelations: z.array(z.string()),
	leastScore: z.number().check(z.gte(0), z.lte(1)),
	/** Whether entities without relations are shown. */
	showsUnrelated: z.boolean(),
	/** Whether every edge has its label. */
	showsLabels: z.boolean(),
	/** How many entities are drawn at most. */
	limit: z.number().check(z.int(), z.gte(10), z.lte(5000)),
	/** The neighbourhoods that were gone into, one within the other. */
	trail: z.array(z.object({ entity: z.string(), hops: z.number().check(z.int(), z.gte(1), z.lte(3)) })).check(z.maxLength(50)),
	/** Entities beyond the limit that were searched for. */
	broughtIn: z.array(z.string()).check(z.maxLength(1000)),
	/** Where nodes lie, and which a person put there. */
	positions: z
		.array(z.object({ entity: z.string(), x: coordinate, y: coordinate, isPinned: z.boolean() }))
		.check(z.maxLength(6000)),
	/** Undefined: what fits. */
	viewport: z.optional(z.object({ x: coordinate, y: coordinate, zoom: z.number().check(z.gt(0), z.lte(10)) })),
});
export type GraphSettings = z.infer<typeof graphSettingsSchema>;

export const initialGraphSettings: GraphSettings = {
	layout: 'force',
	hiddenTypes: [],
	hiddenRelations: [],
	leastScore: 0,
	showsUnrelated: true,
	showsLabels: false,
	limit: 300,
	trail: [],
	broughtIn: [],
	positions: [],
};

/**
 * Why there is no graph. noDocument: no text is open. notExtracted: of this text, or of any in the workspace. nothingFound: the
 * model found nothing. allHidden: what was found is hidden, by its score, its type or by hand. unreadable: a store that is none.
 */
export const emptyReasons = ['noDocument', 'notExtracted', 'nothingFound', 'allHidden', 'unreadable'] as const;
export type EmptyReason = (typeof emptyReasons)[number];

const contentSchema = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('graph'), graph: graphViewSchema }),
	/** Sentences that are read, of all; 0 of 0 while that is not known. */
	z.object({ kind: z.literal('loading'), done: count, total: count }),
	z.object({ kind: z.literal('empty'), reason: z.enum(emptyReasons) }),
]);
export type GraphContent = z.infer<typeof contentSchema>;

export const toRelationGraphSchema = z.discriminatedUnion('kind', [
	z.object({
		kind: z.literal('show'),
		scope: z.enum(pageScopes),
		/** Of the document, or of the workspace. */
		name: z.string(),
		/** What tells apart for what settings are remembered. */
		key: z.string(),
		/** What the editor remembers for this key; null where nothing. */
		settings: z.nullable(graphSettingsSchema),
		content: contentSchema,
	}),
	/** The places of an item: again and again while they change, until another item is asked for. */
	z.object({
		kind: z.literal('places'),
		item: itemSchema,
		places: z.array(placeSchema),
		/** How many there are beyond those. */
		unsent: count,
		/** Which of them the editor shows; null for none. */
		shown: z.nullable(count),
	}),
	/** The entity at the editor's cursor. */
	z.object({ kind: z.literal('cursor'), entity: z.nullable(z.string()) }),
	/** An entity that was asked for elsewhere: to be found and chosen. */
	z.object({ kind: z.literal('find'), entity: z.string() }),
	/** An item that was asked for is there now: to be chosen. */
	z.object({ kind: z.literal('choose'), item: itemSchema }),
	/** What a corpus has for the text that was typed. */
	z.object({ kind: z.literal('found'), text: z.string(), entities: z.array(entitySchema) }),
	/** A page of a table of a corpus. */
	z.object({ kind: z.literal('page'), table: itemKindSchema, from: count, total: count, view: graphViewSchema }),
]);
export type ToRelationGraph = z.infer<typeof toRelationGraphSchema>;

/** What the buttons of the empty states do. */
export const graphActions = ['openDocument', 'extractDocument', 'extractWorkspace', 'showEverything'] as const;
export type GraphAction = (typeof graphActions)[number];

const ids = z.array(z.string()).check(z.maxLength(mostEntities * 10));

export const fromRelationGraphSchema = z.discriminatedUnion('kind', [
	/** The page is there, and which scope it showed before a reload. */
	z.object({ kind: z.literal('ready'), scope: z.nullable(z.enum(graphScopes)) }),
	z.object({ kind: z.literal('scope'), scope: z.enum(graphScopes) }),
	/** Asks for the places of an item. */
	z.object({ kind: z.literal('places'), item: itemSchema }),
	/** Asks to show one of an item's places in its editor. */
	z.object({ kind: z.literal('reveal'), item: itemSchema, place: count }),
	/** Something was set: to be remembered under its key. */
	z.object({ kind: z.literal('remember'), key: z.string(), settings: graphSettingsSchema }),
	z.object({ kind: z.literal('run'), action: z.enum(graphActions) }),
	/** Asks to change what is known of an entity. */
	z.object({ kind: z.enum(['hide', 'same', 'different']), entity: z.string() }),
	/** A picture to be saved: as base64, or as text. */
	z.object({ kind: z.literal('export'), format: z.enum(['png', 'svg']), picture: z.string().check(z.maxLength(longestPicture)) }),
	/** What is shown is to be saved as data. */
	z.object({ kind: z.literal('exportData'), format: z.literal('graphml'), entities: ids, relations: ids }),
	/** Asks a corpus for entities that are written so. */
	z.object({ kind: z.literal('search'), text: z.string().check(z.maxLength(1000)) }),
	/** Asks for relations of an entity of a corpus, or for more of them. */
	z.object({ kind: z.literal('expand'), entity: z.string(), more: z.boolean() }),
	/** Asks for an item of a corpus that is not shown yet: to be chosen, or to be found in the graph. */
	z.object({ kind: z.literal('bring'), item: itemSchema, finds: z.boolean() }),
	/** Asks for rows of a table of a corpus. */
	z.object({ kind: z.literal('page'), table: itemKindSchema, from: count }),
	/** The page met a mistake of its own. */
	z.object({ kind: z.literal('failed'), message: z.string() }),
]);
export type FromRelationGraph = z.infer<typeof fromRelationGraphSchema>;

// What `spert models --format json` prints and the editor reads: models with what is known of them, and how a download is
// getting on. An object a line; every line is validated where it arrives.

import * as z from 'zod/mini';

const count = z.number().check(z.int(), z.nonnegative());
/** Percentage from 0 to 100; null where undefined. */
const percentage = z.nullable(z.number());

/** In a model's folder: what was measured of it. Names nothing that an extraction depends on. */
export const resultsFileName = 'results.json';

/** Micro F1 on annotated documents. */
const scores = {
	/** Span and type. */
	entityF1: percentage,
	/** Type and both spans. */
	relationF1: percentage,
	/** Type, both spans and their types. */
	relationWithEntitiesF1: percentage,
};

/** As an evaluation of the model has found it. */
export const modelResultsSchema = z.object({
	/** The dataset's file name, or its name. */
	dataset: z.string(),
	...scores,
	/** Of a quantised model: what it was in float32. */
	float32: z.optional(z.object(scores)),
});
export type ModelResults = z.infer<typeof modelResultsSchema>;

/** In the folder of a downloaded model: where it is from. */
export const sourceFileName = 'source.json';

export const modelSourceSchema = z.object({
	/** A repository of the hub ("allenai/scibert_scivocab_uncased"), or the URL of a folder. */
	from: z.string(),
	/** The commit; absent for a URL. */
	revision: z.optional(z.string()),
	/** As the model card states it; absent where it states none. */
	licence: z.optional(z.string()),
	/** When, as an ISO date. */
	downloaded: z.string(),
});
export type ModelSource = z.infer<typeof modelSourceSchema>;

/** Where a model was found. */
export const modelPlaces = ['embedded', 'workspace', 'downloaded', 'named'] as const;
export type ModelPlace = (typeof modelPlaces)[number];

const found = {
	place: z.enum(modelPlaces),
	/** Absolute. */
	path: z.string(),
	/** To be shown: the folder's name, or the run's of a trained model. */
	name: z.string(),
	/** Of all its files. */
	bytes: count,
	/** Only of what was downloaded. */
	source: z.optional(modelSourceSchema),
};
const described = {
	...found,
	/** In words: "BERT, 6 layers of 384". */
	encoder: z.string(),
	parameters: count,
	/** Of most of its weights, as stored: "float32". */
	precision: z.string(),
};

/** A model folder as it is seen without being loaded. */
export const modelSummarySchema = z.discriminatedUnion('kind', [
	z.object({
		kind: z.literal('spert'),
		...described,
		entityTypes: z.array(z.string()),
		relationTypes: z.array(z.string()),
		/** From which score on its relations count, and those types that have their own, by identifier; absent: as usual. */
		thresholds: z.optional(z.object({ relation: z.number(), relationTypes: z.record(z.string(), z.number()) })),
		/** What its classifiers have that the reference's have not, as options are written; absent where they are the reference's. */
		heads: z.optional(z.string()),
		results: z.optional(modelResultsSchema),
	}),
	/** Without SpERT's heads: it can be trained and cannot extract. */
	z.object({ kind: z.literal('encoder'), ...described }),
	/** Neither: `problem` says why, in a sentence or two. */
	z.object({ kind: z.literal('broken'), ...found, problem: z.string() }),
]);
export type ModelSummary = z.infer<typeof modelSummarySchema>;

/** What a download would bring, before anything is downloaded. */
export const downloadPlanSchema = z.object({
	/** A repository of the hub, or the URL of a folder. */
	from: z.string(),
	/** The commit that "main" or the asked-for revision stands for now; absent for a URL. */
	revision: z.optional(z.string()),
	/** As the model card states it; absent where none is stated. */
	licence: z.optional(z.string()),
	files: z.array(
		z.object({
			name: z.string(),
			/** In bytes; absent where the server does not tell. */
			size: z.optional(count),
			/** Whether there is a checksum to check it by. */
			isChecked: z.boolean(),
		}),
	),
	/** In bytes, of what is known. */
	size: count,
	/** Bytes that are there already: whole files and parts. */
	present: count,
	/** Folder that it goes to; absolute. */
	folder: z.string(),
	/** Whether that folder is there already, complete. */
	isDownloaded: z.boolean(),
});
export type DownloadPlan = z.infer<typeof downloadPlanSchema>;

export const modelsLineSchema = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('model'), model: modelSummarySchema }),
	z.object({ kind: z.literal('plan'), plan: downloadPlanSchema }),
	/** `done` of `total` bytes of all files; `total` is 0 where it is not known. */
	z.object({ kind: z.literal('progress'), file: z.string(), done: count, total: count }),
	z.object({ kind: z.literal('notice'), message: z.string() }),
	z.object({ kind: z.literal('failed'), code: z.string(), problem: z.string(), remedy: z.string() }),
]);
export type ModelsLine = z.infer<typeof modelsLineSchema>;

/** Undefined for what is no such line. */
export function readModelsLine(line: string): ModelsLine | undefined {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		return undefined;
	}
	const result = modelsLineSchema.safeParse(value);
	return result.success ? result.data : undefined;
}

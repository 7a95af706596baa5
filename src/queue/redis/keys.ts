// Names of what is kept in Redis besides BullMQ's own keys.

/** What BullMQ's keys begin with. */
export const bullPrefix = 'spert:queue';

export interface CorpusKeys {
	/** What all of them begin with. */
	readonly all: string;
	/** The corpus as JSON, and how many documents were refused. */
	readonly about: string;
	/** List of documents as JSON, in the order in which they were submitted. */
	readonly documents: string;
	/** Index of each document in that list, by its file. */
	readonly places: string;
	/** Shards that were collected. */
	readonly collected: string;
	/** Indices of documents that have changed since their shard was collected. */
	readonly changed: string;
	/** Failures of jobs whose results are of no use, by job. */
	readonly refusals: string;
	/** What the model consists of, as JSON. */
	readonly model: string;
	/** The lease of whoever collects. */
	readonly collecting: string;
	/** Processes that submit, each with a lease. */
	readonly submitting: string;
	readonly submitter: (id: string) => string;
	readonly text: (job: string) => string;
	readonly result: (job: string) => string;
	readonly modelPart: (file: string, number: number) => string;
}

export function corpusKeys(name: string): CorpusKeys {
	const all = `spert:corpus:${name}:`;
	return {
		all,
		about: `${all}about`,
		documents: `${all}documents`,
		places: `${all}places`,
		collected: `${all}collected`,
		changed: `${all}changed`,
		refusals: `${all}refusals`,
		model: `${all}model`,
		collecting: `${all}collecting`,
		submitting: `${all}submitting`,
		submitter: (id) => `${all}submitting:${id}`,
		text: (job) => `${all}text:${job}`,
		result: (job) => `${all}result:${job}`,
		modelPart: (file, number) => `${all}model:${file}:${number}`,
	};
}

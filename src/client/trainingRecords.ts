// The trainings that were started from the editor, on disk: a folder each, so that they are found again after the window that
// started them is gone. The folder also holds what the training's process writes and the file that stops it.

import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { writeFileAtomically } from '../base/node/atomicFile';

const recordSchema = z.object({
	/** The configuration file and the folder that relative paths start at; absolute. */
	conf: z.string(),
	cwd: z.string(),
	/** From 1. */
	section: z.number(),
	/** Its label, or else the name of the configuration file. */
	name: z.string(),
	/** In milliseconds since 1970. */
	startTime: z.number(),
	processId: z.number(),
	/** The name of the run that it goes on with; absent for a new one. */
	resumedRun: z.optional(z.string()),
});
export type TrainingRecord = z.infer<typeof recordSchema>;

export interface StoredTraining {
	/** Unique; part of the process's command line, by which it is recognised. */
	readonly id: string;
	readonly record: TrainingRecord;
	readonly files: TrainingFiles;
}

export interface TrainingFiles {
	readonly folder: string;
	/** Standard output: a line a run. */
	readonly output: string;
	/** Standard error: what a person reads. */
	readonly log: string;
	/** Stops the training as soon as it is there. */
	readonly stop: string;
}

const recordFile = 'training.json';
/** Records of trainings that are over are kept so far. */
const mostKept = 50;

export class TrainingRecords {
	readonly #folder: string;

	/** @param folder need not exist yet */
	constructor(folder: string) {
		this.#folder = folder;
	}

	/** A new id with its folder, without a record yet. */
	async prepare(): Promise<{ readonly id: string; readonly files: TrainingFiles }> {
		const id = randomUUID();
		const files = this.#filesOf(id);
		await mkdir(files.folder, { recursive: true });
		return { id, files };
	}

	async store(id: string, record: TrainingRecord): Promise<StoredTraining> {
		await writeFileAtomically(join(this.#filesOf(id).folder, recordFile), JSON.stringify(record));
		return { id, record, files: this.#filesOf(id) };
	}

	/** The newest last. Folders without a readable record are left alone. */
	async list(): Promise<readonly StoredTraining[]> {
		const names = await readdir(this.#folder).catch(() => []);
		const stored = await Promise.all(names.map((id) => this.#read(id)));
		return stored.filter((training) => training !== undefined).sort((a, b) => a.record.startTime - b.record.startTime);
	}

	/** Forgets the oldest of trainings that are over. The runs' own folders stay. */
	async prune(over: readonly StoredTraining[]): Promise<void> {
		for (const { files } of over.slice(0, Math.max(0, over.length - mostKept))) {
			await rm(files.folder, { recursive: true, force: true });
		}
	}

	async #read(id: string): Promise<StoredTraining | undefined> {
		const files = this.#filesOf(id);
		try {
			const value: unknown = JSON.parse(await readFile(join(files.folder, recordFile), 'utf8'));
			const result = recordSchema.safeParse(value);
			return result.success ? { id, record: result.data, files } : undefined;
		} catch {
			// Half made, or made by nobody: not a training.
			return undefined;
		}
	}

	#filesOf(id: string): TrainingFiles {
		const folder = join(this.#folder, id);
		return { folder, output: join(folder, 'output.jsonl'), log: join(folder, 'log.txt'), stop: join(folder, 'stop') };
	}
}

// Finds model folders: the one that comes with the program, those below given folders, and those that were downloaded. Looks at
// names and at small files only; what is in a folder is inspectModel's matter.

import { opendir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfCancelled, type CancellationToken } from '../../base/cancellation';
import type { ModelPlace } from '../../protocol/modelFiles';

export interface FoundModel {
	readonly path: string;
	readonly place: ModelPlace;
}

/** A run's model is at SAVE_PATH/LABEL/RUN/final_model, which is five below a folder of projects. */
const deepest = 7;
/** A folder tree with more is looked through in part. */
const mostFolders = 20_000;
const mostModels = 200;
/** In bytes: a config.json of a model is far smaller. */
const largestConfig = 1 << 20;

/** Folders that hold no models of anybody, and many files. */
const skipped: ReadonlySet<string> = new Set(['node_modules', '__pycache__', 'venv']);

/** The models below a folder, itself included, in the order of their paths. Links are not followed. Errors: CancelledError. */
export async function findModels(folder: string, place: ModelPlace, cancellation: CancellationToken): Promise<FoundModel[]> {
	const found: FoundModel[] = [];
	let waiting = [folder];
	let looked = 0;
	for (let depth = 0; depth <= deepest && waiting.length > 0; depth++) {
		const next: string[] = [];
		for (const path of waiting) {
			throwIfCancelled(cancellation);
			if (++looked > mostFolders || found.length >= mostModels) {
				return sorted(found);
			}
			const { files, folders } = await list(path);
			if (files.has('config.json') && (await isModelConfig(join(path, 'config.json')))) {
				found.push({ path, place });
			}
			next.push(...folders.map((name) => join(path, name)));
		}
		waiting = next;
	}
	return sorted(found);
}

function sorted(found: readonly FoundModel[]): FoundModel[] {
	return [...found].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

async function list(path: string): Promise<{ readonly files: ReadonlySet<string>; readonly folders: readonly string[] }> {
	const files = new Set<string>();
	const folders: string[] = [];
	try {
		for await (const entry of await opendir(path)) {
			const { name } = entry;
			if (entry.isFile()) {
				files.add(name);
			} else if (entry.isDirectory() && !name.startsWith('.') && !skipped.has(name)) {
				folders.push(name);
			}
		}
	} catch (failure) {
		// What may not be looked into, or has just gone, has no models for us.
		if (!(failure instanceof Error && 'syscall' in failure)) {
			throw failure;
		}
	}
	return { files, folders };
}

/** Many programs have a config.json: only one that speaks of a transformer is a model's. */
async function isModelConfig(path: string): Promise<boolean> {
	try {
		const file = await open(path);
		try {
			const { size } = await file.stat();
			const text = size > largestConfig ? '' : await file.readFile('utf8');
			return /"(spert_version|hidden_size|architectures)"\s*:/.test(text);
		} finally {
			await file.close();
		}
	} catch (failure) {
		if (failure instanceof Error && 'syscall' in failure) {
			return false;
		}
		throw failure;
	}
}

// The documents that are submitted to a corpus, read one by one as they are found: in folders, as named files, or from a list.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { UserError } from '../../base/userError';
import { formatOf } from '../../documents/documentFormat';
import { failureOf } from '../../queue/errors';
import type { FoundSource } from '../../queue/submit';
import { documentsIn } from '../documentFiles';
import { fileUnreadable } from '../errors';
import { LatexProjects } from '../latexProjects';
import { readTextFile } from '../textFile';

export interface SourcesRequest {
	readonly paths: readonly string[];
	/** A file with a path a line; - is stdin. */
	readonly list: string | undefined;
	/** As lines of a .gitignore file. */
	readonly exclude: readonly string[];
	/** Told of folders that cannot be looked through. */
	readonly onFailure: (failure: unknown) => void;
}

/** LaTeX projects are remembered for so many documents: those of one lie beside each other. */
const projectsFor = 1000;

/** Errors: cli.fileUnreadable for the list. */
export async function* documentSources({ paths, list, exclude, onFailure }: SourcesRequest): AsyncGenerator<FoundSource> {
	const projects = new LatexProjects();
	let count = 0;
	for await (const path of allPaths(paths, list)) {
		const status = await stat(path).catch(() => undefined);
		for await (const file of status?.isDirectory() === true ? documentsIn(path, exclude, onFailure) : [path]) {
			if (++count % projectsFor === 0) {
				projects.clear();
			}
			yield await readSource(file, projects);
		}
	}
}

async function* allPaths(paths: readonly string[], list: string | undefined): AsyncGenerator<string> {
	yield* paths;
	if (list === undefined) {
		return;
	}
	const input = list === '-' ? process.stdin : createReadStream(list);
	// A stream that fails does not end readline's iteration by itself.
	const failed = new Promise<never>((_resolve, reject) => input.once('error', (failure: Error) => reject(fileUnreadable(list, failure))));
	failed.catch(() => undefined);
	const lines = createInterface({ input, crlfDelay: Infinity })[Symbol.asyncIterator]();
	for (let next = await Promise.race([lines.next(), failed]); next.done !== true; next = await Promise.race([lines.next(), failed])) {
		if (next.value.trim() !== '') {
			yield next.value;
		}
	}
}

async function readSource(file: string, projects: LatexProjects): Promise<FoundSource> {
	try {
		const text = await readTextFile(file);
		const readOptions = await projects.readOptionsOf(file);
		return { kind: 'read', source: { file, path: resolve(file), text, format: formatOf(undefined, file), readOptions } };
	} catch (failure) {
		if (failure instanceof UserError) {
			return { kind: 'unreadable', file, failure: failureOf(failure) };
		}
		throw failure;
	}
}

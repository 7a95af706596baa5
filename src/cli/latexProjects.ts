// The LaTeX projects that documents on disk are part of: what their other files define, and which files they consist of.

import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../base/userError';
import { formatOf } from '../documents/documentFormat';
import { findLatexRoot, readLatexProject } from '../documents/latex/project';
import type { ReadOptions } from '../documents/readOptions';
import { ProjectOptions } from '../extraction/projectOptions';
import { readTextFile } from './textFile';

export class LatexProjects {
	readonly #projects = new ProjectOptions({ readFile, texFiles: texFilesAround });

	/** How a document is read as part of its project. */
	async readOptionsOf(file: string): Promise<ReadOptions> {
		if (formatOf(undefined, file) !== 'latex') {
			return {};
		}
		return (await this.#projects.of(slashed(file))) ?? {};
	}

	/** Forgets what was read, as files have changed. */
	clear(): void {
		this.#projects.clear();
	}
}

/** The files with text of the project that a file is part of, in the order in which TeX reads them; the file alone if it is no LaTeX. */
export async function filesOfProject(file: string): Promise<readonly string[]> {
	if (formatOf(undefined, file) !== 'latex') {
		return [file];
	}
	const path = slashed(file);
	const root = await findLatexRoot(path, await texFilesAround(path), readFile);
	const { files } = await readLatexProject(root, readFile);
	const texts = files.filter(({ kind }) => kind === 'text').map((found) => found.path);
	// What cannot be read is told when it is.
	return texts.length === 0 ? [file] : texts;
}

/** Files of the folder and of the one around it: where the root of a chapter's project mostly is. */
async function texFilesAround(path: string): Promise<readonly string[]> {
	const own = dirname(path);
	const found = await Promise.all([own, dirname(own)].map(texFilesIn));
	return found.flat();
}

async function texFilesIn(folder: string): Promise<string[]> {
	const names = await readdir(folder).catch(() => []);
	return names.filter((name) => /\.(?:tex|ltx)$/i.test(name)).map((name) => slashed(join(folder, name)));
}

/** What a project names and is not there, or is no text, is simply not part of it. */
async function readFile(path: string): Promise<string | undefined> {
	try {
		return await readTextFile(path);
	} catch (failure) {
		if (failure instanceof UserError) {
			return undefined;
		}
		throw failure;
	}
}

function slashed(path: string): string {
	return resolve(path).replaceAll('\\', '/');
}

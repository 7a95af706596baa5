// How each file of a LaTeX project is read: with what the project's files define together, which is read once for all of them.
// Files come through a port; whoever owns it says when they have changed.

import { findLatexRoot, hasOtherFiles, readLatexProject, readOptionsOf, type LatexProject, type ReadFile } from '../documents/latex/project';
import type { ReadOptions } from '../documents/readOptions';

export interface ProjectOptionsSource {
	/** Paths are parted by slashes. */
	readonly readFile: ReadFile;
	/** Files that may be the root of a project which reads the file at `path`. */
	readonly texFiles: (path: string) => Promise<readonly string[]>;
}

export class ProjectOptions {
	readonly #source: ProjectOptionsSource;
	readonly #roots = new Map<string, Promise<string>>();
	/** Undefined where the root is the only file. */
	readonly #projects = new Map<string, Promise<LatexProject | undefined>>();

	constructor(source: ProjectOptionsSource) {
		this.#source = source;
	}

	/** How the LaTeX file at `path` is read as part of its project; undefined where it is all of it. Fails only where the port does. */
	async of(path: string): Promise<ReadOptions | undefined> {
		const { readFile } = this.#source;
		const root = await kept(this.#roots, path, async () => findLatexRoot(path, await this.#source.texFiles(path), readFile));
		const project = await kept(this.#projects, root, async () => {
			if (!(await hasOtherFiles(root, readFile))) {
				return undefined;
			}
			const whole = await readLatexProject(root, readFile);
			// What the files hold is not needed any more.
			return { ...whole, files: whole.files.map((file) => ({ ...file, source: '' })) };
		});
		return project && (readOptionsOf(project, path) ?? { macros: project.macros, isPreamble: true });
	}

	/** Forgets everything, as files have changed. */
	clear(): void {
		this.#roots.clear();
		this.#projects.clear();
	}
}

/** A failure is not kept. */
async function kept<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
	const present = known.get(key);
	if (present !== undefined) {
		return await present;
	}
	const made = make();
	known.set(key, made);
	try {
		return await made;
	} catch (failure) {
		if (known.get(key) === made) {
			known.delete(key);
		}
		throw failure;
	}
}

// What the other files of a LaTeX project define for a file of it, read once for all files of the project. Files come through a
// port; whoever owns it says when they have changed.

import type { MacroTable } from '../documents/latex/macroTable';
import { findLatexRoot, readLatexProject, type ReadFile } from '../documents/latex/project';

export interface ProjectMacrosOptions {
	/** Paths are parted by slashes. */
	readonly readFile: ReadFile;
	/** Files that may be the root of a project which reads the file at `path`. */
	readonly texFiles: (path: string) => Promise<readonly string[]>;
}

export class ProjectMacros {
	readonly #options: ProjectMacrosOptions;
	readonly #roots = new Map<string, Promise<string>>();
	readonly #macros = new Map<string, Promise<MacroTable | undefined>>();

	constructor(options: ProjectMacrosOptions) {
		this.#options = options;
	}

	/** What the project of the LaTeX file at `path` defines; undefined where it is its only file. Fails only where the port does. */
	async of(path: string): Promise<MacroTable | undefined> {
		const { readFile } = this.#options;
		const root = await kept(this.#roots, path, async () => findLatexRoot(path, await this.#options.texFiles(path), readFile));
		return await kept(this.#macros, root, async () => {
			const { files, macros } = await readLatexProject(root, readFile);
			return files.length > 1 ? macros : undefined;
		});
	}

	/** Forgets everything, as files have changed. */
	clear(): void {
		this.#roots.clear();
		this.#macros.clear();
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

// Finds the documents of a folder: LaTeX, Markdown and the other formats of papers, without what .gitignore files, the
// settings or the command line exclude. The same for editor and command line; how folders are read is a port.

import ignore, { type Ignore } from 'ignore';
import { formatOf, type DocumentFormat } from '../documents/documentFormat';

export interface FolderEntry {
	readonly name: string;
	/** A link to a folder is neither: it could lead round in circles. */
	readonly kind: 'file' | 'folder' | 'other';
}

/** How folders are read. `Place` is where something lies: a path, a URI. */
export interface Folders<Place> {
	/** Errors: those of the file system. */
	list(folder: Place): Promise<readonly FolderEntry[]>;
	/** Undefined where there is no such file. */
	readText(file: Place): Promise<string | undefined>;
	child(folder: Place, name: string): Place;
	exists(place: Place): Promise<boolean>;
	/** The folder around one, and its name there; undefined for the topmost. */
	parent(folder: Place): { readonly folder: Place; readonly name: string } | undefined;
}

export interface FoundDocument<Place> {
	readonly place: Place;
	/** Within the folder, with slashes. */
	readonly path: string;
}

export interface FindOptions {
	/** Lines as of a .gitignore file in the folder. */
	readonly exclude: readonly string[];
	/** Told of folders that cannot be read: the others are looked through all the same. */
	readonly onUnreadable: (path: string, failure: unknown) => void;
}

/** Rules that hold for what lies under a folder; `depth` names of a path lead to that folder. */
interface Rules {
	readonly depth: number;
	readonly ignored: Ignore;
}

/** Never looked into: what programs keep there is no paper. */
const neverFolders: ReadonlySet<string> = new Set(['node_modules', '__pycache__']);

const paperFormats: ReadonlySet<DocumentFormat> = new Set(['latex', 'markdown', 'restructuredText', 'asciiDoc', 'typst']);

/** Whether a file's name says that it is a paper. Plain text may be anything, a bibliography is none, notebooks are programs. */
export function isPaperName(name: string): boolean {
	return paperFormats.has(formatOf(undefined, name));
}

export class DocumentFinder<Place> {
	readonly #folders: Folders<Place>;
	readonly #root: Place;
	readonly #options: FindOptions;
	readonly #excluded: Ignore;

	/** @param root the folder to look in */
	constructor(folders: Folders<Place>, root: Place, options: FindOptions) {
		this.#folders = folders;
		this.#root = root;
		this.#options = options;
		this.#excluded = ignore().add([...options.exclude]);
	}

	/**
	 * All documents, in the order of their paths.
	 * @param within only those in this folder: its path within the folder that is looked in, with slashes
	 */
	async *find(within = ''): AsyncGenerator<FoundDocument<Place>> {
		const { prefix, rules } = await this.#rulesAbove();
		const names = within.split('/').filter((name) => name !== '');
		let folder = this.#root;
		for (const [index, name] of names.entries()) {
			await this.#addRules(folder, prefix.length + index, rules);
			folder = this.#folders.child(folder, name);
		}
		yield* this.#under(folder, names, prefix, rules);
	}

	/** Whether a file would be found. @param path within the folder, with slashes */
	async accepts(path: string): Promise<boolean> {
		const names = path.split('/');
		const { prefix, rules } = await this.#rulesAbove();
		let folder = this.#root;
		for (const [index, name] of names.entries()) {
			const isFolder = index < names.length - 1;
			await this.#addRules(folder, prefix.length + index, rules);
			if (isFolder ? isNeverFolder(name) : !isPaperName(name)) {
				return false;
			}
			if (this.#isIgnored([...prefix, ...names.slice(0, index + 1)], prefix.length, isFolder, rules)) {
				return false;
			}
			folder = this.#folders.child(folder, name);
		}
		return true;
	}

	async *#under(
		folder: Place,
		names: readonly string[],
		prefix: readonly string[],
		rulesAbove: readonly Rules[],
	): AsyncGenerator<FoundDocument<Place>> {
		let entries: readonly FolderEntry[];
		try {
			entries = await this.#folders.list(folder);
		} catch (failure) {
			this.#options.onUnreadable(names.join('/'), failure);
			return;
		}
		const rules = [...rulesAbove];
		if (entries.some(({ name }) => name === '.gitignore')) {
			await this.#addRules(folder, prefix.length + names.length, rules);
		}
		for (const { name, kind } of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
			const isFolder = kind === 'folder';
			const isWanted = isFolder ? !isNeverFolder(name) : kind === 'file' && isPaperName(name);
			const all = [...names, name];
			if (isWanted && !this.#isIgnored([...prefix, ...all], prefix.length, isFolder, rules)) {
				const place = this.#folders.child(folder, name);
				if (isFolder) {
					yield* this.#under(place, all, prefix, rules);
				} else {
					yield { place, path: all.join('/') };
				}
			}
		}
	}

	/** The rules of the repository that the folder lies in; `prefix` leads from there to the folder. */
	async #rulesAbove(): Promise<{ readonly prefix: readonly string[]; readonly rules: Rules[] }> {
		const innermostFirst: { readonly folder: Place; readonly name: string }[] = [];
		for (let folder = this.#root; ; ) {
			if (await this.#folders.exists(this.#folders.child(folder, '.git'))) {
				break;
			}
			const parent = this.#folders.parent(folder);
			if (parent === undefined) {
				// In no repository.
				return { prefix: [], rules: [] };
			}
			innermostFirst.push(parent);
			folder = parent.folder;
		}
		const above = innermostFirst.toReversed();
		const rules: Rules[] = [];
		for (const [depth, { folder }] of above.entries()) {
			await this.#addRules(folder, depth, rules);
		}
		return { prefix: above.map(({ name }) => name), rules };
	}

	async #addRules(folder: Place, depth: number, rules: Rules[]): Promise<void> {
		const text = await this.#folders.readText(this.#folders.child(folder, '.gitignore'));
		if (text !== undefined) {
			rules.push({ depth, ignored: ignore().add(text) });
		}
	}

	/** @param names from the repository's folder on; @param prefixLength of them lead to the folder that is looked through */
	#isIgnored(names: readonly string[], prefixLength: number, isFolder: boolean, rules: readonly Rules[]): boolean {
		const from = (depth: number): string => names.slice(depth).join('/') + (isFolder ? '/' : '');
		if (this.#excluded.ignores(from(prefixLength))) {
			return true;
		}
		// The innermost rules that say anything decide, as in git.
		for (const { depth, ignored } of rules.toReversed()) {
			const verdict = ignored.test(from(depth));
			if (verdict.ignored || verdict.unignored) {
				return verdict.ignored;
			}
		}
		return false;
	}
}

function isNeverFolder(name: string): boolean {
	return name.startsWith('.') || neverFolders.has(name);
}

/**
 * Globs as VS Code's settings have them (`files.exclude`), as lines of a .gitignore file: braces are written out, and one
 * without a slash holds for the topmost folder alone.
 */
export function ignoreLinesOf(globs: readonly string[]): string[] {
	return [...new Set(globs.flatMap(withoutBraces))].map((glob) => (glob.startsWith('/') || glob.startsWith('**/') ? glob : `/${glob}`));
}

function withoutBraces(glob: string): string[] {
	const [whole, before = '', choices = '', after = ''] = /^(.*)\{([^{}]*)\}(.*)$/.exec(glob) ?? [];
	return whole === undefined ? [glob] : choices.split(',').flatMap((choice) => withoutBraces(`${before}${choice}${after}`));
}

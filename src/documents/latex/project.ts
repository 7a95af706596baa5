// LaTeX projects: which files a document consists of, in the order in which TeX reads them, and what they define together.
// Files are read through a port; how they are found on a disk or in an editor is the caller's.

import { DefinitionCollector, inclusionsIn, isRootFile, rootNamedIn, type Inclusion } from './inclusions';
import { Macros } from './macros';
import type { ReadOptions } from '../readOptions';
import type { MacroTable } from './macroTable';

/**
 * The text of the file at `path`, or undefined where there is none. Paths are the root's with parts added to it or taken away,
 * parted by slashes; a port for another way of writing them (Windows' backslashes) gives and takes them with slashes.
 */
export type ReadFile = (path: string) => Promise<string | undefined>;

export interface ProjectFile {
	readonly path: string;
	readonly source: string;
	/**
	 * Text is prose to extract from; what is read before \begin{document} is to be read with ReadOptions.isPreamble; definitions
	 * (packages, glossaries) hold no prose.
	 */
	readonly kind: 'text' | 'preamble' | 'definitions';
}

export interface LatexProject {
	readonly root: string;
	/** Each file once, in the order in which TeX comes to it; the root first. */
	readonly files: readonly ProjectFile[];
	/** What all files define together: for ReadOptions.macros. */
	readonly macros: MacroTable;
	/** Names of text that is read but was not found, as they are written. */
	readonly missing: readonly string[];
	/** More files, deeper ones or more text than is read. */
	readonly isTruncated: boolean;
}

export interface ProjectLimits {
	readonly files: number;
	readonly depth: number;
	/** UTF-16 units of all files together. */
	readonly units: number;
}

export const defaultProjectLimits: ProjectLimits = { files: 500, depth: 20, units: 20_000_000 };

/** Reads the project whose root file is `root`. Never fails for what the files hold; only the port may. */
export async function readLatexProject(
	root: string,
	readFile: ReadFile,
	limits: ProjectLimits = defaultProjectLimits,
): Promise<LatexProject> {
	const files: ProjectFile[] = [];
	const macros = new Macros();
	const missing: string[] = [];
	const seen = new Map<string, string | undefined>();
	const rootFolder = folderOf(root);
	let units = 0;
	let isTruncated = false;

	const load = async (path: string): Promise<string | undefined> => {
		if (seen.has(path)) {
			return seen.get(path);
		}
		const isFull = files.length >= limits.files || units >= limits.units;
		const source = isFull ? undefined : await readFile(path);
		const isTooLong = source !== undefined && units + source.length > limits.units;
		isTruncated ||= isFull || isTooLong;
		const kept = isTooLong ? undefined : source;
		seen.set(path, kept);
		return kept;
	};

	/** The first of the places where TeX, or an editor on its behalf, looks for the file. */
	const find = async (inclusion: Inclusion, folder: string, including: string): Promise<string | undefined> => {
		for (const path of candidates(inclusion, [rootFolder, folder, folderOf(including)])) {
			if ((await load(path)) !== undefined) {
				return path;
			}
		}
		return undefined;
	};

	const open = new Set<string>();
	const done = new Set<string>();
	const visit = async (path: string, kind: ProjectFile['kind'], folder: string, depth: number): Promise<void> => {
		const source = await load(path);
		if (source === undefined || open.has(path) || done.has(path)) {
			return;
		}
		open.add(path);
		done.add(path);
		units += source.length;
		files.push({ path, source, kind });
		const definitions = new DefinitionCollector(source, macros);
		const bodyStart = kind === 'text' ? beginOfDocument(source) : -1;
		for (const inclusion of inclusionsIn(source)) {
			const included = depth >= limits.depth ? undefined : await find(inclusion, folder, path);
			isTruncated ||= depth >= limits.depth;
			if (included === undefined) {
				if (inclusion.kind === 'text') {
					missing.push(inclusion.name);
				}
				continue;
			}
			definitions.collect(inclusion.at);
			const inner = inclusion.folder === '' ? folder : folderOf(included);
			const around = inclusion.at < bodyStart ? 'preamble' : kind;
			await visit(included, inclusion.kind === 'definitions' ? 'definitions' : around, inner, depth + 1);
		}
		definitions.collect(source.length);
		open.delete(path);
	};
	await visit(root, 'text', rootFolder, 0);
	return { root, files, macros: macros.toTable(), missing, isTruncated };
}

/** Whether the document whose root file is `root` reads any other file that is there: much cheaper than reading its project. */
export async function hasOtherFiles(root: string, readFile: ReadFile): Promise<boolean> {
	const folder = folderOf(root);
	for (const inclusion of inclusionsIn((await readFile(root)) ?? '')) {
		for (const path of candidates(inclusion, [folder, folder, folder])) {
			if (path !== root && (await readFile(path)) !== undefined) {
				return true;
			}
		}
	}
	return false;
}

/** How the file at `path` is read as a part of the project; undefined where it holds definitions only and nothing to extract from. */
export function readOptionsOf({ files, macros }: LatexProject, path: string): ReadOptions | undefined {
	const kind = files.find((file) => file.path === path)?.kind;
	return kind === 'definitions' ? undefined : kind === 'preamble' ? { macros, isPreamble: true } : { macros };
}

/**
 * The root of the project that the file at `path` is part of: the file itself where it is a document of its own; what it
 * names by `% !TeX root` or as a subfile; otherwise the first of `others` (the workspace's .tex files) that is a document and
 * reads the file, directly or over other files. Where there is none, the file itself.
 */
export async function findLatexRoot(
	path: string,
	others: readonly string[],
	readFile: ReadFile,
	limits: ProjectLimits = defaultProjectLimits,
): Promise<string> {
	const source = await readFile(path);
	if (source === undefined) {
		return path;
	}
	const named = rootNamedIn(source);
	if (named !== undefined) {
		const root = joinPath(folderOf(path), named);
		return (await readFile(root)) === undefined ? path : root;
	}
	if (isRootFile(source)) {
		return path;
	}
	// A root most often stands near its chapters: fewer folders apart first.
	const near = [...others].sort((a, b) => distance(a, path) - distance(b, path) || (a < b ? -1 : 1)).slice(0, limits.files);
	const known = new Map<string, string | undefined>([[path, source]]);
	const readOnce: ReadFile = async (file) => {
		if (!known.has(file)) {
			known.set(file, await readFile(file));
		}
		return known.get(file);
	};
	for (const other of near) {
		const text = other === path ? undefined : await readOnce(other);
		if (text !== undefined && isRootFile(text)) {
			const { files } = await readLatexProject(other, readOnce, limits);
			if (files.some((file) => file.path === path)) {
				return other;
			}
		}
	}
	return path;
}

/**
 * Where a file may be, with its extension and without: from the root's folder, from the folder that an \import made the
 * current one, and from the including file's own, where subfiles and many an author mean it.
 */
function candidates({ name, folder, isRelative, extension }: Inclusion, folders: readonly [root: string, current: string, own: string]): string[] {
	const names = extension === 'tex' && /\.[a-zA-Z]{1,8}$/.test(name) ? [name, `${name}.tex`] : [`${name}.${extension}`];
	const [root, current, own] = folders;
	const places = isRelative ? [current, own] : [root, current, own];
	return [...new Set(places.flatMap((place) => names.map((file) => joinPath(joinPath(place, folder), file))))];
}

/** Offset of \begin{document}; -1 where there is none. */
function beginOfDocument(source: string): number {
	const line = /^[^%\n]*(\\begin\s*\{document\})/m.exec(source);
	return line === null ? -1 : line.index + line[0].length - (line[1]?.length ?? 0);
}

/** The part of `path` up to its last slash, that one left out; '' where it has none. */
export function folderOf(path: string): string {
	const slash = path.lastIndexOf('/');
	return slash === 0 ? '/' : path.slice(0, Math.max(0, slash));
}

/** `path` seen from `folder`, with `.` and `..` resolved; a path that begins with a slash or a drive is its own. */
export function joinPath(folder: string, path: string): string {
	const slashes = path.replaceAll('\\', '/');
	const whole = /^(?:\/|[a-zA-Z]:\/)/.test(slashes) || folder === '' ? slashes : `${folder}/${slashes}`;
	const start = /^(?:[a-zA-Z]:)?\//.exec(whole)?.[0] ?? '';
	const parts: string[] = [];
	for (const part of whole.slice(start.length).split('/')) {
		if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') {
			parts.pop();
		} else if (part !== '' && part !== '.' && !(part === '..' && start !== '')) {
			parts.push(part);
		}
	}
	return start + parts.join('/');
}

/** Folders between two paths. */
function distance(a: string, b: string): number {
	const [left, right] = [a.split('/'), b.split('/')];
	let shared = 0;
	while (shared < left.length && shared < right.length && left[shared] === right[shared]) {
		shared++;
	}
	return left.length + right.length - 2 * shared;
}

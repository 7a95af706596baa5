// The LaTeX projects of the workspace: what a document's other files define, from open editors where they are open and from
// disk otherwise, read again when one of them changes.

import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { formatOf } from '../../documents/documentFormat';
import type { ReadOptions } from '../../documents/readOptions';
import { ProjectOptions } from '../../extraction/projectOptions';

/** Files that define what others use, and those that may include a file. */
const projectFiles = '**/*.{tex,ltx,sty,cls}';
const mostFiles = 2000;
/** In bytes. Larger ones define nothing that is worth the wait. */
const largestFile = 4_000_000;

export class LatexProjects implements Disposable {
	readonly #owned = new DisposableStore();
	/** By the scheme and authority that paths are of. */
	readonly #projects = new Map<string, ProjectOptions>();
	/** Paths of the LaTeX files in each folder of the workspace. */
	readonly #files = new Map<string, Promise<readonly string[]>>();

	constructor() {
		const watcher = this.#owned.add(vscode.workspace.createFileSystemWatcher(projectFiles));
		const clear = (): void => {
			this.#projects.forEach((projects) => projects.clear());
			this.#files.clear();
		};
		this.#owned.add(watcher.onDidChange(clear));
		this.#owned.add(watcher.onDidCreate(clear));
		this.#owned.add(watcher.onDidDelete(clear));
	}

	/** How a document is read as part of its project; undefined where the document is all of it, or no LaTeX. */
	async readOptionsOf(uri: vscode.Uri, languageId: string | undefined): Promise<ReadOptions | undefined> {
		return formatOf(languageId, uri.path) !== 'latex' || uri.scheme === 'untitled' ? undefined : await this.#projectsOf(uri).of(uri.path);
	}

	dispose(): void {
		this.#owned.dispose();
	}

	#projectsOf(uri: vscode.Uri): ProjectOptions {
		const key = `${uri.scheme}://${uri.authority}`;
		let projects = this.#projects.get(key);
		if (projects === undefined) {
			projects = new ProjectOptions({
				readFile: (path) => this.#read(uri.with({ path, query: '', fragment: '' })),
				texFiles: async (path) => (await this.#filesBeside(uri.with({ path }))).filter((file) => /\.(?:tex|ltx)$/i.test(file)),
			});
			this.#projects.set(key, projects);
		}
		return projects;
	}

	/** Most packages that a document uses are TeX's own: what the workspace does not list is not even looked for. */
	async #read(uri: vscode.Uri): Promise<string | undefined> {
		if (/\.(?:sty|cls)$/i.test(uri.path) && vscode.workspace.getWorkspaceFolder(uri) !== undefined) {
			const listed = await this.#filesBeside(uri);
			if (listed.length < mostFiles && !listed.includes(uri.path)) {
				return undefined;
			}
		}
		return await readFile(uri);
	}

	/** The LaTeX files of the workspace folder that a file is in. */
	#filesBeside(uri: vscode.Uri): Promise<readonly string[]> {
		const folder = vscode.workspace.getWorkspaceFolder(uri);
		if (folder === undefined) {
			return Promise.resolve([]);
		}
		const key = folder.uri.toString();
		let files = this.#files.get(key);
		if (files === undefined) {
			files = findPaths(new vscode.RelativePattern(folder, projectFiles));
			this.#files.set(key, files);
		}
		return files;
	}
}

async function findPaths(pattern: vscode.RelativePattern): Promise<readonly string[]> {
	return (await vscode.workspace.findFiles(pattern, undefined, mostFiles)).map(({ path }) => path);
}

async function readFile(uri: vscode.Uri): Promise<string | undefined> {
	const key = uri.toString();
	const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
	if (open !== undefined) {
		return open.getText();
	}
	try {
		const { type, size } = await vscode.workspace.fs.stat(uri);
		if ((type & vscode.FileType.File) === 0 || size > largestFile) {
			return undefined;
		}
		return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
	} catch (failure) {
		// Whatever includes a file may name one that is not there, or not to be read.
		if (failure instanceof vscode.FileSystemError) {
			return undefined;
		}
		throw failure;
	}
}

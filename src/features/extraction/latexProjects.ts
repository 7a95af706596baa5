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
	/** By the folder of the workspace. */
	readonly #texFiles = new Map<string, Promise<readonly string[]>>();

	constructor() {
		const watcher = this.#owned.add(vscode.workspace.createFileSystemWatcher(projectFiles));
		const clear = (): void => {
			this.#projects.forEach((projects) => projects.clear());
			this.#texFiles.clear();
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
				readFile: (path) => readFile(uri.with({ path, query: '', fragment: '' })),
				texFiles: (path) => this.#texFilesBeside(uri.with({ path })),
			});
			this.#projects.set(key, projects);
		}
		return projects;
	}

	/** The LaTeX files of the workspace folder that a file is in. */
	#texFilesBeside(uri: vscode.Uri): Promise<readonly string[]> {
		const folder = vscode.workspace.getWorkspaceFolder(uri);
		if (folder === undefined) {
			return Promise.resolve([]);
		}
		const key = folder.uri.toString();
		let files = this.#texFiles.get(key);
		if (files === undefined) {
			files = findPaths(new vscode.RelativePattern(folder, '**/*.{tex,ltx}'));
			this.#texFiles.set(key, files);
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

// The workspace's folders and files as VS Code gives them: on a disk, on another machine, in a virtual workspace.

import * as vscode from 'vscode';
import { ignoreLinesOf, type FolderEntry, type Folders } from '../../extraction/findDocuments';
import { readSettings } from '../../host/settings';

export const editorFolders: Folders<vscode.Uri> = {
	async list(folder) {
		return (await vscode.workspace.fs.readDirectory(folder)).map(([name, type]) => ({ name, kind: kindOf(type) }));
	},
	async readText(file) {
		const bytes = await unlessMissing(vscode.workspace.fs.readFile(file));
		return bytes && Buffer.from(bytes).toString('utf8');
	},
	async exists(place) {
		return (await unlessMissing(vscode.workspace.fs.stat(place))) !== undefined;
	},
	child: (folder, name) => vscode.Uri.joinPath(folder, name),
	parent(folder) {
		const name = /[^/]+(?=\/?$)/.exec(folder.path)?.[0];
		return name === undefined ? undefined : { folder: vscode.Uri.joinPath(folder, '..'), name };
	},
};

function kindOf(type: vscode.FileType): FolderEntry['kind'] {
	if ((type & vscode.FileType.File) !== 0) {
		return 'file';
	}
	return type === vscode.FileType.Directory ? 'folder' : 'other';
}

/** Undefined where there is no such file or folder. Errors: any other of the file system. */
export async function unlessMissing<T>(asked: Thenable<T>): Promise<T | undefined> {
	try {
		return await asked;
	} catch (failure) {
		if (failure instanceof vscode.FileSystemError && ['FileNotFound', 'FileNotADirectory'].includes(failure.code)) {
			return undefined;
		}
		throw failure;
	}
}

/** What the settings exclude from a workspace folder, as lines of a .gitignore file in it. */
export function excludedIn({ uri }: vscode.WorkspaceFolder): string[] {
	const globs = ['files', 'search'].flatMap((section) => {
		const exclude = vscode.workspace.getConfiguration(section, uri).get<Readonly<Record<string, unknown>>>('exclude', {});
		// A condition on other files ("when") is about generated code, not papers.
		return Object.entries(exclude).flatMap(([glob, isExcluded]) => (isExcluded === true ? [glob] : []));
	});
	return [...ignoreLinesOf(globs), ...readSettings(uri).workspaceExclude];
}

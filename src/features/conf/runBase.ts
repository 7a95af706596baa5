// The folder that a run's paths start at. On the command line that is the working directory; an editor has none, so it is the
// workspace folder, or else the folder of the file. A run has one such folder, for what it reads and for what it writes.

import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import { pathEntries } from '../../conf/checkConf';
import type { ConfSection } from '../../conf/confFile';

/** `unknown`: there may be something, but it cannot be looked at. */
export type PathKind = 'file' | 'folder' | 'missing' | 'unknown';

/** Looks at places, at each once: for one pass over a file. */
export class PathProbe {
	/** A file of hostile length must not keep the disk busy. */
	static readonly #mostLooks = 500;
	readonly #kinds = new Map<string, Promise<PathKind>>();

	kindOf(uri: vscode.Uri): Promise<PathKind> {
		const key = uri.toString();
		let kind = this.#kinds.get(key);
		if (kind === undefined) {
			kind = this.#kinds.size < PathProbe.#mostLooks ? look(uri) : Promise.resolve('unknown');
			this.#kinds.set(key, kind);
		}
		return kind;
	}
}

async function look(uri: vscode.Uri): Promise<PathKind> {
	try {
		const { type } = await vscode.workspace.fs.stat(uri);
		return (type & vscode.FileType.Directory) !== 0 ? 'folder' : 'file';
	} catch (failure) {
		const isAbsent =
			failure instanceof vscode.FileSystemError && ['FileNotFound', 'FileNotADirectory'].includes(failure.code);
		// What cannot be looked at for another reason (rights, a share that is away) is nothing to warn of.
		return isAbsent ? 'missing' : 'unknown';
	}
}

/**
 * The folder of a section's run, for diagnostics, links, completion and the run itself: of the workspace folder and the folder
 * of the file the one where more of the files are that the section reads; the workspace folder where that is equal. Undefined
 * for a document that has no file, in a window that has no folder.
 */
export async function runBaseOf(file: vscode.Uri, section: ConfSection, probe = new PathProbe()): Promise<vscode.Uri | undefined> {
	const [first, second] = basesOf(file);
	if (first === undefined || second === undefined) {
		return first;
	}
	const relative = pathEntries(section)
		.filter(({ option, entry }) => option.reads !== undefined && !isAbsolute(entry.value))
		.map(({ entry }) => entry.value);
	return (await countThere(first, relative, probe)) >= (await countThere(second, relative, probe)) ? first : second;
}

/** The folders that come into question, the preferred one first. */
function basesOf(file: vscode.Uri): readonly vscode.Uri[] {
	if (file.scheme === 'untitled') {
		return (vscode.workspace.workspaceFolders ?? []).slice(0, 1).map(({ uri }) => uri);
	}
	const own = vscode.Uri.joinPath(file, '..');
	const folder = vscode.workspace.getWorkspaceFolder(file)?.uri;
	return folder === undefined || folder.path === own.path ? [own] : [folder, own];
}

async function countThere(base: vscode.Uri, paths: readonly string[], probe: PathProbe): Promise<number> {
	const kinds = await Promise.all(
		paths.map(async (path) => {
			const place = placeOf(base, path);
			return place === undefined ? 'unknown' : await probe.kindOf(place);
		}),
	);
	return kinds.filter((kind) => kind === 'file' || kind === 'folder').length;
}

/**
 * The place that a path names. Undefined for network shares (`\\server\…`), which must not be contacted just because a file
 * names them, and for an empty path.
 */
export function placeOf(base: vscode.Uri, path: string): vscode.Uri | undefined {
	if (path === '' || /^[\\/]{2}/.test(path)) {
		return undefined;
	}
	if (isAbsolute(path)) {
		return base.scheme === 'file' ? vscode.Uri.file(path) : base.with({ path });
	}
	return vscode.Uri.joinPath(base, path);
}

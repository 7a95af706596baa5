// Files of results as people choose them: written as a whole or not at all, read up to a size.

import * as vscode from 'vscode';
import { writeFileAtomically } from '../../base/node/atomicFile';
import type { ExportedFile } from '../../exchange/exportedDocument';
import { notWritten, resultsTooLarge } from './errors';

/** In megabytes. */
const largestResults = 128;
/** Files and folders that are looked at for annotations. */
const mostEntries = 20_000;

/** Errors: exchange.notWritten. */
export async function writeResults(file: vscode.Uri, text: string): Promise<void> {
	try {
		if (file.scheme === 'file') {
			await writeFileAtomically(file.fsPath, text);
		} else {
			await vscode.workspace.fs.writeFile(file, Buffer.from(text, 'utf8'));
		}
	} catch (failure) {
		throw notWritten(file.fsPath, failure);
	}
}

/** Writes files into a folder, which is made if need be. Errors: exchange.notWritten. */
export async function writeFolder(folder: vscode.Uri, files: readonly ExportedFile[]): Promise<void> {
	for (const { name, text } of files) {
		const file = vscode.Uri.joinPath(folder, name);
		try {
			await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(file, '..'));
		} catch (failure) {
			throw notWritten(file.fsPath, failure);
		}
		await writeResults(file, text);
	}
}

/** Those of the files that are there already. */
export async function existingFiles(folder: vscode.Uri, files: readonly ExportedFile[]): Promise<readonly string[]> {
	const looked = await Promise.all(files.map(async ({ name }) => ((await exists(vscode.Uri.joinPath(folder, name))) ? [name] : [])));
	return looked.flat();
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
	try {
		await vscode.workspace.fs.stat(uri);
		return true;
	} catch {
		return false;
	}
}

/** Errors: exchange.resultsTooLarge; those of the file system. */
export async function readResults(file: vscode.Uri): Promise<string> {
	const { size } = await vscode.workspace.fs.stat(file);
	if (size > largestResults << 20) {
		throw resultsTooLarge(file.fsPath, size >> 20, largestResults);
	}
	return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
}

/** Paths within a folder of all files with an extension, in order. Links to elsewhere are not followed. */
export async function filesIn(folder: vscode.Uri, extension: string): Promise<readonly string[]> {
	const found: string[] = [];
	const folders = [''];
	let looked = 0;
	for (let path = folders.pop(); path !== undefined; path = folders.pop()) {
		for (const [name, type] of await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(folder, path))) {
			if (++looked > mostEntries) {
				return found.sort();
			}
			if (type === vscode.FileType.Directory) {
				folders.push(`${path}${name}/`);
			} else if (type === vscode.FileType.File && name.endsWith(extension)) {
				found.push(`${path}${name}`);
			}
		}
	}
	return found.sort();
}

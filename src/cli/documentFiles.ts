// Which documents the arguments of `spert extract` name: files as they are, and those that are found in folders.

import { stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { DocumentFinder } from '../extraction/findDocuments';
import { fileUnreadable } from './errors';
import { nodeFolders } from './nodeFolders';

export interface DocumentFiles {
	/** As they are reported: folders' names are as they were given. */
	readonly files: readonly string[];
	/** The folders among the arguments. */
	readonly folders: readonly string[];
}

/**
 * @param exclude lines as of a .gitignore file in each folder
 * @param onFailure told of folders that cannot be looked through; the others are
 */
export async function documentFiles(
	paths: readonly string[],
	exclude: readonly string[],
	onFailure: (failure: unknown) => void,
): Promise<DocumentFiles> {
	const files: string[] = [];
	const folders: string[] = [];
	for (const path of paths) {
		// What is not there is told when it is read.
		const status = await stat(path).catch(() => undefined);
		if (status?.isDirectory() !== true) {
			files.push(path);
			continue;
		}
		folders.push(path);
		for await (const file of documentsIn(path, exclude, onFailure)) {
			files.push(file);
		}
	}
	return { files, folders };
}

/** The documents of a folder, one by one. @param exclude and onFailure as above */
export async function* documentsIn(folder: string, exclude: readonly string[], onFailure: (failure: unknown) => void): AsyncGenerator<string> {
	for await (const found of finderIn(folder, exclude, onFailure).find()) {
		yield join(folder, ...found.path.split('/'));
	}
}

/** Whether a file would be found in a folder. */
export async function isDocumentOf(folder: string, file: string, exclude: readonly string[]): Promise<boolean> {
	const path = relative(folder, file).split(sep).join('/');
	return !path.startsWith('..') && (await finderIn(folder, exclude, () => {}).accepts(path));
}

function finderIn(folder: string, exclude: readonly string[], onFailure: (failure: unknown) => void): DocumentFinder<string> {
	return new DocumentFinder(nodeFolders, resolve(folder), {
		exclude,
		onUnreadable: (path, failure) => onFailure(fileUnreadable(join(folder, path), failure)),
	});
}

// Where a document of a corpus is on this machine, if it is: a store names documents as they were extracted, perhaps elsewhere.

import { dirname, resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import { isWithin } from '../../base/node/isWithin';

/**
 * The path of the first that is there: below the folders that are open, then below the store's own. Never of any other: a store may come
 * from anywhere.
 * @param folders absolute paths
 */
export async function findDocument(name: string, store: string, folders: readonly string[]): Promise<string | undefined> {
	for (const folder of [...folders, dirname(store)]) {
		const path = resolve(folder, name);
		if (isWithin(folder, path) && (await isFile(path))) {
			return path;
		}
	}
	return undefined;
}

async function isFile(path: string): Promise<boolean> {
	try {
		return (await stat(path)).isFile();
	} catch {
		return false;
	}
}

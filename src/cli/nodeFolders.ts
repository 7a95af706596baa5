// Folders and files of this machine, for the search for documents.

import { access, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FolderEntry, Folders } from '../extraction/findDocuments';

export const nodeFolders: Folders<string> = {
	async list(folder) {
		const entries = await readdir(folder, { withFileTypes: true });
		return await Promise.all(
			entries.map(async (entry): Promise<FolderEntry> => {
				const { name } = entry;
				if (entry.isSymbolicLink()) {
					const target = await stat(join(folder, name)).catch(() => undefined);
					return { name, kind: target?.isFile() === true ? 'file' : 'other' };
				}
				return { name, kind: entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'other' };
			}),
		);
	},
	async readText(file) {
		return await readFile(file, 'utf8').catch(() => undefined);
	},
	async exists(place) {
		return await access(place).then(
			() => true,
			() => false,
		);
	},
	child: (folder, name) => join(folder, name),
	parent(folder) {
		const around = dirname(folder);
		return around === folder ? undefined : { folder: around, name: basename(folder) };
	},
};

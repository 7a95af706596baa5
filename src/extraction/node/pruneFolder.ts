// Keeps a folder of remembered files within its bounds: whole files go, those that were not written for longest first.

import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @param extension only files with this ending count
 * @param largest bytes of all together
 * @param spared the name of a file that stays
 * Errors: those of the file system, except for files that others remove at the same time.
 */
export async function pruneFolder(folder: string, extension: string, largest: number, spared: string): Promise<void> {
	const names = (await readdir(folder)).filter((name) => name.endsWith(extension));
	const files = await Promise.all(
		names.map(async (name) => {
			const status = await stat(join(folder, name)).catch(() => undefined);
			return { name, size: status?.size ?? 0, written: status?.mtimeMs ?? 0 };
		}),
	);
	let total = files.reduce((sum, { size }) => sum + size, 0);
	for (const { name, size } of files.sort((a, b) => a.written - b.written)) {
		if (total > largest && name !== spared) {
			await rm(join(folder, name), { force: true });
			total -= size;
		}
	}
}

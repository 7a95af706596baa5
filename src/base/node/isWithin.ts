// Whether a path lies in a folder. Knows nothing of links: resolve them first.

import { relative, resolve, sep } from 'node:path';

/** Both absolute. A folder does not lie in itself. */
export function isWithin(folder: string, path: string): boolean {
	const way = relative(folder, path);
	return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && resolve(folder, way) === path;
}

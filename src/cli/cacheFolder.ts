// Where the command line program remembers results of sentences: in the user's folder for caches, wherever the system has
// it.

import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** XDG_CACHE_HOME decides on every system where it is set. */
export function defaultCacheFolder(
	platform: NodeJS.Platform = process.platform,
	env: Readonly<Record<string, string | undefined>> = process.env,
	home = homedir(),
): string {
	const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = env;
	if (xdg !== undefined && isAbsolute(xdg)) {
		return join(xdg, 'spert');
	}
	switch (platform) {
		case 'win32':
			return join(local ?? join(home, 'AppData', 'Local'), 'spert', 'Cache');
		case 'darwin':
			return join(home, 'Library', 'Caches', 'spert');
		default:
			return join(home, '.cache', 'spert');
	}
}

// Where the command line program keeps the models that it downloads: in the user's folder for data, wherever the system has it.

import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** XDG_DATA_HOME decides on every system where it is set. */
export function defaultModelStore(
	platform: NodeJS.Platform = process.platform,
	env: Readonly<Record<string, string | undefined>> = process.env,
	home = homedir(),
): string {
	const { XDG_DATA_HOME: xdg, LOCALAPPDATA: local } = env;
	return join(dataFolder(), 'models');

	function dataFolder(): string {
		if (xdg !== undefined && isAbsolute(xdg)) {
			return join(xdg, 'spert');
		}
		switch (platform) {
			case 'win32':
				return join(local ?? join(home, 'AppData', 'Local'), 'spert', 'Data');
			case 'darwin':
				return join(home, 'Library', 'Application Support', 'spert');
			default:
				return join(home, '.local', 'share', 'spert');
		}
	}
}

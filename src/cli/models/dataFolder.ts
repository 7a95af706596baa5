// Where the command line program keeps what it downloads: in the user's folder for data, wherever the system has it.

import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

export function defaultModelStore(platform: NodeJS.Platform = process.platform, env: Environment = process.env, home = homedir()): string {
	return join(dataFolder(platform, env, home), 'models');
}

/** Of the runtime's libraries for CUDA. */
export function defaultCudaStore(platform: NodeJS.Platform = process.platform, env: Environment = process.env, home = homedir()): string {
	return join(dataFolder(platform, env, home), 'cuda');
}

/** Of models that workers have fetched from a queue, by their hashes. */
export function defaultQueueModels(platform: NodeJS.Platform = process.platform, env: Environment = process.env, home = homedir()): string {
	return join(dataFolder(platform, env, home), 'queue-models');
}

/** XDG_DATA_HOME decides on every system where it is set. */
function dataFolder(platform: NodeJS.Platform, { XDG_DATA_HOME: xdg, LOCALAPPDATA: local }: Environment, home: string): string {
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

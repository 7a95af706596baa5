// The machine and the software that figures were measured with.

import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';

export interface Machine {
	readonly cpu: string;
	readonly cores: number;
	/** In gigabytes. */
	readonly memory: number;
	readonly system: string;
	readonly versions: Readonly<Record<string, string>>;
	/** Load average over the last minute when the run started. */
	readonly load: number;
}

/** @param referenceVersions the reference's Python and its packages, where it is there */
export function describeMachine(root: string, referenceVersions: Readonly<Record<string, string>>): Machine {
	return {
		cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
		cores: availableParallelism(),
		memory: Math.round(totalmem() / 2 ** 30),
		system: `${platform()} ${release()} ${arch()}`,
		versions: {
			Node: process.versions.node,
			'onnxruntime-node': packageVersion(join(root, 'node_modules', 'onnxruntime-node')),
			...referenceVersions,
		},
		load: loadavg()[0] ?? 0,
	};
}

function packageVersion(folder: string): string {
	const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
	return version;
}

// A disk that is soon full, for tests of what happens then.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
	readonly path: string;
	readonly grow: () => void;
	readonly unmount: () => void;
}

/** @param size and @param grown as mount writes sizes. Undefined where mounting is not allowed. */
export function smallDisk(size: string, grown: string): SmallDisk | undefined {
	const path = mkdtempSync(join(tmpdir(), 'spert-disk-'));
	const run = (command: string, ...args: string[]): void => void execFileSync(command, args, { stdio: 'ignore' });
	try {
		run('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path);
	} catch {
		rmSync(path, { recursive: true });
		return undefined;
	}
	return {
		path,
		grow: () => run('mount', '-o', `remount,size=${grown}`, path),
		unmount: () => {
			run('umount', path);
			rmSync(path, { recursive: true });
		},
	};
}

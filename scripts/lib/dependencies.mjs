// Makes node_modules equal to a lockfile, and remembers that it is: a second call takes no time.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm } from './processes.mjs';
import { root } from './project.mjs';

/**
 * Installs a folder's locked packages unless they are there. Install scripts never run.
 * @param {string} folder with package.json and package-lock.json
 * @param {string} [what] for the line that is printed
 * @returns {Promise<boolean>} whether something was installed
 */
export async function installLocked(folder = root, what = 'packages') {
	const lockHash = createHash('sha256').update(readFileSync(join(folder, 'package-lock.json'))).digest('hex');
	const stamp = join(folder, 'node_modules', '.lock-hash');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash) {
		return false;
	}
	console.log(`Installing ${what} …`);
	const result = await runNpm(['ci', '--ignore-scripts', '--loglevel=error'], { cwd: folder, quiet: true });
	if (result.code !== 0) {
		throw new Error(`npm ci failed in ${folder}:\n${result.output}`);
	}
	mkdirSync(join(folder, 'node_modules'), { recursive: true });
	writeFileSync(stamp, lockHash);
	return true;
}

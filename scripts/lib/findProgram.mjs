// Where a program of this machine is. Starts nothing.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The full path of a program on the PATH. @param {string} name @returns {string | undefined} */
export function findProgram(name) {
	const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
	return (process.env['PATH'] ?? '')
		.split(delimiter)
		.filter((folder) => folder !== '')
		.flatMap((folder) => endings.map((ending) => join(folder, name + ending)))
		.find((file) => existsSync(file));
}

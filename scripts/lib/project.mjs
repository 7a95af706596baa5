// Where things are and what this machine is called. Reads package.json, starts nothing.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder, absolute. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** @param {string[]} parts @returns {string} an absolute path inside the project */
export const inProject = (...parts) => join(root, ...parts);

/**
 * @typedef {{ name: string, publisher: string, version: string, engines: { node: string, vscode: string } }} Manifest
 * @returns {Manifest}
 */
export function readManifest(folder = root) {
	return /** @type {Manifest} */ (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
}

/** This machine's name in VS Code's terms, such as `linux-x64`: the argument of `vsce package --target`. */
export const platformTarget = `${process.platform}-${process.arch}`;

/** @param {string | undefined} version @returns {number[]} the numbers of `^1.100.0` or `1.139.1-next` */
export function versionNumbers(version) {
	return (/\d+(\.\d+)*/.exec(version ?? '')?.[0] ?? '0').split('.').map(Number);
}

/** @param {string} version @param {string} least @returns {boolean} whether `version` is at least `least` */
export function isAtLeast(version, least) {
	const [have, want] = [versionNumbers(version), versionNumbers(least)];
	const differing = want.findIndex((number, i) => (have[i] ?? 0) !== number);
	return differing < 0 || (have[differing] ?? 0) > (want[differing] ?? 0);
}

// Puts a real VS Code on this machine out of npm packages alone: the server with its extension host and the workbench
// for a browser, from `code-server`. Downloads nothing else, runs no install script, compiles nothing.

import { copyFileSync, existsSync, lstatSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLocked } from '../../../scripts/lib/dependencies.mjs';
import { isAtLeast } from '../../../scripts/lib/project.mjs';

const folder = dirname(fileURLToPath(import.meta.url));
const modules = join(folder, 'node_modules');
const vscodeFolder = join(modules, 'code-server', 'lib', 'vscode');

/** The server is written for this Node; the project itself stays on an older one. */
const serverNode = '24.0.0';

/** Native modules and what takes their place. */
const standIns = [
	{ file: 'spdlog.js', module: '@vscode/spdlog' },
	{ file: 'nativeWatchdog.js', module: '@vscode/native-watchdog' },
];

/**
 * Installs what is missing; a second call takes no time.
 * @returns {Promise<{ node: string, serverMain: string }>} the Node to run the server with, and the server's script
 */
export async function installVsCode() {
	await installLocked(folder, 'VS Code for the browser (about 540 MB, once)');
	for (const { file, module } of standIns) {
		copyFileSync(join(folder, 'standIns', file), mainFile(module));
	}
	linkModules();
	return { node: findNode(), serverMain: join(vscodeFolder, 'out', 'server-main.js') };
}

/** @param {string} module @returns {string} */
function mainFile(module) {
	const manifest = /** @type {{ main?: string }} */ (
		JSON.parse(readFileSync(join(modules, module, 'package.json'), 'utf8'))
	);
	const main = manifest.main ?? 'index.js';
	return join(modules, module, main.endsWith('.js') ? main : `${main}.js`);
}

/** The server hands `lib/vscode/node_modules/*` to the browser, and code-server brings that folder empty. */
function linkModules() {
	const link = join(vscodeFolder, 'node_modules');
	if (existsSync(link) && lstatSync(link).isSymbolicLink()) {
		return;
	}
	rmSync(link, { recursive: true, force: true });
	symlinkSync(modules, link, 'junction');
}

function findNode() {
	if (isAtLeast(process.versions.node, serverNode)) {
		return process.execPath;
	}
	const name = process.platform === 'win32' ? 'win' : process.platform;
	const candidates = [`node-${name}-${process.arch}`, `node-bin-${name}-${process.arch}`].map((module) =>
		join(modules, module, 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
	);
	const found = candidates.find((file) => existsSync(file));
	if (found === undefined) {
		throw new Error(
			`VS Code for the browser needs Node ${serverNode} or newer, and there is no packaged one for ` +
				`${process.platform}-${process.arch}. Run this with Node 24 or newer.`,
		);
	}
	return found;
}

// A running VS Code server with a data folder of its own: start, address of a workspace, stop. Opens no browser.

import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startGroup } from '../../../scripts/lib/processes.mjs';
import { readManifest } from '../../../scripts/lib/project.mjs';
import { installVsCode } from './install.mjs';
import { quietSettings } from './settings.mjs';

const guard = fileURLToPath(new URL('parentGuard.cjs', import.meta.url));

/**
 * @typedef {object} ServerOptions
 * @property {string} [extension] folder of an extension to install by a link, so that a rebuild shows after a reload
 * @property {string} [extensionsDir] a folder of installed extensions to use instead of a fresh one
 * @property {Record<string, unknown>} [settings] user settings on top of the quiet ones
 * @property {Record<string, unknown>} [machineSettings] those of the machine on which extensions run
 * @property {Record<string, string | undefined>} [env] for the server and everything below it
 * @property {string} [dataDir] kept after the stop; without it a temporary folder is used and removed
 * @property {number} [port] a free one if absent
 * @property {boolean} [smokeTestDriver] lets the browser start a test run inside the extension host; it silences
 *   notifications too, so it is for that purpose alone
 *
 * @typedef {object} Server
 * @property {number} port
 * @property {number} pid the server's process, whose descendants are the extension host and what that starts
 * @property {string} dataDir
 * @property {(folder: string, payload?: [string, string][]) => string} url the address that opens a folder
 * @property {() => string} log what the server has printed so far
 * @property {Promise<unknown>} closed when the server has ended, for whatever reason
 * @property {() => Promise<void>} stop ends the server with its children and removes the temporary folder
 */

/**
 * Starts a server that answers this machine alone.
 * @param {ServerOptions} [options] @returns {Promise<Server>} once it listens
 */
export async function startServer(options = {}) {
	const { node, serverMain } = await installVsCode();
	const temporary = options.dataDir === undefined;
	const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'spert-vscode-'));
	writeSettings(dataDir, 'User', { ...quietSettings, ...options.settings });
	if (options.machineSettings !== undefined) {
		writeSettings(dataDir, 'Machine', options.machineSettings);
	}
	const extensionsDir = options.extensionsDir ?? join(dataDir, 'extensions');
	mkdirSync(extensionsDir, { recursive: true });
	if (options.extension !== undefined) {
		linkExtension(options.extension, extensionsDir);
	}
	const args = ['--require', guard, serverMain, '--host', '127.0.0.1', '--port', String(options.port ?? 0), '--without-connection-token'];
	args.push('--accept-server-license-terms', '--telemetry-level', 'off', '--disable-telemetry');
	args.push('--disable-workspace-trust', '--server-data-dir', dataDir, '--extensions-dir', extensionsDir);
	if (options.smokeTestDriver) {
		args.push('--enable-smoke-test-driver');
	}
	const group = startGroup(node, args, { env: serverEnvironment(options.env) });
	let log = '';
	const stop = async () => {
		await group.stop();
		if (temporary) {
			rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
		}
	};
	/** @type {Promise<number>} */
	const listening = new Promise((resolvePort, reject) => {
		const timer = setTimeout(() => reject(new Error(`VS Code's server did not start in 60 s.\n${log}`)), 60_000);
		const hear = (/** @type {string} */ text) => {
			log += text;
			const port = /Extension host agent listening on (\d+)/.exec(log)?.[1];
			if (port !== undefined) {
				clearTimeout(timer);
				resolvePort(Number(port));
			}
		};
		group.child.stdout?.setEncoding('utf8').on('data', hear);
		group.child.stderr?.setEncoding('utf8').on('data', hear);
		group.child.once('error', reject);
		group.child.once('exit', (code) => reject(new Error(`VS Code's server ended with ${code}.\n${log}`)));
	});
	try {
		const port = await listening;
		return {
			port,
			pid: group.child.pid ?? 0,
			dataDir,
			closed: group.closed,
			stop,
			log: () => log,
			url: (folder, payload) => address(port, folder, payload),
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

/**
 * `localhost`, not an address: webviews need a secure context.
 * @param {number} port @param {string} folder @param {[string, string][]} [payload] @returns {string}
 */
function address(port, folder, payload) {
	const path = resolve(folder).replaceAll('\\', '/');
	const query = new URLSearchParams({ folder: path.startsWith('/') ? path : `/${path}` });
	if (payload !== undefined) {
		query.set('payload', JSON.stringify(payload));
	}
	const readable = query.toString().replaceAll('%2F', '/').replaceAll('%3A', ':');
	return `http://localhost:${port}/?${readable}`;
}

/** @param {string} dataDir @param {'User' | 'Machine'} whose @param {Record<string, unknown>} settings */
function writeSettings(dataDir, whose, settings) {
	const folder = join(dataDir, 'data', whose);
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings, null, '\t'));
}

/** @param {string} extension @param {string} extensionsDir */
function linkExtension(extension, extensionsDir) {
	const { publisher, name, version } = readManifest(extension);
	const link = join(extensionsDir, `${publisher}.${name}-${version}`);
	rmSync(link, { force: true });
	symlinkSync(resolve(extension), link, 'junction');
}

/** No gallery is asked, and variables of a VS Code that we may have been started from stay out. */
function serverEnvironment(/** @type {Record<string, string | undefined>} */ extra = {}) {
	const inherited = Object.entries(process.env).filter(([name]) => !/^(VSCODE_(?!TEST)|ELECTRON_)/.test(name));
	return {
		...Object.fromEntries(inherited),
		EXTENSIONS_GALLERY: '{}',
		SPERT_STARTER_PID: String(process.pid),
		...extra,
	};
}

/**
 * A copy of a workspace that a test may change.
 * @param {string} folder @returns {{ folder: string, remove: () => void }}
 */
export function copyWorkspace(folder) {
	const copy = mkdtempSync(join(tmpdir(), 'spert-workspace-'));
	cpSync(folder, copy, { recursive: true });
	return { folder: copy, remove: () => rmSync(copy, { recursive: true, force: true }) };
}

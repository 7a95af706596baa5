// Finds, installs and starts a Chromium for the tests. Knows nothing of VS Code.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../scripts/lib/findProgram.mjs';
import { run, runNode } from '../../scripts/lib/processes.mjs';
import { inProject } from '../../scripts/lib/project.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];

/** Where browsers lie that put nothing on the PATH. */
const places = [
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
	...[process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']]
		.filter((folder) => folder !== undefined)
		.flatMap((folder) => [
			join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
			join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
		]),
];

/** A browser under no display, as root too, that calls home for nothing. */
const launchArguments = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--disable-dev-shm-usage',
];

/**
 * A Chromium that runs: `SPERT_TEST_BROWSER`, one on the PATH, a usual place, or Playwright's own.
 * @returns {Promise<string | undefined>} its full path
 */
export async function findBrowser() {
	const { chromium } = await import('playwright-core');
	const candidates = [process.env['SPERT_TEST_BROWSER'], ...names.map(findProgram), ...places, chromium.executablePath()];
	for (const file of candidates) {
		if (file !== undefined && existsSync(file) && (await runs(file))) {
			return file;
		}
	}
	return undefined;
}

/** Some distributions put a script there that only tells how to get the browser. */
async function runs(/** @type {string} */ file) {
	// Chrome on Windows opens a window instead of answering.
	return process.platform === 'win32' || (await run(file, ['--version'], { quiet: true })).code === 0;
}

/**
 * Finds a browser or installs one: by apt-get as root on Debian and its kin, by Playwright's installer elsewhere.
 * @returns {Promise<{ browser: string } | { missing: string }>} its path, or why there is none
 */
export async function ensureBrowser() {
	const found = await findBrowser();
	if (found !== undefined) {
		return { browser: found };
	}
	const reasons = [];
	for (const [way, install] of /** @type {const} */ ([
		['apt-get', installByApt],
		["Playwright's installer", installByPlaywright],
	])) {
		const problem = await install();
		const installed = await findBrowser();
		if (installed !== undefined) {
			return { browser: installed };
		}
		reasons.push(`${way}: ${problem ?? 'what it installed does not run'}`);
	}
	return { missing: `no Chromium is installed and none could be (${reasons.join('; ')})` };
}

/** @returns {Promise<string | undefined>} what went wrong */
async function installByApt() {
	if (findProgram('apt-get') === undefined || process.getuid?.() !== 0) {
		return 'not here, or not as root';
	}
	console.log('No browser yet: installing Chromium by apt-get …');
	const env = { DEBIAN_FRONTEND: 'noninteractive' };
	const update = await run('apt-get', ['update', '-qq'], { quiet: true, env });
	const install = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { quiet: true, env });
	return install.code === 0 ? undefined : errorLine(install.output) || errorLine(update.output);
}

/**
 * Gets the library by which SwiftShader, which comes with Chromium, is found as a graphics processor. Where that cannot be,
 * tests that want one say that they are skipped.
 */
export async function ensureVulkanLoader() {
	const isThere = ['/usr/lib/x86_64-linux-gnu/libvulkan.so.1', '/usr/lib/libvulkan.so.1', '/usr/lib64/libvulkan.so.1'].some((file) => existsSync(file));
	if (isThere || process.platform !== 'linux' || findProgram('apt-get') === undefined || process.getuid?.() !== 0) {
		return;
	}
	await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'libvulkan1'], { quiet: true, env: { DEBIAN_FRONTEND: 'noninteractive' } });
}

/** @returns {Promise<string | undefined>} what went wrong */
async function installByPlaywright() {
	console.log("No browser yet: installing Chromium by Playwright's installer …");
	const script = inProject('node_modules', 'playwright-core', 'cli.js');
	const install = await runNode([script, 'install', 'chromium'], { quiet: true });
	return install.code === 0 ? undefined : errorLine(install.output);
}

/** The line of an installer's output that says most. @param {string} output @returns {string} */
function errorLine(output) {
	const lines = output.trim().split('\n').map((line) => line.trim());
	return lines.findLast((line) => /^(E:|Error:)/.test(line)) ?? lines.at(-1) ?? '';
}

/**
 * Starts a browser with a fresh profile.
 * @param {{ headed?: boolean }} [options] @returns {Promise<import('playwright-core').Browser>}
 */
export async function launchBrowser(options = {}) {
	const executablePath = await findBrowser();
	if (executablePath === undefined) {
		throw new Error('No Chromium on this machine: install one, or set SPERT_TEST_BROWSER to its path.');
	}
	const { chromium } = await import('playwright-core');
	return chromium.launch({ executablePath, headless: !options.headed, args: launchArguments });
}

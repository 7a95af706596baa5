#!/usr/bin/env node
// Stands in for the `code` executable where desktop VS Code cannot be had: takes the arguments that a test run gives
// (`--extensionDevelopmentPath=`, `--extensionTestsPath=`, a folder) and runs it in VS Code in a headless browser, the
// tests inside its real extension host. Exits as `code` does: 0 where all tests passed.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { format } from 'node:util';
import { launchBrowser } from '../browser.mjs';
import { startServer } from './server.mjs';

const limitMs = Number(process.env['SPERT_TEST_LIMIT_MS'] ?? 10 * 60_000);

/** What the workbench says about itself on the way; the tests' own output comes through the same channel. */
const workbenchNoise =
	/^(Resolv(ing|ed) connection token|Creating a socket|Ignoring fetching additional|Updating additional|\[(reconnection-grace-time|Service Worker|AgentHost:\w+|AccountPolicyGate)\])/;

/** @param {string} name @returns {string} */
function option(name) {
	const found = process.argv.find((argument) => argument.startsWith(`--${name}=`));
	if (found === undefined) {
		throw new Error(`This stand-in for VS Code runs tests only: --${name}= is missing.`);
	}
	return resolve(found.slice(name.length + 3));
}

/** @returns {Promise<number>} the exit status */
async function runTests() {
	const [development, tests] = [option('extensionDevelopmentPath'), option('extensionTestsPath')];
	const emptyFolder = mkdtempSync(join(tmpdir(), 'spert-empty-'));
	const folder = process.argv.slice(2).find((argument) => !argument.startsWith('-')) ?? emptyFolder;
	const server = await startServer({ smokeTestDriver: true });
	const browser = await launchBrowser();
	try {
		const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
		/** @type {Promise<number>} */
		const finished = new Promise((end) => {
			page.on('crash', () => end(1));
			setTimeout(() => {
				console.error(`The tests were not done after ${limitMs / 1000} s.\n${server.log()}`);
				end(1);
			}, limitMs).unref();
			void page.exposeFunction('codeAutomationExit', end);
		});
		await page.exposeFunction('codeAutomationLog', (/** @type {string} */ _type, /** @type {unknown[]} */ words) => {
			const line = format(...words);
			if (!workbenchNoise.test(line)) {
				console.log(line);
			}
		});
		const remote = (/** @type {string} */ path) => `vscode-remote://localhost:${server.port}${path}`;
		const address = server.url(folder, [
			['skipWelcome', 'true'],
			['skipReleaseNotes', 'true'],
			['extensionDevelopmentPath', remote(development)],
			['extensionTestsPath', remote(tests)],
		]);
		await page.goto(address);
		const code = await finished;
		if (code !== 0) {
			mkdirSync('test-results', { recursive: true });
			await page.screenshot({ path: join('test-results', 'editor-tests.png') }).catch(() => undefined);
		}
		return code;
	} finally {
		await browser.close();
		await server.stop();
		rmSync(emptyFolder, { recursive: true, force: true });
	}
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
	process.once(signal, () => process.exit(1));
}
process.exit(await runTests());

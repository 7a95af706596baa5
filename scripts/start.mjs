// `npm start`: installs and builds what is missing, opens a real VS Code on sample/ with the sample extracted, and says
// in the terminal what was found. `--browser` uses VS Code in the browser even where there is a desktop one, `--port N`
// fixes its port.

import { parseArgs } from 'node:util';
import { installLocked } from './lib/dependencies.mjs';
import { findDesktop, openDesktop } from './lib/desktop.mjs';
import { findProgram } from './lib/findProgram.mjs';
import { run } from './lib/processes.mjs';
import { inProject, root } from './lib/project.mjs';
import { reportSample, samplePapers } from './lib/sampleReport.mjs';

const { values } = parseArgs({ options: { browser: { type: 'boolean' }, port: { type: 'string', default: '0' } } });
/** VS Code extracts a document as soon as it opens. */
const settings = { 'spert.extract.onOpen': true };
const folder = inProject('sample');

await installLocked();
// Imported only now: they need packages.
const { buildPrograms } = await import('./lib/bundles.mjs');
const { startServer } = await import('../test/harness/vscode/server.mjs');
await buildPrograms();

const file = samplePapers()[0];
if (file === undefined) {
	throw new Error('sample/ holds no paper.');
}
const code = values.browser ? undefined : await findDesktop();
const window = code === undefined ? await openInBrowser(file) : openDesktop(code, { folder, file, settings });

let stopping = false;
async function stop() {
	if (!stopping) {
		stopping = true;
		await window.stop();
		process.exit(0);
	}
}
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
	process.on(signal, () => void stop());
}

console.log(`\n${await reportSample()}\n`);
console.log(`Look in ${'url' in window ? window.url : 'the VS Code window that has opened'}`);
console.log('  Every entity is marked in the text: rest the mouse on one for its type, its score and its relations.');
console.log('  F1 and "SpERT" lists the commands; the item in the status bar has the model and the device.');
console.log('Ctrl+C here ends everything.');
await window.closed;
await stop();

/** @param {string} paper */
async function openInBrowser(paper) {
	const server = await startServer({ extension: root, settings, port: Number(values.port) });
	const url = server.url(folder, [['openFile', `vscode-remote://localhost:${server.port}${paper}`]]);
	void openAddress(url);
	return { url, closed: server.closed, stop: server.stop };
}

/** Shows an address in the person's browser, if this machine has a way; the address is printed in any case. */
async function openAddress(/** @type {string} */ url) {
	if (process.platform === 'win32') {
		await run('cmd', ['/c', 'start', '""', url.replaceAll('&', '^&')], { quiet: true });
	} else if (process.platform === 'darwin') {
		await run('open', [url], { quiet: true });
	} else if ((process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']) && findProgram('xdg-open')) {
		await run('xdg-open', [url], { quiet: true });
	}
}

// The suites of test/integration inside a real VS Code: the desktop one where it can be downloaded and shown, otherwise
// VS Code in a headless browser, through the stand-in for its `code` executable. SPERT_TEST_VSCODE=desktop or =browser
// decides it by hand.

import { defineConfig } from '@vscode/test-cli';
import { bundleEditorSuites } from './scripts/lib/bundles.mjs';
import { inProject } from './scripts/lib/project.mjs';

async function hasDesktop() {
	const wish = process.env['SPERT_TEST_VSCODE'];
	if (wish !== undefined) {
		return wish === 'desktop';
	}
	if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
		return false;
	}
	try {
		const releases = 'https://update.code.visualstudio.com/api/releases/stable';
		return (await fetch(releases, { signal: AbortSignal.timeout(10_000) })).ok;
	} catch {
		return false;
	}
}

await bundleEditorSuites();

export default defineConfig({
	files: 'out/test/integration/*.test.cjs',
	workspaceFolder: 'test/integration/workspace',
	mocha: {
		ui: 'bdd',
		// The very first request to a cold extension host can take seconds.
		timeout: 20_000,
		reporter: inProject('test', 'harness', 'reporter.cjs'),
	},
	...((await hasDesktop()) ? {} : { useInstallation: { fromPath: inProject('test', 'harness', 'vscode', 'code.mjs') } }),
});

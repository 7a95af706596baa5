// Installs a packaged extension as a person would, by VS Code's own `--install-extension`, into a folder of its own.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../scripts/lib/processes.mjs';
import { installVsCode } from './install.mjs';

/**
 * @param {string} vsix @returns {Promise<{ extensionsDir: string, remove: () => void }>} the folder for `startServer`
 */
export async function installVsix(vsix) {
	const { node, serverMain } = await installVsCode();
	const folder = mkdtempSync(join(tmpdir(), 'spert-installed-'));
	const extensionsDir = join(folder, 'extensions');
	const remove = () => rmSync(folder, { recursive: true, force: true });
	const places = ['--extensions-dir', extensionsDir, '--server-data-dir', join(folder, 'data')];
	const { code, output } = await run(
		node,
		[serverMain, '--install-extension', vsix, '--accept-server-license-terms', ...places],
		{ quiet: true, env: { EXTENSIONS_GALLERY: '{}' } },
	);
	if (code !== 0) {
		remove();
		throw new Error(`VS Code did not install ${vsix}:\n${output}`);
	}
	return { extensionsDir, remove };
}

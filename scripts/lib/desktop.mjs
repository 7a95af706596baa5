// Desktop VS Code, where this machine has one: found, started on a folder with the extension from this project, ended.
// It gets a profile of its own, so that a person's settings and extensions stay as they are.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './findProgram.mjs';
import { run } from './processes.mjs';
import { isAtLeast, readManifest, root, versionNumbers } from './project.mjs';

/**
 * The `code` on the PATH, if it can show a window here and is new enough for the extension.
 * @returns {Promise<string | undefined>} its full path
 */
export async function findDesktop() {
	const code = findProgram('code');
	const noDisplay = process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'];
	// In the terminal of a remote VS Code, `code` talks to that window and cannot start one.
	if (code === undefined || noDisplay || process.env['VSCODE_IPC_HOOK_CLI']) {
		return undefined;
	}
	const { code: status, output } = await run(code, ['--version'], { quiet: true });
	const least = versionNumbers(readManifest().engines.vscode).join('.');
	return status === 0 && isAtLeast(output.split('\n')[0] ?? '', least) ? code : undefined;
}

/**
 * Opens desktop VS Code on a folder.
 * @param {string} code @param {{ folder: string, file: string, settings: Record<string, unknown> }} options
 * @returns {{ closed: Promise<unknown>, stop: () => Promise<void> }} closed: when the person has closed the window
 */
export function openDesktop(code, { folder, file, settings }) {
	const profile = mkdtempSync(join(tmpdir(), 'spert-desktop-'));
	mkdirSync(join(profile, 'User'), { recursive: true });
	writeFileSync(join(profile, 'User', 'settings.json'), JSON.stringify(settings, null, '\t'));
	const args = [
		'--new-window',
		'--wait',
		`--user-data-dir=${profile}`,
		`--extensions-dir=${join(profile, 'extensions')}`,
		`--extensionDevelopmentPath=${root}`,
		'--disable-workspace-trust',
		// Without this VS Code refuses to run as root.
		...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
		folder,
		file,
	];
	const closed = run(code, args, { quiet: true });
	return {
		closed,
		async stop() {
			endMainProcess(profile);
			await closed;
			rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 300 });
		},
	};
}

/** `code` is a go-between that has no window; the main process writes its number into its profile. */
function endMainProcess(/** @type {string} */ profile) {
	try {
		process.kill(Number(readFileSync(join(profile, 'code.lock'), 'utf8')), 'SIGTERM');
	} catch {
		// It has ended already, or never came up: either way there is nothing to end.
	}
}

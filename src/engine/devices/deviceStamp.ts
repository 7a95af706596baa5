// A text that changes whenever something changes that decides which devices work: what was found out under the same stamp
// need not be found out again. Asks the file system only, so that it costs next to nothing.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { arch, cpus, release } from 'node:os';
import { join } from 'node:path';

/** Where drivers leave traces: folders by their entries, files by their content. */
const traces: Readonly<Record<string, readonly string[]>> = {
	linux: [
		'/proc/driver/nvidia/version',
		'/sys/class/drm',
		'/dev/dri',
		'/dev/dxg',
		'/usr/share/vulkan/icd.d',
		'/etc/vulkan/icd.d',
	],
	win32: [join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'DriverStore', 'FileRepository')],
};

/** What names other drivers than those that are installed, or hides devices. */
const variables = ['VK_ICD_FILENAMES', 'VK_DRIVER_FILES', 'VK_ADD_DRIVER_FILES', 'CUDA_VISIBLE_DEVICES', 'LD_LIBRARY_PATH'];

/** @param versions of what runs on the devices */
export function deviceStamp(versions: readonly string[]): string {
	const processor = cpus()[0]?.model ?? '';
	const found = (traces[process.platform] ?? []).map((path) => `${path}: ${traceOf(path)}`);
	const environment = variables.map((name) => `${name}=${process.env[name] ?? ''}`);
	return [...versions, process.platform, arch(), release(), processor, ...found, ...environment].join('\n');
}

function traceOf(path: string): string {
	try {
		const status = statSync(path);
		if (!status.isDirectory()) {
			return status.isFile() ? readFileSync(path, 'latin1').slice(0, 1000) : 'there';
		}
		// The store of drivers has thousands of entries; its time tells of a new one.
		return process.platform === 'win32' ? String(status.mtimeMs) : readdirSync(path).sort().join(' ');
	} catch {
		// Not there, or not to be looked at: both say the same every time.
		return 'none';
	}
}

/** Whether the system shows any sign of a graphics processor, or of a driver that somebody named. True where it cannot be known. */
export function mayHaveGraphics(): boolean {
	if (process.platform !== 'linux') {
		return true;
	}
	const named = ['VK_ICD_FILENAMES', 'VK_DRIVER_FILES', 'VK_ADD_DRIVER_FILES'].some((name) => (process.env[name] ?? '') !== '');
	const nodes = ['/dev/dri', '/dev/dxg', '/proc/driver/nvidia/version', '/dev/nvidiactl'];
	return named || nodes.some((path) => traceOf(path) !== 'none');
}

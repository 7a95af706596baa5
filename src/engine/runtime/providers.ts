// What the runtime's library brings on this system, and how much it says on stderr.

import { hasFetchedCuda } from './fetchedLibraries';
import { env, listSupportedBackends } from 'onnxruntime-node';
import { devices, type Device } from '../../base/device';

/** The runtime's names of the providers. */
export const providerNames: Readonly<Record<Device, string>> = {
	cpu: 'cpu',
	webgpu: 'webgpu',
	cuda: 'cuda',
	directml: 'dml',
	coreml: 'coreml',
};

/** Devices whose providers are here: with the runtime, or fetched. */
export function bundledDevices(): readonly Device[] {
	const bundled = new Set(listSupportedBackends().filter(({ bundled: isBundled }) => isBundled).map(({ name }) => name));
	return devices.filter((device) => bundled.has(providerNames[device]) || (device === 'cuda' && hasFetchedCuda));
}

export function runtimeVersion(): string {
	return env.versions.node ?? env.versions.common;
}

/** Lets the runtime tell on stderr, when it is first used, what hardware it finds. */
export function tellHardware(): void {
	env.logLevel = 'info';
}

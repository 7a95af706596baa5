// What a model can run on, by the names of the setting `spert.device` and of the command line's --device.

export const devices = ['cpu', 'webgpu', 'cuda', 'directml', 'coreml'] as const;
export type Device = (typeof devices)[number];

/** auto: the fastest one that works here. */
export const deviceChoices = ['auto', ...devices] as const;
export type DeviceChoice = (typeof deviceChoices)[number];

/** As their makers write them. */
export const deviceTitles: Readonly<Record<Device, string>> = {
	cpu: 'CPU',
	webgpu: 'WebGPU',
	cuda: 'CUDA',
	directml: 'DirectML',
	coreml: 'Core ML',
};

/** The title of a device that is known by its name only, as in stored results. */
export function deviceTitle(name: string): string {
	const device = devices.find((known) => known === name);
	return device === undefined ? name : deviceTitles[device];
}

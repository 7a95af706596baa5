// What a model can run on, by the names of the setting `spert.device` and of the command line's --device.

export const devices = ['cpu', 'webgpu', 'cuda', 'directml', 'coreml'] as const;
export type Device = (typeof devices)[number];

/** auto: the fastest one that works here. */
export const deviceChoices = ['auto', ...devices] as const;
export type DeviceChoice = (typeof deviceChoices)[number];

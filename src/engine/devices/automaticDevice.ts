// Which device `auto` means, from what trying them has found.

import type { Device } from '../../base/device';
import type { DeviceStatus } from '../../base/deviceReport';

/** A device must need at most this part of the processor's time: for less, shaders that must be compiled first are no gain. */
const worthIt = 0.8;

/** The one that needs the smallest part of the processor's time, of those that are no programs on the processor themselves. */
export function automaticDevice(statuses: readonly DeviceStatus[]): Device {
	let best: { readonly device: Device; readonly share: number } = { device: 'cpu', share: worthIt };
	for (const { device, state } of statuses) {
		if (state.kind === 'works' && !state.probe.isSoftware) {
			const share = state.probe.run / state.probe.processorRun;
			best = share < best.share ? { device, share } : best;
		}
	}
	return best.device;
}

/** For a training: WebGPU wherever it is worth it, because the model stays in its memory; CoreML does not train. */
export function automaticTrainingDevice(statuses: readonly DeviceStatus[]): Device {
	const onWebGpu = automaticDevice(statuses.filter(({ device }) => device === 'webgpu'));
	return onWebGpu === 'cpu' ? automaticDevice(statuses.filter(({ device }) => device !== 'coreml')) : onWebGpu;
}

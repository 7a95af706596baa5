// Loads a model on the device that a choice means, or on the processor where that device does not do it.

import type { Device, DeviceChoice } from '../../base/device';
import type { DeviceFallback } from '../../base/deviceReport';
import { UserError } from '../../base/userError';
import { loadModel, type LoadedModel, type LoadModelOptions } from '../engine';
import type { Devices } from './devices';

export interface LoadOnDeviceOptions extends Omit<LoadModelOptions, 'device' | 'onLost' | 'hasFloat16'> {
	readonly device: DeviceChoice;
	/** Whether `auto` may take its time to try the devices that nobody has tried. */
	readonly waits?: boolean;
}

/** Errors: those of loadModel; what is wrong with a device is none, but told to `onFallback`. The caller owns the model. */
export async function loadOnDevice(
	folder: string,
	{ device: choice, waits, ...options }: LoadOnDeviceOptions,
	devices: Devices,
	onFallback: (fallback: DeviceFallback) => void,
): Promise<LoadedModel> {
	const { device, hasFloat16, fallback } = await devices.resolve(choice, { waits: waits === true });
	if (fallback !== undefined) {
		onFallback(fallback);
	}
	if (device === 'cpu') {
		return await loadModel(folder, { ...options, device });
	}
	const lost = (kind: 'refused' | 'lost', failed: Device, detail: string): void => {
		const problem = { kind, detail };
		devices.lost(failed, problem);
		onFallback({ wanted: choice, problem });
	};
	try {
		return await loadModel(folder, { ...options, device, hasFloat16, onLost: (reason) => lost('lost', device, reason) });
	} catch (failure) {
		if (failure instanceof UserError) {
			throw failure;
		}
		lost('refused', device, failure instanceof Error ? failure.message : String(failure));
		return await loadModel(folder, { ...options, device: 'cpu' });
	}
}

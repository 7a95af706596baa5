// The devices of this machine for a command: what was found of them is kept in the folder for caches, and what goes wrong with
// one is told on stderr.

import { join } from 'node:path';
import { deviceChoices, type Device, type DeviceChoice } from '../base/device';
import type { DeviceFallback } from '../base/deviceReport';
import { automaticTrainingDevice } from '../engine/devices/automaticDevice';
import { Devices } from '../engine/devices/devices';
import { loadOnDevice } from '../engine/devices/loadOnDevice';
import type { LoadedModel, LoadModelOptions } from '../engine/engine';
import { oneOf } from './arguments';
import { defaultCacheFolder } from './cacheFolder';
import type { CommandContext } from './command';
import { problemText } from './deviceTexts';

/** The value of --device. Errors: UsageError. */
export function deviceChoice(text: string | undefined, otherwise: DeviceChoice): DeviceChoice {
	return text === undefined ? otherwise : oneOf('device', text, deviceChoices);
}

/** @param command for what is told on stderr */
export function machineDevices(command: string, threads: number, { probeProgram }: Pick<CommandContext, 'probeProgram'>): Devices {
	return new Devices({
		program: probeProgram,
		keptPath: join(defaultCacheFolder(), 'devices.json'),
		threads,
		logger: { log: (_level, message) => void process.stderr.write(`spert ${command}: ${message}\n`) },
	});
}

export interface LoadRequest extends Omit<LoadModelOptions, 'device' | 'onLost'> {
	readonly device: DeviceChoice;
}

/** What a choice means for a training on this machine; why it is not what was asked for is told on stderr. */
export async function trainingDevice(choice: DeviceChoice, threads: number, context: CommandContext): Promise<Device> {
	const devices = machineDevices('train', threads, context);
	if (choice === 'auto') {
		await devices.tryAll();
		return automaticTrainingDevice(await devices.statuses());
	}
	const { device, fallback } = await devices.resolve(choice);
	if (fallback !== undefined) {
		tellFallback('train', fallback);
	}
	return device;
}

function tellFallback(command: string, { wanted, problem }: DeviceFallback): void {
	process.stderr.write(`spert ${command}: ${wanted} is not used: ${problemText(wanted, problem)}. The processor computes.\n`);
}

/** Loads a model on the device that was asked for; what does not do it is told, and the processor does. Errors: those of loadModel. */
export async function loadForCommand(command: string, folder: string, request: LoadRequest, context: CommandContext): Promise<LoadedModel> {
	const devices = machineDevices(command, request.threads, context);
	return await loadOnDevice(folder, { ...request, waits: true }, devices, (fallback) => tellFallback(command, fallback));
}

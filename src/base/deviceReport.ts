// What is known of the devices of a machine: which of them work, how fast they are, and why the others are not used. Plain
// data, for the engine that finds it out, the messages that carry it, and those who show it.

import type { Device, DeviceChoice } from './device';

export const deviceProblemKinds = [
	/** The runtime has no provider for it on this system. */
	'notBundled',
	/** Its libraries are got apart, and are not there. */
	'librariesMissing',
	/** There is no hardware for it that could be found. */
	'noHardware',
	/** The runtime refused: the detail says why. */
	'refused',
	/** The process in which it was tried ended: the detail says how. */
	'ended',
	/** Nothing came within the time that it was given: the detail says how long. */
	'hung',
	/** It computes something else than the processor: the detail says by how much. */
	'wrongResults',
	/** The runtime took it and left the computing to the processor all the same. */
	'notUsed',
	/** It failed in the middle of a computation: the detail says how. */
	'lost',
] as const;

/** Why a device is not used. */
export interface DeviceProblem {
	readonly kind: (typeof deviceProblemKinds)[number];
	/** In the words of whoever found it, English; empty where there is nothing to add. */
	readonly detail: string;
}

/** How a device did on a small encoder with random weights, the processor being measured beside it. */
export interface DeviceProbe {
	/** The adapter that it runs on, as its driver calls it; empty where nothing tells. */
	readonly adapter: string;
	/** The driver; empty where nothing tells. */
	readonly driver: string;
	/** Whether that adapter is a program on the processor. */
	readonly isSoftware: boolean;
	/** Graph nodes that ran on the device. */
	readonly nodesOnDevice: number;
	/** Operators that ran on the processor all the same. */
	readonly processorOperators: readonly string[];
	/** From nothing to the first result, in milliseconds: sessions, shaders, all. */
	readonly firstResult: number;
	/** Of one run afterwards, and of the same on the processor, in milliseconds. */
	readonly run: number;
	readonly processorRun: number;
	/** Largest difference between a score and the processor's. */
	readonly largestDifference: number;
	/** Whether it computes in float16, by its own word. */
	readonly hasFloat16: boolean;
}

export type DeviceState =
	| { readonly kind: 'works'; readonly probe: DeviceProbe }
	| { readonly kind: 'problem'; readonly problem: DeviceProblem }
	/** Nobody has tried it yet. */
	| { readonly kind: 'unknown' };

export interface DeviceStatus {
	readonly device: Device;
	/** Whether the runtime brings its provider. */
	readonly isBundled: boolean;
	readonly state: DeviceState;
}

/** A graphics processor that the system tells of, whether anything of ours can use it or not. */
export interface GraphicsProcessor {
	readonly name: string;
	/** Of its own, in bytes; null where nothing tells. */
	readonly memory: number | null;
	readonly driver: string;
}

/** Sentences a second of a model, or why there is no figure. */
export type DeviceBenchmark =
	| { readonly kind: 'measured'; readonly device: Device; readonly sentencesPerSecond: number; readonly loadTime: number }
	| { readonly kind: 'problem'; readonly device: Device; readonly problem: DeviceProblem };

export interface DeviceReport {
	/** Of onnxruntime. */
	readonly runtimeVersion: string;
	readonly system: string;
	readonly processor: string;
	readonly cores: number;
	/** Of the machine, in bytes. */
	readonly memory: number;
	readonly graphics: readonly GraphicsProcessor[];
	readonly devices: readonly DeviceStatus[];
	/** What `auto` means here. */
	readonly automatic: Device;
	readonly benchmarks: readonly DeviceBenchmark[];
}

/** That something runs on the processor although another device was asked for. */
export interface DeviceFallback {
	readonly wanted: DeviceChoice;
	readonly problem: DeviceProblem;
}

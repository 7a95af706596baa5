// The options that say how a command computes: threads, device, precision, memory. The same for all commands with a model.

import type { DeviceChoice } from '../base/device';
import { defaultThreads } from '../base/node/defaultThreads';
import { precisionChoices, type PrecisionChoice } from '../base/precision';
import { oneOf, wholeNumber } from './arguments';
import { deviceChoice } from './devices';

export const computationOptions = {
	threads: { type: 'string' },
	device: { type: 'string' },
	precision: { type: 'string' },
	memory: { type: 'string' },
} as const;

export interface Computation {
	readonly threads: number;
	readonly device: DeviceChoice;
	readonly precision: PrecisionChoice;
	/** Megabytes beside the model; undefined: as many as are usual. */
	readonly memory: number | undefined;
}

/** Less than this cannot be kept even by single sentences, in megabytes. */
export const leastMemory = 96;

/** @param device where none is named. Errors: UsageError. */
export function readComputation(
	values: Readonly<Partial<Record<keyof typeof computationOptions, string | undefined>>>,
	device: DeviceChoice,
): Computation {
	return {
		threads: wholeNumber('threads', values.threads, 1) ?? defaultThreads(),
		device: deviceChoice(values.device, device),
		precision: oneOf('precision', values.precision ?? 'auto', precisionChoices),
		memory: wholeNumber('memory', values.memory, leastMemory),
	};
}

/** The options for a help text with their meaning beside them. */
export const computationHelp = `  --threads N               threads of one computation (default: half of the cores, fewer on a busy machine)
  --device DEVICE           auto, cpu, webgpu, cuda, directml or coreml (default: auto, the fastest that works)
  --precision PRECISION     auto, float32, float16 (graphics processors) or int8 (default: auto)
  --memory MB               what computing may need beside the model (default: 256)
`;

/** The same for one with their meaning below them, of commands that use the processor unless told otherwise. */
export const computationHelpBelow = `  --threads N
      Threads of one computation (default: half of the cores, fewer on a busy machine).
  --device DEVICE
      auto, cpu, webgpu, cuda, directml or coreml (default: cpu).
  --precision PRECISION
      auto, float32, float16 (graphics processors) or int8 (default: auto).
  --memory MB
      What computing may need beside the model (default: 256).
`;

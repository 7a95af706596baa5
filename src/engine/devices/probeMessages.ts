// What the process that tries devices is asked and what it answers. It is ours and of the same build: its answers are checked
// no further than that they have come.

import type { Device } from '../../base/device';
import type { DeviceBenchmark } from '../../base/deviceReport';
import type { ProbeAnswer } from './probeDevice';

export type ProbeTask =
	| { readonly kind: 'probe'; readonly device: Device; readonly threads: number }
	/** How fast a model is, measured for some milliseconds. */
	| {
			readonly kind: 'benchmark';
			readonly device: Device;
			readonly threads: number;
			readonly modelPath: string;
			readonly milliseconds: number;
	  };

export type ProbeMessage =
	| { readonly kind: 'probed'; readonly answer: ProbeAnswer }
	| { readonly kind: 'benchmarked'; readonly benchmark: DeviceBenchmark };

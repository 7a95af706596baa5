// Which of a graph's nodes ran on a device and which on the processor, from the profile that onnxruntime writes of a run.

export interface Placement {
	readonly onDevice: number;
	/** Each once, in alphabetical order. */
	readonly processorOperators: readonly string[];
}

interface ProfileEvent {
	readonly cat?: unknown;
	readonly args?: { readonly provider?: unknown; readonly op_name?: unknown };
}

/** @param profile a JSON array of events in Chrome's trace format; those of nodes name their provider */
export function readPlacement(profile: string): Placement {
	const events = JSON.parse(profile) as readonly ProfileEvent[];
	const processorOperators = new Set<string>();
	let onDevice = 0;
	for (const { cat, args } of events) {
		if (cat !== 'Node' || typeof args?.provider !== 'string' || typeof args.op_name !== 'string') {
			continue;
		}
		if (args.provider === 'CPUExecutionProvider') {
			processorOperators.add(args.op_name);
		} else if (!args.op_name.startsWith('Memcpy')) {
			onDevice++;
		}
	}
	return { onDevice, processorOperators: [...processorOperators].sort() };
}

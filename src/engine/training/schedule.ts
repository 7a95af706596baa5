// The learning rate over a training: linear warm-up, then linear decay to zero, as transformers' linear schedule.

export interface Schedule {
	/** The rate at its peak. */
	readonly learningRate: number;
	/** Share of all updates that warm up. */
	readonly warmup: number;
	readonly totalUpdates: number;
}

/** Learning rate of update `step`, counted from 0: the first one is 0 where there is a warm-up. */
export function learningRateAt({ learningRate, warmup, totalUpdates }: Schedule, step: number): number {
	// Not rounded, as in the reference.
	const warmupUpdates = warmup * totalUpdates;
	if (step < warmupUpdates) {
		return learningRate * (step / Math.max(1, warmupUpdates));
	}
	return learningRate * Math.max(0, (totalUpdates - step) / Math.max(1, totalUpdates - warmupUpdates));
}

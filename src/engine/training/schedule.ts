// The learning rate over a training: linear warm-up, then linear decay to zero, as transformers' linear schedule; or the decay
// along a cosine (transformers' cosine schedule, Loshchilov & Hutter 2017), or none.

export interface Schedule {
	/** The rate at its peak. */
	readonly learningRate: number;
	/** Share of all updates that warm up. */
	readonly warmup: number;
	readonly totalUpdates: number;
	/** What comes after the warm-up; absent: linear. */
	readonly shape?: 'linear' | 'cosine' | 'constant';
}

/** Learning rate of update `step`, counted from 0: the first one is 0 where there is a warm-up. */
export function learningRateAt({ learningRate, warmup, totalUpdates, shape = 'linear' }: Schedule, step: number): number {
	// Not rounded, as in the reference.
	const warmupUpdates = warmup * totalUpdates;
	if (step < warmupUpdates) {
		return learningRate * (step / Math.max(1, warmupUpdates));
	}
	const left = Math.max(0, (totalUpdates - step) / Math.max(1, totalUpdates - warmupUpdates));
	switch (shape) {
		case 'linear':
			return learningRate * left;
		case 'cosine':
			return learningRate * 0.5 * (1 + Math.cos(Math.PI * (1 - Math.min(1, left))));
		case 'constant':
			return learningRate;
		default:
			return shape satisfies never;
	}
}

/**
 * What the newest weights count in their average after update `step`, from 0: 1 - decay, and more in the first updates, so that
 * the average soon forgets what it began with (as TensorFlow's ExponentialMovingAverage counts updates). 0: there is none.
 */
export function averageRateAt(decay: number, step: number): number {
	return decay === 0 ? 0 : 1 - Math.min(decay, (1 + step) / (10 + step));
}

// Chooses among steps of a number the one at which F1 is highest, without falling for a spike that one example makes.

export interface Steps {
	/** Steps are numbered from 0 to stepCount; only those from `lowest` to `highest` are chosen. */
	readonly stepCount: number;
	readonly lowest: number;
	readonly highest: number;
	/** F1 is averaged over so many steps to both sides. */
	readonly smoothing: number;
}

/** Where the smoothed F1 is highest; the middle one of equals that follow each other. */
export function bestStep({ stepCount, lowest, highest, smoothing }: Steps, f1At: (step: number) => number): number {
	const values = Array.from({ length: stepCount + 1 }, (_, step) => f1At(step));
	const smooth = (step: number): number => {
		const around = values.slice(Math.max(0, step - smoothing), step + smoothing + 1);
		return around.reduce((sum, value) => sum + value, 0) / around.length;
	};
	let [best, first, last] = [-1, lowest, highest];
	for (let step = lowest; step <= highest; step++) {
		const value = smooth(step);
		if (value > best + 1e-12) {
			[best, first, last] = [value, step, step];
		} else if (Math.abs(value - best) <= 1e-12 && last === step - 1) {
			last = step;
		}
	}
	return Math.round((first + last) / 2);
}

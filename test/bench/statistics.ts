// What is said of repeated measurements: the median, and how far apart they lie. Nothing here measures.

/** One thing that was measured, as often as there were rounds. */
export interface Measurement {
	readonly name: string;
	readonly unit: Unit;
	readonly samples: readonly number[];
	/** The reference's measurement, and how much better this one is, both as medians. */
	readonly comparedWith?: string;
	readonly ratio?: number;
}

export const units = ['sentences/s', 'MB/s', 'ms', 'MB', 'sentences'] as const;
export type Unit = (typeof units)[number];

const moreIsBetter: ReadonlySet<Unit> = new Set<Unit>(['sentences/s', 'MB/s']);

export function median(samples: readonly number[]): number {
	const sorted = [...samples].sort((a, b) => a - b);
	const middle = sorted.length / 2;
	const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
	if (low === undefined || high === undefined) {
		throw new RangeError('There is no median of no samples.');
	}
	return (low + high) / 2;
}

/** The smallest sample that so large a part of all samples does not exceed (nearest rank). @param part above 0, at most 1 */
export function quantile(samples: readonly number[], part: number): number {
	const sorted = [...samples].sort((a, b) => a - b);
	const found = sorted[Math.ceil(part * sorted.length) - 1];
	if (found === undefined) {
		throw new RangeError(`There is no quantile ${part} of ${samples.length} samples.`);
	}
	return found;
}

export function measurement(name: string, unit: Unit, samples: readonly number[], other?: Measurement): Measurement {
	if (other === undefined) {
		return { name, unit, samples };
	}
	if (other.unit !== unit) {
		throw new Error(`${name} is in ${unit}, ${other.name} in ${other.unit}.`);
	}
	const [own, base] = [median(samples), median(other.samples)];
	return { name, unit, samples, comparedWith: other.name, ratio: moreIsBetter.has(unit) ? own / base : base / own };
}

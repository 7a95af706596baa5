// How far scores are from probabilities: the expected calibration error (Naeini et al. 2015; Guo et al. 2017) over bins of
// equal width, and the bins themselves.

/** A score, and whether what it was given to is right. */
export interface ScoredOutcome {
	readonly score: number;
	readonly isRight: boolean;
}

export interface ReliabilityBin {
	/** Scores from `from`, below `to`; the last bin holds 1 too. */
	readonly from: number;
	readonly to: number;
	readonly count: number;
	/** Means over the bin; 0 in an empty one. */
	readonly meanScore: number;
	readonly shareRight: number;
}

export interface Reliability {
	readonly count: number;
	/** Mean difference between score and share that is right, over the bins by their counts: 0 is perfect. */
	readonly expectedCalibrationError: number;
	readonly bins: readonly ReliabilityBin[];
}

export const binCount = 10;

export function reliabilityOf(outcomes: readonly ScoredOutcome[]): Reliability {
	const sums = Array.from({ length: binCount }, () => ({ count: 0, score: 0, right: 0 }));
	for (const { score, isRight } of outcomes) {
		const sum = sums[Math.min(binCount - 1, Math.floor(score * binCount))];
		if (sum === undefined) {
			throw new Error(`${score} is no probability.`);
		}
		sum.count++;
		sum.score += score;
		sum.right += isRight ? 1 : 0;
	}
	const bins = sums.map(({ count, score, right }, index): ReliabilityBin => {
		const [meanScore, shareRight] = count === 0 ? [0, 0] : [score / count, right / count];
		return { from: index / binCount, to: (index + 1) / binCount, count, meanScore, shareRight };
	});
	const error = bins.reduce((sum, { count, meanScore, shareRight }) => sum + count * Math.abs(meanScore - shareRight), 0);
	return { count: outcomes.length, expectedCalibrationError: outcomes.length === 0 ? 0 : error / outcomes.length, bins };
}

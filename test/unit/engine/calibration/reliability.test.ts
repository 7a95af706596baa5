import { describe, expect, it } from 'vitest';
import { reliabilityOf } from '../../../../src/engine/calibration/reliability';

const outcomes = (score: number, right: number, wrong: number) => [
	...Array.from({ length: right }, () => ({ score, isRight: true })),
	...Array.from({ length: wrong }, () => ({ score, isRight: false })),
];

describe('reliabilityOf', () => {
	it('is 0 where of what scores 0.75 three in four are right', () => {
		expect(reliabilityOf(outcomes(0.75, 3, 1)).expectedCalibrationError).toBe(0);
	});

	it('weighs the bins by their counts', () => {
		// 4 scores that are too high by 0.4, 6 that are too low by 0.2: 0.4 × 0.4 + 0.6 × 0.2.
		const { expectedCalibrationError, count } = reliabilityOf([...outcomes(0.9, 2, 2), ...outcomes(0.3, 3, 3)]);
		expect(count).toBe(10);
		expect(expectedCalibrationError).toBeCloseTo(0.28, 12);
	});

	it('has ten bins, of which the last one holds 1 and the first 0', () => {
		const { bins } = reliabilityOf([...outcomes(1, 1, 0), ...outcomes(0, 0, 2)]);
		expect(bins.map(({ count }) => count)).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
		expect(bins[9]).toMatchObject({ from: 0.9, to: 1, meanScore: 1, shareRight: 1 });
	});

	it('is 0 of nothing', () => {
		expect(reliabilityOf([])).toMatchObject({ count: 0, expectedCalibrationError: 0 });
	});
});

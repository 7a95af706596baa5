// What the benchmarks say of repeated measurements.

import { describe, expect, it } from 'vitest';
import { measurement, median, quantile } from '../../bench/statistics';

describe('median', () => {
	it('is the mean of the two in the middle of an even number', () => {
		expect(median([4, 1, 3, 2])).toBe(2.5);
	});

	it('refuses no samples', () => {
		expect(() => median([])).toThrow(RangeError);
	});
});

describe('quantile', () => {
	const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

	it('is the nearest rank: 95 of 100 samples are not above the 95 % quantile', () => {
		expect(quantile(hundred, 0.95)).toBe(95);
	});

	it('is the largest sample where all are asked for, and the only one of one', () => {
		expect(quantile(hundred, 1)).toBe(100);
		expect(quantile([7], 0.95)).toBe(7);
	});

	it('refuses no samples', () => {
		expect(() => quantile([], 0.95)).toThrow(RangeError);
	});
});

describe('measurement', () => {
	it('is better by how much less time it takes and by how much more is done in it', () => {
		expect(measurement('a', 'ms', [10], measurement('b', 'ms', [30])).ratio).toBe(3);
		expect(measurement('a', 'sentences/s', [30], measurement('b', 'sentences/s', [10])).ratio).toBe(3);
	});

	it('is not compared across units', () => {
		expect(() => measurement('a', 'ms', [1], measurement('b', 'MB', [1]))).toThrow('a is in ms, b in MB.');
	});
});

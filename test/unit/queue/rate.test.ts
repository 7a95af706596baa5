import { describe, expect, it } from 'vitest';
import { isSettled, timeLeft } from '../../../src/queue/corpus';
import { Rate } from '../../../src/queue/rate';

describe('the rate of a corpus', () => {
	it('is the mean over the last while, and unknown at first', () => {
		const rate = new Rate(10_000);
		expect(rate.perSecond).toBeUndefined();
		rate.add(0, 0);
		expect(rate.perSecond).toBeUndefined();
		for (let second = 1; second <= 60; second++) {
			// Ten a second at first, then two.
			rate.add(1000 * second, second <= 30 ? 10 * second : 300 + 2 * (second - 30));
		}
		expect(rate.perSecond).toBeCloseTo(2);
	});

	it('says how long the rest takes, and when nothing is left', () => {
		const status = { documents: 10, waiting: 4, active: 1, delayed: 1, done: 3, failed: 1, submitting: false, rate: undefined };
		expect(timeLeft(status, 2)).toBe(3);
		expect([timeLeft(status, 0), timeLeft(status, undefined)]).toEqual([undefined, undefined]);
		expect(isSettled(status)).toBe(false);
		expect(isSettled({ ...status, waiting: 0, active: 0, delayed: 0 })).toBe(true);
		expect(isSettled({ ...status, waiting: 0, active: 0, delayed: 0, submitting: true })).toBe(false);
		expect(isSettled({ ...status, documents: 0, waiting: 0, active: 0, delayed: 0 })).toBe(false);
	});
});

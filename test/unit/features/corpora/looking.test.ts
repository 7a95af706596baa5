import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Looking } from '../../../../src/features/corpora/looking';

describe('looking', () => {
	beforeEach(() => vi.useFakeTimers());
	afterEach(() => vi.useRealTimers());

	/** @param cost of each look, in milliseconds */
	function looking(cost: number, failAt = Infinity) {
		const looks: number[] = [];
		const failures: unknown[] = [];
		const subject = new Looking({
			look: async () => {
				looks.push(Date.now());
				await new Promise((resolve) => setTimeout(resolve, cost));
				if (looks.length === failAt) {
					throw new Error('broken');
				}
			},
			onFailure: (failure) => failures.push(failure),
			now: () => Date.now(),
		});
		const pauses = (): number[] => looks.slice(1).map((at, index) => at - (looks[index] ?? 0) - cost);
		return { subject, looks, failures, pauses };
	}

	it('begins at once where it is watched, and ends where it is not', async () => {
		const { subject, looks } = looking(10);
		await vi.advanceTimersByTimeAsync(60_000);
		expect(looks).toHaveLength(0);
		subject.setWatched(true);
		expect(looks).toHaveLength(1);
		await vi.advanceTimersByTimeAsync(10_000);
		expect(looks.length).toBeGreaterThan(3);
		subject.setWatched(false);
		const { length } = looks;
		await vi.advanceTimersByTimeAsync(60_000);
		expect(looks).toHaveLength(length);
	});

	it('pauses for two seconds, or ten times as long as a look takes, and for half a minute at most', async () => {
		for (const [cost, pause] of [[10, 2000], [400, 4000], [8000, 30_000]] as const) {
			const { subject, pauses } = looking(cost);
			subject.setWatched(true);
			await vi.advanceTimersByTimeAsync(120_000);
			expect(new Set(pauses()), String(cost)).toEqual(new Set([pause]));
			subject.dispose();
		}
	});

	it('looks once more after the look under way where somebody has done something, never two at once', async () => {
		const { subject, looks, pauses } = looking(500);
		subject.lookNow();
		subject.lookNow();
		subject.lookNow();
		await vi.advanceTimersByTimeAsync(60_000);
		expect(looks).toHaveLength(2);
		expect(pauses()).toEqual([0]);
	});

	it('that fails is told and does not go on by itself', async () => {
		const { subject, looks, failures } = looking(10, 2);
		subject.setWatched(true);
		await vi.advanceTimersByTimeAsync(60_000);
		expect([looks.length, failures.length]).toEqual([2, 1]);
		subject.setWatched(false);
		subject.setWatched(true);
		await vi.advanceTimersByTimeAsync(1000);
		expect(looks).toHaveLength(3);
	});
});

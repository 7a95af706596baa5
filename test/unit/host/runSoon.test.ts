import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RunSoon } from '../../../src/host/runSoon';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('work that is asked for often', () => {
	it('is done once, after the pause, and again when it is asked for again', () => {
		const run = vi.fn(() => Promise.resolve());
		const soon = new RunSoon(run, 100, () => {});
		soon.ask();
		vi.advanceTimersByTime(90);
		soon.ask();
		expect(run).toHaveBeenCalledTimes(0);
		vi.advanceTimersByTime(10);
		expect(run).toHaveBeenCalledTimes(1);
		vi.advanceTimersByTime(1000);
		expect(run).toHaveBeenCalledTimes(1);
		soon.ask();
		vi.advanceTimersByTime(100);
		expect(run).toHaveBeenCalledTimes(2);
	});

	it('tells of its failure, and is not done once nobody wants it any more', async () => {
		const failure = new Error('no');
		const onFailure = vi.fn();
		const run = vi.fn(() => Promise.reject(failure));
		const soon = new RunSoon(run, 100, onFailure);
		soon.ask();
		await vi.advanceTimersByTimeAsync(100);
		expect(onFailure.mock.calls).toEqual([[failure]]);
		soon.ask();
		soon.dispose();
		await vi.advanceTimersByTimeAsync(1000);
		expect(run).toHaveBeenCalledTimes(1);
	});
});

import { describe, expect, it } from 'vitest';
import { inSlices } from '../../../src/host/inSlices';

describe('work in slices', () => {
	it('lets others go first after about half a frame', async () => {
		let steps = 0;
		let sinceOthers = 0;
		let mostAtOnce = 0;
		let isOver = false;
		const others = (): void => {
			sinceOthers = 0;
			if (!isOver) {
				setImmediate(others);
			}
		};
		setImmediate(others);
		const took = await inSlices(() => {
			const end = performance.now() + 3;
			while (performance.now() < end);
			mostAtOnce = Math.max(mostAtOnce, ++sinceOthers);
			return ++steps < 20;
		});
		isOver = true;
		expect(steps).toBe(20);
		// Three steps of three milliseconds are more than eight.
		expect(mostAtOnce).toBeLessThanOrEqual(3);
		expect(took).toBeGreaterThanOrEqual(60);
	});
});

// The steps from everything to only the surest.

import { describe, expect, it } from 'vitest';
import { densitySteps, fewer, more, relationThresholdAt } from '../../../../src/features/density/densitySteps';

describe('density', () => {
	it('goes through every step and back, and stays at the ends', () => {
		const up: number[] = [0];
		for (let step = 0; step < 10; step++) {
			up.push(fewer(up.at(-1) ?? 0, 1));
		}
		expect([...new Set(up)]).toEqual(densitySteps(1));
		expect(densitySteps(1).length).toBeGreaterThan(5);
		const down = [up.at(-1) ?? 0];
		for (let step = 0; step < 10; step++) {
			down.push(more(down.at(-1) ?? 0));
		}
		expect([...new Set(down)]).toEqual(densitySteps(1).reverse());
	});

	it('has no step that would show nothing', () => {
		expect(densitySteps(0.93).at(-1)).toBe(0.9);
		expect(fewer(0.9, 0.93)).toBe(0.9);
		expect(densitySteps(0)).toEqual([0]);
	});

	it('asks half of relations: both of their ends are asked as well', () => {
		expect([0, 0.5, 0.9].map(relationThresholdAt)).toEqual([0, 0.25, 0.45]);
	});

	it('goes to the next step from a threshold between two', () => {
		expect([fewer(0.65, 1), more(0.65)]).toEqual([0.7, 0.6]);
	});
});

// The steps from everything to only the surest.

import { describe, expect, it } from 'vitest';
import { densityThresholds, fewer, more, relationThresholdAt } from '../../../../src/features/density/densitySteps';

describe('density', () => {
	it('goes through every step and back, and stays at the ends', () => {
		const up: number[] = [0];
		for (let step = 0; step < 10; step++) {
			up.push(fewer(up.at(-1) ?? 0));
		}
		expect([...new Set(up)]).toEqual([...densityThresholds]);
		const down = [up.at(-1) ?? 0];
		for (let step = 0; step < 10; step++) {
			down.push(more(down.at(-1) ?? 0));
		}
		expect([...new Set(down)]).toEqual([...densityThresholds].reverse());
	});

	it('asks of relations what it asks of entities, up to a bound: both of their ends are asked as well', () => {
		expect(densityThresholds.map(relationThresholdAt)).toEqual([0, 0.5, 0.7, 0.7, 0.7, 0.7]);
	});

	it('goes to the next step from a threshold between two', () => {
		expect([fewer(0.6), more(0.6)]).toEqual([0.7, 0.5]);
	});
});

// How the ten lines of a hover are shared out.

import { describe, expect, it } from 'vitest';
import { mostLines, relationLines } from '../../../../src/features/hover/hoverLines';

describe('lines of relations', () => {
	it('are as many as there are relations, where there is room', () => {
		expect(relationLines([2, 0, 3], 5)).toEqual([2, 0, 3]);
	});

	it('go to the first mention before the others, which keep a line each', () => {
		expect(relationLines([9, 4, 1], 6)).toEqual([2, 1, 1]);
	});

	it('never make a hover longer than it may be', () => {
		for (const taken of [0, 3, 6, 9, 10, 12]) {
			for (const relations of [[20], [20, 20, 20], [0, 20, 1], [1, 1, 1]]) {
				const lines = relationLines(relations, taken);
				const sum = lines.reduce((a, b) => a + b, 0);
				expect(sum).toBeLessThanOrEqual(Math.max(0, mostLines - taken));
				lines.forEach((count, index) => expect(count).toBeLessThanOrEqual(relations[index] ?? 0));
			}
		}
	});
});

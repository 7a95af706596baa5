import { describe, expect, it } from 'vitest';
import { argMax, decodeEntities, decodeRelations, sigmoid, softmaxRows } from '../../../../src/engine/spert/decoding';

describe('softmaxRows', () => {
	it('makes every row a distribution, however large the logits', () => {
		const result = softmaxRows(Float32Array.of(0, Math.log(3), 1000, 1000, -1000, 0), 2);
		[0.25, 0.75, 0.5, 0.5, 0, 1].forEach((value, index) => expect(result[index]).toBeCloseTo(value, 6));
	});
});

describe('sigmoid', () => {
	it('is a half at 0 and saturates without overflow', () => {
		const values = sigmoid(Float32Array.of(0, 1000, -1000, Math.log(3)));
		[0.5, 1, 0, 0.75].forEach((value, index) => expect(values[index]).toBeCloseTo(value, 6));
	});
});

describe('argMax', () => {
	it('takes the first of equal values within its window', () => {
		const values = Float32Array.of(9, 1, 3, 3, 2, 9);
		expect(argMax(values, 1, 4)).toBe(1);
		expect(argMax(values, 0, 6)).toBe(0);
	});
});

describe('decodeEntities', () => {
	it('keeps candidates whose best class is a type, in order, with its probability', () => {
		const probabilities = Float32Array.of(0.5, 0.25, 0.25, 0.125, 0.375, 0.5, 0.25, 0.5, 0.25);
		expect(decodeEntities(probabilities, 3)).toEqual([
			{ candidate: 1, type: 2, score: 0.5 },
			{ candidate: 2, type: 1, score: 0.5 },
		]);
	});

	it('leaves out a tie with "no entity", and takes the first type of a tie between types', () => {
		expect(decodeEntities(Float32Array.of(0.4, 0.4, 0.2, 0.2, 0.4, 0.4), 3)).toEqual([
			{ candidate: 1, type: 1, score: Math.fround(0.4) },
		]);
	});

	it('finds nothing where there are no candidates', () => {
		expect(decodeEntities(new Float32Array(0), 7)).toEqual([]);
	});
});

describe('decodeRelations', () => {
	const asymmetric = { identifier: 'Used-for', short: 'Used-for', verbose: 'Used for', index: 1, symmetric: false };
	const symmetric = { identifier: 'Compare', short: 'Compare', verbose: 'Compare', index: 2, symmetric: true };
	const types = [asymmetric, symmetric];
	const byPlace = { start: (candidate: number) => candidate, key: String };

	function decode(pairs: readonly (readonly [number, number])[], scores: readonly number[], threshold: number, identity = byPlace) {
		const heads = Int32Array.from(pairs, ([head]) => head);
		const tails = Int32Array.from(pairs, ([, tail]) => tail);
		const found = decodeRelations({ heads, tails }, Float32Array.from(scores), types, threshold, identity);
		return found.map(({ head, tail, type, score }) => [head, tail, type, Number(score.toFixed(4))]);
	}

	it('finds several types for one pair, in pair order, then type order', () => {
		expect(decode([[5, 2], [0, 1]], [0.5, 0, 0.6, 0.7], 0.4)).toEqual([
			[5, 2, 1, 0.5],
			[0, 1, 1, 0.6],
			[0, 1, 2, 0.7],
		]);
	});

	it('keeps a score that equals the threshold in float32', () => {
		// 0.7 is less in float32 than in double precision, 0.4 is more.
		for (const threshold of [0.4, 0.7]) {
			expect(decode([[0, 1]], [threshold, 0], threshold)).toHaveLength(1);
			const justBelow = Math.fround(threshold) - 2 ** -24;
			expect(decode([[0, 1]], [justBelow, 0], threshold)).toHaveLength(0);
		}
	});

	it('finds no relation with a score of 0, even at the threshold 0', () => {
		expect(decode([[0, 1]], [0, 1e-9], 0)).toEqual([[0, 1, 2, 0]]);
	});

	it('puts symmetric relations in text order and keeps the first score of a pair that is found twice', () => {
		expect(decode([[1, 0], [0, 1]], [0, 0.5, 0, 0.9], 0.4)).toEqual([[0, 1, 2, 0.5]]);
	});

	it('does not turn asymmetric relations', () => {
		expect(decode([[1, 0], [0, 1]], [0.5, 0, 0.9, 0], 0.4)).toEqual([
			[1, 0, 1, 0.5],
			[0, 1, 1, 0.9],
		]);
	});

	it('turns nothing where both spans start at the same place, so both directions stay', () => {
		const nested = { start: () => 3, key: String };
		expect(decode([[1, 0], [0, 1]], [0, 0.5, 0, 0.9], 0.4, nested)).toEqual([
			[1, 0, 2, 0.5],
			[0, 1, 2, 0.9],
		]);
	});
});

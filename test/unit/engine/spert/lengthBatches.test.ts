// Batches by length: nothing lost, bounds kept, and no division with less padding.

import { describe, expect, it } from 'vitest';
import { batchesByLength } from '../../../../src/engine/spert/lengthBatches';

const batches = (lengths: readonly number[], rowsPerBatch = 512): number[][] =>
	batchesByLength(
		lengths,
		(length) => length,
		(length) => Math.max(1, Math.floor(rowsPerBatch / length)),
	);

/** Rows of all batches, padding included. */
const rows = (divided: readonly (readonly number[])[]): number =>
	divided.reduce((sum, batch) => sum + batch.length * Math.max(...batch), 0);

describe('batchesByLength', () => {
	it('makes no batch of nothing', () => {
		expect(batches([])).toEqual([]);
	});

	it('keeps sequences of one length together, up to the bound', () => {
		const sizes = batches(Array<number>(7).fill(100), 300).map((batch) => batch.length);
		expect(sizes.sort()).toEqual([1, 3, 3]);
	});

	it('puts a sequence that is longer than a batch into one of its own', () => {
		expect(batches([10, 512, 12, 600], 256)).toEqual([[10, 12], [512], [600]]);
	});

	it('separates lengths where padding would cost more than another batch', () => {
		expect(batches([20, 100, 20, 21, 99])).toEqual([
			[20, 20, 21],
			[99, 100],
		]);
	});

	it('keeps sequences together where another batch would cost more than padding', () => {
		expect(batches([30, 31, 32, 33])).toEqual([[30, 31, 32, 33]]);
	});

	it('loses and doubles no sequence, keeps to the bound and pads little, whatever the lengths', () => {
		const lengths = Array.from({ length: 300 }, (_, index) => 3 + ((index * 7919) % 120));
		const divided = batches(lengths);
		expect(divided.flat().sort((a, b) => a - b)).toEqual([...lengths].sort((a, b) => a - b));
		for (const batch of divided) {
			expect(batch.length * Math.max(...batch)).toBeLessThanOrEqual(512);
		}
		expect(rows(divided) / lengths.reduce((sum, length) => sum + length, 0)).toBeLessThan(1.03);
	});
});

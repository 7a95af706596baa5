// How parameters are laid out for a device, and what its graphs are told of a batch.

import { describe, expect, it } from 'vitest';
import { int32Tensor } from '../../../../../src/engine/runtime/session';
import { mergedRows } from '../../../../../src/engine/training/device/mergedRows';
import { parameterBuckets, sumWidth } from '../../../../../src/engine/training/device/parameterBuckets';
import type { StoredParameter } from '../../../../../src/engine/training/parameterStore';

const state = { gradient: new Float32Array(), furtherGradient: undefined, firstMoment: new Float32Array(), secondMoment: new Float32Array(), average: undefined, hasHadGradient: false };

function parameter(name: string, length: number, isTrained = true): StoredParameter {
	// As long as it says, without the memory.
	return { name, shape: [length], values: { length } as Float32Array, state: isTrained ? state : undefined };
}

describe('buckets of parameters', () => {
	it('hold every parameter once, end to end, among those that the optimizer treats alike', () => {
		const buckets = parameterBuckets([
			parameter('a.weight', 10),
			parameter('a.bias', 3),
			parameter('rel_classifier.weight', 7),
			parameter('rel_classifier.bias', 2),
			parameter('b.weight', 5),
			parameter('a.LayerNorm.weight', 4),
			parameter('frozen.weight', 6, false),
			parameter('none.weight', 0),
		]);
		const layout = buckets.map(({ name: _, parameters, ...kind }) => ({ ...kind, of: parameters.map(({ name, start, count }) => [name, start, count]) }));
		const length = sumWidth * sumWidth;
		expect(layout).toEqual([
			{ length, isTrained: true, decays: true, needsPairs: false, rateShare: 1, of: [['a.weight', 0, 10], ['b.weight', 10, 5]] },
			{ length, isTrained: true, decays: false, needsPairs: false, rateShare: 1, of: [['a.bias', 0, 3], ['a.LayerNorm.weight', 3, 4]] },
			{ length, isTrained: true, decays: true, needsPairs: true, rateShare: 1, of: [['rel_classifier.weight', 0, 7]] },
			{ length, isTrained: true, decays: false, needsPairs: true, rateShare: 1, of: [['rel_classifier.bias', 0, 2]] },
			{ length, isTrained: false, decays: true, needsPairs: false, rateShare: 1, of: [['frozen.weight', 0, 6]] },
		]);
	});

	it('hold parameters of one share of the learning rate', () => {
		const all = ['a.weight', 'b.weight', 'c.weight'].map((name) => parameter(name, 4));
		const buckets = parameterBuckets(all, new Map([['a.weight', 0.5], ['c.weight', 0.5]]));
		expect(buckets.map(({ rateShare, parameters }) => [rateShare, parameters.map(({ name }) => name)])).toEqual([
			[0.5, ['a.weight', 'c.weight']],
			[1, ['b.weight']],
		]);
		expect(new Set(buckets.map(({ name }) => name)).size).toBe(2);
	});

	it('stay under 64 MiB, but for a parameter that is larger', () => {
		const million = 2 ** 20;
		const buckets = parameterBuckets([8, 8, 1, 20, 15].map((size, index) => parameter(`${index}.weight`, size * million)));
		expect(buckets.map(({ parameters }) => parameters.map(({ name }) => name))).toEqual([['0.weight', '1.weight'], ['2.weight'], ['3.weight'], ['4.weight']]);
		expect(buckets.map(({ length }) => length)).toEqual([16, 1, 20, 15].map((size) => size * million));
		expect(new Set(buckets.map(({ name }) => name)).size).toBe(4);
	});
});

describe('rows of a batch', () => {
	it('come once each, with the place of every update among them', () => {
		const batch = { feeds: { ids: int32Tensor(Int32Array.of(7, 2, 7, 7, 5), [1, 5]) }, dimensions: {}, spanCount: 0, pairCount: 0 };
		const feeds = mergedRows(batch, ['ids']);
		expect(feeds['ids.distinct']).toMatchObject({ dims: [3, 1], data: BigInt64Array.of(2n, 5n, 7n) });
		expect(feeds['ids.order']).toMatchObject({ dims: [3, 1], data: Int32Array.of(0, 1, 2) });
		expect(feeds['ids.places']).toMatchObject({ dims: [1, 5], data: Int32Array.of(2, 0, 2, 2, 1) });
	});
});

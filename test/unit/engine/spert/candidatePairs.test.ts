import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderedPairs, ScoredPairs } from '../../../../src/engine/spert/candidatePairs';

const entityLists = fc.array(fc.uniqueArray(fc.nat(50), { maxLength: 7 }), { maxLength: 4 });

describe('pairs of entities', () => {
	it('are all ordered pairs of each sequence, in the same order however many come together', () => {
		fc.assert(
			fc.property(entityLists, fc.integer({ min: 1, max: 60 }), (entities, most) => {
				const expected = entities.flatMap((own, sequence) =>
					own.flatMap((head) => own.filter((tail) => tail !== head).map((tail) => [sequence, head, tail])),
				);
				const runs = [...orderedPairs(entities, most)];
				expect(runs.every(({ heads }) => heads.length > 0 && heads.length <= most)).toBe(true);
				const found = runs.flatMap(({ sequences, heads, tails }) =>
					[...sequences].map((sequence, pair) => [sequence, heads[pair]!, tails[pair]!]),
				);
				expect(found).toEqual(expected);
			}),
		);
	});

	it('are there one run after the other: a thousand entities need no room for a million pairs', () => {
		const thousand = Array.from({ length: 1000 }, (_, entity) => entity);
		for (const { heads } of orderedPairs([thousand], 64)) {
			expect(heads.length).toBe(64);
			break;
		}
		expect.assertions(1);
	});
});

describe('scored pairs', () => {
	const pairs = { sequences: Int32Array.of(0, 0, 2), heads: Int32Array.of(1, 2, 5), tails: Int32Array.of(2, 1, 6) };
	const scores = Float32Array.of(0.1, 0.5, 0.2, 0.3, 0.9, 0);

	it('keep those with a relation that scores enough, equality included', () => {
		const scored = new ScoredPairs(2, 0.5);
		scored.add(pairs, scores);
		expect(scored.of(0)).toEqual({ pairHeads: Int32Array.of(1), pairTails: Int32Array.of(2), relationScores: scores.slice(0, 2) });
		expect(scored.of(2).pairHeads).toEqual(Int32Array.of(5));
		expect(scored.of(1)).toEqual({ pairHeads: new Int32Array(0), pairTails: new Int32Array(0), relationScores: new Float32Array(0) });
	});

	it('compare in float32, as the reference does', () => {
		const scored = new ScoredPairs(1, 0.7);
		scored.add({ sequences: Int32Array.of(0), heads: Int32Array.of(1), tails: Int32Array.of(2) }, Float32Array.of(0.7));
		expect(scored.of(0).pairHeads.length).toBe(1);
	});

	it('are all there where nothing is said', () => {
		const scored = new ScoredPairs(2, undefined);
		scored.add(pairs, scores);
		expect([...scored.of(0).relationScores, ...scored.of(2).relationScores]).toEqual([...scores]);
	});
});

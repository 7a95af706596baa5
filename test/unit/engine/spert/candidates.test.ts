import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contextBetween } from '../../../../src/engine/spert/batch';
import { at, spanCandidates, type SpanCandidates } from '../../../../src/engine/spert/candidates';

const pieceCounts = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 15 });

function startsOf(counts: readonly number[]): Int32Array {
	const starts = [0];
	for (const count of counts) {
		starts.push(starts.at(-1)! + count);
	}
	return Int32Array.from(starts);
}

function spansOf(candidates: SpanCandidates): number[][] {
	return Array.from({ length: candidates.count }, (_, index) => [
		candidates.tokenStart[index]!,
		candidates.tokenEnd[index]!,
		candidates.pieceStart[index]!,
		candidates.pieceEnd[index]!,
	]);
}

describe('spanCandidates', () => {
	it('lists every span once, shortest first, then by start, with its word pieces after [CLS]', () => {
		fc.assert(
			fc.property(pieceCounts, fc.integer({ min: 1, max: 20 }), (counts, maxSpanSize) => {
				const expected: number[][] = [];
				for (let size = 1; size <= maxSpanSize; size++) {
					for (let start = 0; start + size <= counts.length; start++) {
						const before = counts.slice(0, start).reduce((sum, count) => sum + count, 0);
						const within = counts.slice(start, start + size).reduce((sum, count) => sum + count, 0);
						expected.push([start, start + size, 1 + before, 1 + before + within]);
					}
				}
				const candidates = spanCandidates(startsOf(counts), maxSpanSize);
				expect(spansOf(candidates)).toEqual(expected);
				expect(candidates.tokenStart).toHaveLength(expected.length);
			}),
		);
	});

	it('has none for a sentence without tokens', () => {
		expect(spanCandidates(Int32Array.of(0), 10).count).toBe(0);
	});
});

describe('contextBetween', () => {
	/** Candidates that are just these word piece spans. */
	const pair = (a: readonly [number, number], b: readonly [number, number]): SpanCandidates => ({
		count: 2,
		tokenStart: new Int32Array(2),
		tokenEnd: new Int32Array(2),
		pieceStart: Int32Array.of(a[0], b[0]),
		pieceEnd: Int32Array.of(a[1], b[1]),
	});
	const piecesBetween = (a: readonly [number, number], b: readonly [number, number], from: number, to: number): number[] => {
		const { start, end } = contextBetween(pair(a, b), from, to);
		return Array.from({ length: end - start }, (_, index) => start + index);
	};

	it("equals the reference's masks", () => {
		const file = join(import.meta.dirname, '../../../golden/portable/sampling.json');
		const { rel_masks: masks } = JSON.parse(readFileSync(file, 'utf8')) as {
			rel_masks: { s1: [number, number]; s2: [number, number]; mask: number[] }[];
		};
		expect(masks.length).toBeGreaterThan(0);
		for (const { s1, s2, mask } of masks) {
			const pieces = mask.flatMap((value, index) => (value === 1 ? [index] : []));
			expect(piecesBetween(s1, s2, 0, 1)).toEqual(pieces);
		}
	});

	it('holds exactly the pieces after one span and before the other, whichever comes first', () => {
		const span = fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 6 })).map(([start, length]) => [start, start + length] as const);
		fc.assert(
			fc.property(span, span, (a, b) => {
				const between = Array.from({ length: 30 }, (_, piece) => piece).filter((piece) => {
					return (piece >= a[1] && piece < b[0]) || (piece >= b[1] && piece < a[0]);
				});
				expect(piecesBetween(a, b, 0, 1)).toEqual(between);
				expect(piecesBetween(a, b, 1, 0)).toEqual(between);
			}),
		);
	});
});

describe('at', () => {
	it('throws outside of the array', () => {
		expect(at(Int32Array.of(4, 5), 1)).toBe(5);
		expect(() => at(Int32Array.of(4, 5), 2)).toThrow('Index 2 is outside 0..1.');
		expect(() => at(Int32Array.of(4, 5), -1)).toThrow(RangeError);
	});
});

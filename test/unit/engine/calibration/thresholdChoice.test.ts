import { describe, expect, it } from 'vitest';
import { f1Of } from '../../../../src/engine/calibration/counts';
import { partsOf } from '../../../../src/engine/calibration/parts';
import { chooseThresholds, countAt, type ScoredDocument } from '../../../../src/engine/calibration/thresholdChoice';

/** Documents with candidates of each type: those from `from` on are right, a few near it are not. */
function documentsOf(count: number, from: readonly number[], share: readonly number[]): ScoredDocument[] {
	return Array.from({ length: count }, (_, document) => {
		const candidates = from.flatMap((bound, index) => {
			if (document % Math.round(1 / share[index]!) !== 0) {
				return [];
			}
			const place = (document * 7919) % 97;
			const score = place / 97;
			return [{ type: index + 1, score, isAnnotated: score >= bound }];
		});
		const annotated = from.map((_bound, index) => candidates.filter(({ type, isAnnotated }) => type === index + 1 && isAnnotated).length);
		return { candidates, annotated };
	});
}

describe('chooseThresholds', () => {
	it('finds the common bound of all types', () => {
		const { common, ofTypes, leastExamples } = chooseThresholds(documentsOf(600, [0.3, 0.3], [1, 1]), [0.4, 0.4]);
		expect(common).toBeCloseTo(0.3, 1);
		expect(ofTypes).toEqual([common, common]);
		expect(leastExamples).toBe(Infinity);
	});

	it('gives frequent types their own where that helps', () => {
		const documents = documentsOf(800, [0.2, 0.7], [1, 1]);
		const { ofTypes, common, leastExamples } = chooseThresholds(documents, [0.4, 0.4]);
		expect(leastExamples).toBeLessThan(Infinity);
		expect(ofTypes[0]).toBeCloseTo(0.2, 1);
		expect(ofTypes[1]).toBeCloseTo(0.7, 1);
		expect(f1Of(countAt(documents, ofTypes))).toBeGreaterThan(f1Of(countAt(documents, [common, common])));
	});

	it('leaves a rare type at the common threshold, whatever its few examples say', () => {
		// One in fifty: some 10 of 600, fewer than any choice asks for.
		const { ofTypes, common } = chooseThresholds(documentsOf(600, [0.3, 0.9], [1, 0.02]), [0.5, 0.5]);
		expect(ofTypes[1]).toBe(common);
	});

	it('keeps what there is where nothing does better', () => {
		const documents = documentsOf(600, [0.3, 0.7], [1, 1]);
		expect(chooseThresholds(documents, [0.3, 0.7])).toMatchObject({ ofTypes: [0.3, 0.7], isKept: true });
		expect(chooseThresholds(documents, [0.6, 0.6]).isKept).toBe(false);
	});

	it('has thresholds for nothing at all', () => {
		for (const documents of [[], documentsOf(1, [0.5], [1])]) {
			const { common, ofTypes } = chooseThresholds(documents, [0.4]);
			expect(common).toBeGreaterThan(0);
			expect(ofTypes).toEqual([common]);
		}
		expect(chooseThresholds([], []).ofTypes).toEqual([]);
	});
});

describe('countAt', () => {
	it('counts annotated relations that are no candidates as missed', () => {
		const document = { candidates: [{ type: 1, score: 0.5, isAnnotated: true }], annotated: [3] };
		expect(countAt([document], [0.5])).toEqual({ truePositives: 1, predicted: 1, annotated: 3 });
		expect(countAt([document], [0.51])).toEqual({ truePositives: 0, predicted: 0, annotated: 3 });
	});
});

describe('partsOf', () => {
	it('puts every document in one part and leaves it out of its others', () => {
		const documents = [...Array(23).keys()];
		const parts = partsOf(documents, 5);
		expect(parts.flatMap(({ own }) => own)).toEqual(documents);
		for (const { own, others } of parts) {
			expect([...own, ...others].sort((a, b) => a - b)).toEqual(documents);
		}
		expect(partsOf([1, 2], 5)).toHaveLength(2);
		expect(partsOf([], 5)).toEqual([]);
	});
});

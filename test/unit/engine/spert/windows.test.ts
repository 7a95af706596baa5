import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScoredEntity, SentencePrediction } from '../../../../src/engine/spert/sentencePrediction';
import { mergeWindows, windowsOf, type Window } from '../../../../src/engine/spert/windows';

/** Word pieces of each token, and a capacity that holds each of them. */
const sentence = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 120 }).chain((counts) =>
	fc.record({ counts: fc.constant(counts), capacity: fc.integer({ min: Math.max(...counts), max: 40 }) }),
);

function startsOf(counts: readonly number[]): Int32Array {
	const starts = new Int32Array(counts.length + 1);
	counts.forEach((count, index) => (starts[index + 1] = starts[index]! + count));
	return starts;
}

describe('windowsOf', () => {
	it('owns every token exactly once, in order', () => {
		fc.assert(
			fc.property(sentence, ({ counts, capacity }) => {
				const windows = windowsOf(startsOf(counts), capacity);
				const owned = windows.flatMap(({ ownStart, ownEnd }) =>
					Array.from({ length: ownEnd - ownStart }, (_, index) => ownStart + index),
				);
				expect(owned).toEqual(counts.map((_, token) => token));
			}),
		);
	});

	it('never exceeds the capacity, and reads all that it owns', () => {
		fc.assert(
			fc.property(sentence, ({ counts, capacity }) => {
				for (const { start, end, ownStart, ownEnd } of windowsOf(startsOf(counts), capacity)) {
					expect(counts.slice(start, end).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(capacity);
					expect(start).toBeLessThanOrEqual(ownStart);
					expect(ownStart).toBeLessThanOrEqual(ownEnd);
					expect(ownEnd).toBeLessThanOrEqual(end);
					expect(end).toBeGreaterThan(start);
				}
			}),
		);
	});

	it('is one window where all fits', () => {
		expect(windowsOf(startsOf([2, 3, 1]), 6)).toEqual([{ start: 0, end: 3, ownStart: 0, ownEnd: 3 }]);
	});

	it('shares about a quarter between neighbours and divides it in the middle', () => {
		const windows = windowsOf(startsOf(Array<number>(20).fill(1)), 8);
		expect(windows.map(({ start, end }) => [start, end])).toEqual([[0, 8], [6, 14], [12, 20]]);
		expect(windows.map(({ ownStart, ownEnd }) => [ownStart, ownEnd])).toEqual([[0, 7], [7, 13], [13, 20]]);
	});

	it('reaches the end even where each token fills a window', () => {
		expect(windowsOf(startsOf([4, 4, 4]), 4).map(({ start, end }) => [start, end])).toEqual([[0, 1], [1, 2], [2, 3]]);
	});
});

describe('mergeWindows', () => {
	const entity = (start: number, end: number, type: number, score: number): ScoredEntity => {
		return { start, end, type, score, probabilities: new Float32Array(0) };
	};
	const part = (window: Window, entities: ScoredEntity[], relations: SentencePrediction['relations'] = []) => {
		return { window, prediction: { entities, relations } };
	};
	const left: Window = { start: 0, end: 10, ownStart: 0, ownEnd: 8 };
	const right: Window = { start: 6, end: 16, ownStart: 8, ownEnd: 16 };

	it('is empty for no window', () => {
		expect(mergeWindows([])).toEqual({ entities: [], relations: [] });
	});

	it('takes each entity from the window that owns its first token', () => {
		const merged = mergeWindows([
			part(left, [entity(7, 9, 1, 0.9), entity(8, 9, 1, 0.1)]),
			part(right, [entity(7, 9, 2, 0.2), entity(8, 9, 1, 0.8), entity(15, 16, 3, 0.7)]),
		]);
		expect(merged.entities.map(({ start, score }) => [start, score])).toEqual([[7, 0.9], [8, 0.8], [15, 0.7]]);
	});

	it('keeps a relation once, where both of its entities stayed, and joins it to the ones that stayed', () => {
		const [a, b] = [entity(7, 8, 1, 0.9), entity(9, 10, 1, 0.5)];
		const [a2, b2] = [entity(7, 8, 1, 0.6), entity(9, 10, 1, 0.7)];
		const lost = entity(9, 10, 2, 0.4);
		const merged = mergeWindows([
			part(left, [a, b], [
				{ head: a, tail: b, type: 1, score: 0.8 },
				{ head: a, tail: lost, type: 2, score: 0.8 },
			]),
			part(right, [a2, b2], [{ head: a2, tail: b2, type: 1, score: 0.3 }]),
		]);
		expect(merged.relations).toEqual([{ head: a, tail: b2, type: 1, score: 0.8 }]);
		expect(merged.entities).toContain(merged.relations[0]!.tail);
	});
});

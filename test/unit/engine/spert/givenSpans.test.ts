// Scores of spans that are named: those that a prediction gives them, whatever window they lie in.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CancellationSource, CancelledError, neverCancelled } from '../../../../src/base/cancellation';
import type { LoadedModel } from '../../../../src/engine/engine';
import type { GivenSpans } from '../../../../src/engine/spert/spertModel';
import { loadPortableModel, portablePositions, portableSentences } from '../portableModel';

const hooks = { cancellation: neverCancelled };
const everything = { maxSpanSize: 10, relationThreshold: 0 };

let loaded: LoadedModel;
beforeAll(async () => {
	loaded = await loadPortableModel();
});
afterAll(() => loaded.model.dispose());

/** What is predicted, and the same spans scored. */
async function compared(sentences: readonly (readonly string[])[]) {
	const predicted = await loaded.model.predict(sentences, everything, hooks);
	const asked = predicted.map(({ entities }, index): GivenSpans => ({ tokens: sentences[index]!, spans: entities }));
	return { predicted, asked, scores: await loaded.model.scoreSpans(asked, true, hooks) };
}

describe('scoreSpans', () => {
	it('gives the probabilities that a prediction gives, of spans and of pairs', async () => {
		const { predicted, scores } = await compared(portableSentences);
		const { entities: entityTypes, relations: relationTypes } = loaded.model.types;
		let pairs = 0;
		for (const [index, { entities, relations }] of predicted.entries()) {
			const { spans, pairs: ofPairs } = scores[index]!;
			const expected = entities.flatMap(({ probabilities }) => [...probabilities]);
			expect(spans).toHaveLength(expected.length);
			expect(expected.length).toBe(entities.length * (entityTypes.length + 1));
			spans.forEach((value, place) => expect(Math.abs(value - expected[place]!)).toBeLessThan(1e-5));
			expect(ofPairs).toHaveLength(entities.length ** 2 * relationTypes.length);
			for (const { head, tail, type, score } of relations) {
				const [row, column] = [head, tail].map((end) => entities.findIndex((entity) => entity === end)) as [number, number];
				const scoreOf = (from: number, to: number): number => ofPairs[(from * entities.length + to) * relationTypes.length + type - 1]!;
				// A symmetric relation comes in text order, with the score of either.
				const places = relationTypes[type - 1]!.symmetric ? [scoreOf(row, column), scoreOf(column, row)] : [scoreOf(row, column)];
				expect(Math.min(...places.map((value) => Math.abs(value - score)))).toBeLessThan(1e-5);
				pairs++;
			}
			entities.forEach((_, own) => expect(ofPairs[(own * entities.length + own) * relationTypes.length]).toBeNaN());
		}
		expect(pairs).toBeGreaterThan(100);
	});

	it('scores what lies in several windows as the one that answers for it, and knows nothing of what lies in none', async () => {
		const long = Array.from({ length: 12 }, () => portableSentences[1]!).flat();
		expect(long.length).toBeGreaterThan(portablePositions);
		const { predicted, scores } = await compared([long]);
		const { entities } = predicted[0]!;
		const expected = entities.flatMap(({ probabilities }) => [...probabilities]);
		scores[0]!.spans.forEach((value, place) => expect(Math.abs(value - expected[place]!)).toBeLessThan(1e-5));
		const [first, last] = [{ start: 0, end: 1 }, { start: long.length - 1, end: long.length }];
		const [{ spans, pairs } = { spans: [], pairs: [] }] = await loaded.model.scoreSpans([{ tokens: long, spans: [first, last, { start: 0, end: 99 }, { start: 0, end: 100 }] }], true, hooks);
		const [classes, types] = [loaded.model.types.entities.length + 1, loaded.model.types.relations.length];
		expect([spans[0], spans[classes]].some(Number.isNaN)).toBe(false);
		// As long as the size embedding knows, but in no window; and longer than that.
		expect([spans[2 * classes], spans[3 * classes]]).toEqual([NaN, NaN]);
		expect(pairs[types]).toBeNaN();
	});

	it('scores spans alone where pairs are not asked for, and nothing where nothing is', async () => {
		const tokens = portableSentences[0]!;
		const [some, none, empty] = await loaded.model.scoreSpans([{ tokens, spans: [{ start: 0, end: 2 }, { start: 1, end: 2 }] }, { tokens, spans: [] }, { tokens: [], spans: [] }], false, hooks);
		expect(some!.spans.some(Number.isNaN)).toBe(false);
		expect([some!.pairs.length, none!.spans.length, empty!.spans.length]).toEqual([0, 0, 0]);
	});

	it('can be cancelled', async () => {
		const source = new CancellationSource();
		source.cancel();
		const asked = [{ tokens: portableSentences[0]!, spans: [{ start: 0, end: 1 }] }];
		await expect(loaded.model.scoreSpans(asked, false, { cancellation: source.token })).rejects.toThrow(CancelledError);
		source.dispose();
	});
});

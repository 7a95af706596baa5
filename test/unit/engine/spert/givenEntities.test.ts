// Relations between entities that are known.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CancellationSource, CancelledError, neverCancelled } from '../../../../src/base/cancellation';
import type { LoadedModel } from '../../../../src/engine/engine';
import type { GivenEntities } from '../../../../src/engine/spert/spertModel';
import { loadPortableModel, portableSentences } from '../portableModel';

const hooks = { cancellation: neverCancelled };
const options = { maxSpanSize: 10, relationThreshold: 0.4 };

let loaded: LoadedModel;
beforeAll(async () => {
	loaded = await loadPortableModel();
});
afterAll(() => loaded.model.dispose());

describe('predictRelations', () => {
	it('finds between the entities that predict finds the relations that predict finds', async () => {
		const predicted = await loaded.model.predict(portableSentences, options, hooks);
		const documents = predicted.map(({ entities }, index): GivenEntities => ({ tokens: portableSentences[index]!, entities }));
		const related = await loaded.model.predictRelations(documents, options, hooks);
		expect(related).toHaveLength(documents.length);
		for (const [index, { entities, relations }] of related.entries()) {
			const expected = predicted[index]!;
			expect(entities.map(({ start, end, type, score }) => [start, end, type, score])).toEqual(
				expected.entities.map(({ start, end, type }) => [start, end, type, 1]),
			);
			const ends = (all: typeof relations) => all.map(({ head, tail, type }) => [head.start, head.end, tail.start, tail.end, type]);
			expect(ends(relations)).toEqual(ends(expected.relations));
			relations.forEach(({ score }, place) => expect(score).toBeCloseTo(expected.relations[place]!.score, 5));
		}
		expect(related.flatMap(({ relations }) => relations).length).toBeGreaterThan(20);
	});

	it('keeps what it is given, whatever the model would say: any span, any type, equal ones once', async () => {
		const tokens = portableSentences[0]!;
		const entities = [
			{ start: 1, end: 2, type: 3 },
			{ start: 0, end: tokens.length, type: 5 },
			{ start: 1, end: 2, type: 4 },
			{ start: 1, end: 2, type: 3 },
		];
		const [found] = await loaded.model.predictRelations([{ tokens, entities }], { relationThreshold: 0 }, hooks);
		expect(found!.entities.map(({ start, end, type }) => ({ start, end, type }))).toEqual(entities.slice(0, 3));
		expect(found!.entities[0]!.probabilities[3]).toBe(1);
		// Between all but the two types of one span, each way and of each type; a symmetric pair once.
		const spans = found!.relations.map(({ head, tail }) => [head.start !== tail.start || head.end !== tail.end]);
		expect(spans.length).toBeGreaterThan(10);
		expect(spans.flat().every(Boolean)).toBe(true);
	});

	it('answers for documents without entities or tokens, in order', async () => {
		const [first, second] = [portableSentences[0]!, portableSentences[1]!];
		const entities = [{ start: 0, end: 1, type: 1 }];
		const documents = [{ tokens: first, entities: [] }, { tokens: [], entities: [] }, { tokens: second, entities }];
		const found = await loaded.model.predictRelations(documents, options, hooks);
		expect(found.map((each) => each.entities.length)).toEqual([0, 0, 1]);
		expect(found.flatMap((each) => each.relations)).toEqual([]);
	});

	it('finds relations at the end of a sentence that is longer than the encoder', async () => {
		const index = 1;
		const [alone] = await loaded.model.predict([portableSentences[index]!], options, hooks);
		const before = Array.from({ length: 20 }, () => portableSentences[0]!).flat();
		const tokens = [...before, ...portableSentences[index]!];
		const entities = alone!.entities.map(({ start, end, type }) => ({ start: start + before.length, end: end + before.length, type }));
		const [found] = await loaded.model.predictRelations([{ tokens, entities }], { relationThreshold: 0 }, hooks);
		expect(found!.entities.map(({ start, end, type }) => ({ start, end, type }))).toEqual(entities);
		expect(found!.relations.length).toBeGreaterThan(0);
	});

	it('refuses an entity that is longer than the size embedding, and can be cancelled', async () => {
		const tokens = Array<string>(120).fill('word');
		const long = [{ tokens, entities: [{ start: 0, end: 100, type: 1 }] }];
		await expect(loaded.model.predictRelations(long, options, hooks)).rejects.toMatchObject({ code: 'spert.spanSizeTooLarge' });
		const source = new CancellationSource();
		source.cancel();
		const cancelled = loaded.model.predictRelations(long.slice(1), options, { cancellation: source.token });
		await expect(cancelled).rejects.toThrow(CancelledError);
	});
});

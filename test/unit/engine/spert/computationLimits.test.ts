import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { neverCancelled } from '../../../../src/base/cancellation';
import { readConfig } from '../../../../src/engine/checkpoint/config';
import { loadModel, type LoadedModel } from '../../../../src/engine/engine';
import { computationLimits, usualMemory } from '../../../../src/engine/spert/computationLimits';
import type { SentencePrediction } from '../../../../src/engine/spert/sentencePrediction';
import { portableModelPath, portableSentences, portableTypesPath } from '../portableModel';

/** In megabytes: far less than the small model of the golden data needs for a sentence. */
const littleMemory = 0.02;

const embedded = join(import.meta.dirname, '../../../../models/scierc-minilm/config.json');

it('the usual memory is enough for the batches that are fastest', async () => {
	const limits = computationLimits(await readConfig(embedded), usualMemory);
	expect(limits.sequencesOf(32)).toBe(16);
	expect(limits.sequencesOf(512)).toBe(1);
	expect(limits.pairs).toBe(4096);
});

it('little memory means fewer at a time, and one at the least', async () => {
	const config = await readConfig(embedded);
	const [much, little] = [computationLimits(config, 64), computationLimits(config, 16)];
	expect(little.spans).toBeLessThan(much.spans);
	expect(little.pairs).toBeLessThan(much.pairs);
	expect(little.sequencesOf(200)).toBeLessThanOrEqual(much.sequencesOf(200));
	expect(computationLimits(config, 1).sequencesOf(512)).toBe(1);
});

let usual: LoadedModel;
let little: LoadedModel;
beforeAll(async () => {
	const options = { typesPath: portableTypesPath, threads: 1 };
	usual = await loadModel(portableModelPath, options);
	little = await loadModel(portableModelPath, { ...options, memory: littleMemory });
});
afterAll(() => {
	usual.model.dispose();
	little.model.dispose();
});

const hooks = { cancellation: neverCancelled };

function expectSame(found: readonly SentencePrediction[], expected: readonly SentencePrediction[]): void {
	const decisions = (predictions: readonly SentencePrediction[]): unknown =>
		predictions.map(({ entities, relations }) => [
			entities.map(({ start, end, type }) => [start, end, type]),
			relations.map(({ head, tail, type }) => [head.start, head.end, tail.start, tail.end, type]),
		]);
	const scores = (predictions: readonly SentencePrediction[]): number[] =>
		predictions.flatMap(({ entities, relations }) => [...entities, ...relations].map(({ score }) => score));
	expect(decisions(found)).toEqual(decisions(expected));
	scores(found).forEach((score, index) => expect(Math.abs(score - scores(expected)[index]!)).toBeLessThan(1e-5));
}

it('spans that are classified in many portions get the same entities', async () => {
	const config = await readConfig(join(portableModelPath, 'config.json'));
	const sentences = [portableSentences.flat().slice(0, 90), ...portableSentences];
	expect(computationLimits(config, littleMemory).spans).toBeLessThan(60);
	const options = { maxSpanSize: 10, relationThreshold: 0.1 };
	const expected = await usual.model.predict(sentences, options, hooks);
	expect(expected.flatMap(({ entities }) => entities).length).toBeGreaterThan(10);
	expectSame(await little.model.predict(sentences, options, hooks), expected);
});

it('pairs that are classified in many portions get the same relations', async () => {
	const tokens = portableSentences.flat().slice(0, 60);
	const entities = Array.from({ length: 20 }, (_, index) => ({ start: 3 * index, end: 3 * index + 1 + (index % 3), type: 1 }));
	const expected = await usual.model.predictRelations([{ tokens, entities }], { relationThreshold: 0 }, hooks);
	expect(expected[0]!.relations.length).toBeGreaterThan(380);
	expectSame(await little.model.predictRelations([{ tokens, entities }], { relationThreshold: 0 }, hooks), expected);
});

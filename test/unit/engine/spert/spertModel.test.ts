import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CancellationSource, CancelledError, neverCancelled } from '../../../../src/base/cancellation';
import { UserError } from '../../../../src/base/userError';
import { readModelFolder } from '../../../../src/engine/checkpoint/modelFolder';
import { readSpertParameters } from '../../../../src/engine/checkpoint/spertParameters';
import type { LoadedModel } from '../../../../src/engine/engine';
import { computationLimits, usualMemory } from '../../../../src/engine/spert/computationLimits';
import { encodeTokens } from '../../../../src/engine/spert/encoding';
import { SpertScorer } from '../../../../src/engine/spert/scorer';
import type { SentencePrediction } from '../../../../src/engine/spert/sentencePrediction';
import { longestSequence } from '../../../../src/engine/nn/encoder';
import { SpertModel } from '../../../../src/engine/spert/spertModel';
import type { HeadWeights } from '../../../../src/engine/spert/headWeights';
import { windowsOf } from '../../../../src/engine/spert/windows';
import { loadPortableModel, portableModelPath, portablePositions, portableSentences, portableTypesPath } from '../portableModel';

const options = { maxSpanSize: 10, relationThreshold: 0.4 };
const hooks = { cancellation: neverCancelled };
const capacity = portablePositions - 2;

let loaded: LoadedModel;
beforeAll(async () => {
	loaded = await loadPortableModel();
});
afterAll(() => loaded.model.dispose());

/** The same model with other heads; relation types go where the heads have none. */
async function adjustedModel(adjust: (heads: HeadWeights) => HeadWeights): Promise<SpertModel> {
	const folder = await readModelFolder(portableModelPath, { typesPath: portableTypesPath });
	const { encoder, heads } = await readSpertParameters(folder);
	const adjusted = adjust(heads!);
	const { entities, relations } = loaded.model.types;
	const limits = computationLimits(folder.config, usualMemory);
	return new SpertModel({
		tokenizer: loaded.tokenizer,
		scorer: await SpertScorer.create(folder.config, encoder, adjusted, { threads: 1, limits }),
		types: { entities, relations: adjusted.relationTypeCount === 0 ? [] : relations },
		longestSequence: longestSequence(folder.config),
		sizeCount: adjusted.sizeCount,
		limits,
	});
}

function decisions({ entities, relations }: SentencePrediction, offset = 0) {
	const span = ({ start, end, type }: { start: number; end: number; type: number }) => [start + offset, end + offset, type];
	return { entities: entities.map(span), relations: relations.map(({ head, tail, type }) => [span(head), span(tail), type]) };
}

function scores({ entities, relations }: SentencePrediction): number[] {
	return [...entities.flatMap(({ probabilities }) => [...probabilities]), ...relations.map(({ score }) => score)];
}

function expectSame(actual: SentencePrediction, expected: SentencePrediction): void {
	expect(decisions(actual)).toEqual(decisions(expected));
	scores(actual).forEach((score, index) => expect(Math.abs(score - scores(expected)[index]!)).toBeLessThanOrEqual(1e-5));
}

describe('SpertModel', () => {
	it('answers in the order of the sentences, whatever their lengths and batches', async () => {
		const sentences = [...portableSentences, [], ...portableSentences.slice(0, 5).reverse()];
		const together = await loaded.model.predict(sentences, options, hooks);
		expect(together).toHaveLength(sentences.length);
		for (const [index, tokens] of sentences.entries()) {
			const [alone] = await loaded.model.predict([tokens], options, hooks);
			expectSame(together[index]!, alone!);
		}
		expect(together.flatMap(({ relations }) => relations).length).toBeGreaterThan(30);
	});

	it('gives each entity the probabilities of all classes, its score the largest', async () => {
		const [prediction] = await loaded.model.predict([portableSentences[1]!], options, hooks);
		expect(prediction!.entities.length).toBeGreaterThan(0);
		for (const { probabilities, type, score } of prediction!.entities) {
			expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
			expect(Math.max(...probabilities)).toBe(score);
			expect(probabilities[type]).toBe(score);
		}
	});

	it('joins relations to the entities of the same answer', async () => {
		for (const { entities, relations } of await loaded.model.predict(portableSentences, options, hooks)) {
			for (const { head, tail } of relations) {
				expect(entities).toContain(head);
				expect(entities).toContain(tail);
			}
		}
	});

	it('predicts nothing for no sentences and for sentences without tokens', async () => {
		expect(await loaded.model.predict([], options, hooks)).toEqual([]);
		expect(await loaded.model.predict([[]], options, hooks)).toEqual([{ entities: [], relations: [] }]);
	});

	it('reads a sentence of any length in windows, each as if it stood alone, up to its end', async () => {
		// Sentences put together are unlike what this model knows: with a lower threshold it finds something everywhere.
		const model = await adjustedModel((heads) => ({
			...heads,
			entityBias: heads.entityBias.map((bias, index) => (index === 0 ? bias - 5 : bias)),
			relationBias: heads.relationBias.map((bias) => bias + 2),
		}));
		const tokens = Array.from({ length: 6 }, () => portableSentences).flat(2);
		const { tokenStarts } = encodeTokens(loaded.tokenizer, tokens, capacity);
		expect(tokenStarts.at(-1)).toBeGreaterThan(10 * portablePositions);
		const [prediction] = await model.predict([tokens], options, hooks);

		const windows = windowsOf(tokenStarts, capacity);
		const alone = await model.predict(windows.map(({ start, end }) => tokens.slice(start, end)), options, hooks);
		const expected = windows.map(({ start, ownStart, ownEnd }, index) =>
			decisions(alone[index]!, start).entities.filter(([first]) => first! >= ownStart && first! < ownEnd),
		);
		expect(decisions(prediction!).entities).toEqual(expected.flat());
		expect(expected.every((found) => found.length > 0)).toBe(true);
		expect(Math.max(...prediction!.entities.map(({ end }) => end))).toBeGreaterThan(tokens.length - 5);
		const lastWindow = windows.at(-1)!;
		expect(prediction!.relations.some(({ head, tail }) => Math.min(head.start, tail.start) >= lastWindow.ownStart)).toBe(true);
		model.dispose();
	});

	it('reads a token that no window can hold as one unknown word piece', async () => {
		const sentence = portableSentences[1]!;
		const endless = '-'.repeat(5 * portablePositions);
		expect(loaded.tokenizer.encodeToken(endless).length).toBeGreaterThan(portablePositions);
		const answers = await loaded.model.predict([[...sentence, endless], [...sentence, '[UNK]']], options, hooks);
		expectSame(answers[0]!, answers[1]!);
		expect(answers[0]!.entities.length).toBeGreaterThan(0);
	});

	it('holds as many word pieces as the encoder has positions', async () => {
		const exact = Array<string>(capacity).fill('a');
		expect(encodeTokens(loaded.tokenizer, exact, capacity).ids).toHaveLength(capacity);
		expect(windowsOf(encodeTokens(loaded.tokenizer, exact, capacity).tokenStarts, capacity)).toHaveLength(1);
		await expect(loaded.model.predict([exact, [...exact, 'a']], options, hooks)).resolves.toHaveLength(2);
	});

	it('finds no span longer than asked for', async () => {
		const all = await loaded.model.predict(portableSentences, options, hooks);
		const short = await loaded.model.predict(portableSentences, { ...options, maxSpanSize: 1 }, hooks);
		const longest = (predictions: readonly SentencePrediction[]): number =>
			Math.max(...predictions.flatMap(({ entities }) => entities.map(({ start, end }) => end - start)));
		expect(longest(all)).toBeGreaterThan(1);
		expect(longest(short)).toBe(1);
	});

	it('refuses spans that the size embedding does not know', async () => {
		const long = portableSentences.flat();
		await expect(loaded.model.predict([long], { ...options, maxSpanSize: 99 }, hooks)).resolves.toHaveLength(1);
		const failure = await loaded.model.predict([long], { ...options, maxSpanSize: 100 }, hooks).catch((error: unknown) => error);
		expect(failure).toBeInstanceOf(UserError);
		expect((failure as UserError).code).toBe('spert.spanSizeTooLarge');
		expect((failure as UserError).message).toContain('99');
	});

	it('stops between batches when cancelled, and works on', async () => {
		const many = Array.from({ length: 40 }, () => portableSentences).flat();
		const source = new CancellationSource();
		const seen: number[] = [];
		const onProgress = (done: number, total: number): void => {
			seen.push(done);
			expect(total).toBe(many.length);
			// As a message would: not within the batch.
			setImmediate(() => source.cancel());
		};
		const running = loaded.model.predict(many, options, { cancellation: source.token, onProgress });
		await expect(running).rejects.toBeInstanceOf(CancelledError);
		expect(seen.length).toBeGreaterThan(0);
		expect(seen.at(-1)).toBeLessThan(many.length);
		await expect(loaded.model.predict([portableSentences[0]!], options, hooks)).resolves.toHaveLength(1);
	});

	it('computes nothing once cancelled', async () => {
		const source = new CancellationSource();
		source.cancel();
		const onProgress = (): void => expect.unreachable();
		const running = loaded.model.predict(portableSentences, options, { cancellation: source.token, onProgress });
		await expect(running).rejects.toBeInstanceOf(CancelledError);
	});

	it('finds entities with a model that knows no relation types', async () => {
		const none = new Float32Array(0);
		const model = await adjustedModel((heads) => ({ ...heads, relationTypeCount: 0, relationWeight: none, relationBias: none }));
		const found = await model.predict(portableSentences, options, hooks);
		const all = await loaded.model.predict(portableSentences, options, hooks);
		expect(found.map((prediction) => decisions(prediction).entities)).toEqual(all.map((prediction) => decisions(prediction).entities));
		expect(found.every(({ relations }) => relations.length === 0)).toBe(true);
		model.dispose();
	});
});

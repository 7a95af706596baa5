// Averages of weights and learning rates of their own, against plain arithmetic.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModelFolder } from '../../../../src/engine/checkpoint/modelFolder';
import { readSpertParameters } from '../../../../src/engine/checkpoint/spertParameters';
import { trainingGraph } from '../../../../src/engine/spert/trainingGraph';
import { learningRates } from '../../../../src/engine/training/learningRates';
import { setInitialWeights } from '../../../../src/engine/training/initialWeights';
import { ParameterStore } from '../../../../src/engine/training/parameterStore';
import { averageRateAt, learningRateAt } from '../../../../src/engine/training/schedule';
import { trainingBatch } from '../../../../src/engine/training/trainingBatch';
import { TrainingStep } from '../../../../src/engine/training/trainingStep';
import { noDropout } from '../../../golden/trainingSteps';
import { portableFolder } from './portableTraining';

const folder = await readModelFolder(join(portableFolder, 'encoder'), {
	tokenizerPath: portableFolder,
	typesPath: join(portableFolder, 'types.json'),
});
const parameters = await readSpertParameters(folder);

/** Batches that read some rows of the table of word pieces, others each time, one of them without a pair. */
const batches = Array.from({ length: 9 }, (_, step) =>
	trainingBatch(
		[
			{
				ids: Int32Array.of(2, 9 + step, 30 - step, 11, 12, 3),
				spans: [
					{ pieceStart: 1, pieceEnd: 3, size: 2, type: 1 },
					{ pieceStart: 3, pieceEnd: 5, size: 2, type: 0 },
				],
				pairs: step < 3 ? [] : [{ head: 0, tail: 1, types: [2] }],
			},
		],
		{ entityClassCount: 7, relationTypeCount: 7, padTokenId: 0, hiddenSize: 32 },
	),
);

async function stepOf(averages: boolean, rateShares?: ReadonlyMap<string, number>) {
	const graph = trainingGraph({
		config: folder.config,
		entityClassCount: 7,
		relationTypeCount: 7,
		sizeCount: 100,
		sizeEmbeddingSize: 25,
		longestSequence: 128,
		dropout: false,
		freezeEncoder: false,
	});
	const store = new ParameterStore(graph.parameters, () => true, 1, averages);
	setInitialWeights(store, parameters, 0.2, 1);
	store.startAverages();
	const step = await TrainingStep.create(graph, store, { weightDecay: 0.1, maxGradientNorm: 1, rateShares, threads: 1 });
	return { store, step };
}

describe('averages of the weights', () => {
	it('are those of a plain calculation after each step, bit for bit, also of rows whose updates are put off', async () => {
		const [averaged, plain] = [await stepOf(true), await stepOf(false)];
		const expected = new Map([...plain.store.parameters].map(([name, { values }]) => [name, values.slice()]));
		for (const [index, batch] of batches.entries()) {
			const rate = averageRateAt(0.9, index);
			// The first rate is 0, as with a warm-up: nothing decays then.
			await averaged.step.run([batch], index * 1e-3, noDropout, rate);
			await plain.step.run([batch], index * 1e-3, noDropout);
			await plain.step.settle();
			if (index === 4) {
				await averaged.step.settle();
			}
			for (const [name, { values }] of plain.store.parameters) {
				const mean = expected.get(name)!;
				for (let place = 0; place < mean.length; place++) {
					const difference = Math.fround(values[place]! - mean[place]!);
					mean[place] = mean[place]! + Math.fround(Math.fround(rate) * difference);
				}
			}
		}
		await averaged.step.settle();
		for (const [name, { values, state }] of averaged.store.parameters) {
			expect(Buffer.compare(bytesOf(values), bytesOf(plain.store.parameters.get(name)!.values)), name).toBe(0);
			expect(Buffer.compare(bytesOf(state!.average!), bytesOf(expected.get(name)!)), name).toBe(0);
		}
		const table = averaged.store.parameters.get('bert.embeddings.word_embeddings.weight')!;
		expect(Buffer.compare(bytesOf(table.values), bytesOf(table.state!.average!))).not.toBe(0);
		averaged.step.dispose();
		plain.step.dispose();
	});

	it('forget the beginning at first, then no faster than the decay', () => {
		expect([0, 1, 8, 10_000].map((step) => averageRateAt(0.5, step))).toEqual([0.9, 1 - 2 / 11, 0.5, 0.5]);
		expect(averageRateAt(0, 5)).toBe(0);
	});
});

describe('learning rates', () => {
	const names = [
		'bert.embeddings.word_embeddings.weight',
		'bert.encoder.layer.0.output.dense.weight',
		'bert.encoder.layer.1.output.dense.bias',
		'bert.encoder.layer.0.attention.self.query.lora_B.weight',
		'entity_classifier.weight',
		'size_embeddings.weight',
	];
	const sharesOf = (options: Parameters<typeof learningRates>[1]) => {
		const { peak, shares } = learningRates(folder.config, options, names);
		return { peak, shares: shares && names.map((name) => shares.get(name)) };
	};

	it('are one for all unless something else is said', () => {
		expect(sharesOf({ lr: 5e-5, classifierLr: null, layerLrDecay: 1 })).toEqual({ peak: 5e-5, shares: undefined });
	});

	it('fall from the top layer to the embeddings, and are the classifiers\' own', () => {
		expect(sharesOf({ lr: 2, classifierLr: null, layerLrDecay: 0.5 })).toEqual({ peak: 2, shares: [0.25, 0.5, 1, 0.5, 1, 1] });
		expect(sharesOf({ lr: 2, classifierLr: 6, layerLrDecay: 1 })).toEqual({ peak: 2, shares: [1, 1, 1, 1, 3, 3] });
		expect(sharesOf({ lr: 0, classifierLr: 6, layerLrDecay: 0.5 })).toEqual({ peak: 6, shares: [0, 0, 0, 0, 1, 1] });
		expect(sharesOf({ lr: 0, classifierLr: 0, layerLrDecay: 1 })).toEqual({ peak: 0, shares: [1, 1, 1, 1, 1, 1] });
	});

	it('of a parameter scale its update and its decay', async () => {
		const name = 'bert.encoder.layer.1.output.dense.weight';
		const [whole, half] = [await stepOf(false), await stepOf(false, new Map([[name, 0.5]]))];
		const before = whole.store.parameters.get(name)!.values.slice();
		for (const { step } of [whole, half]) {
			await step.run([batches[5]!], 1e-3, noDropout);
			await step.settle();
		}
		const [all, less] = [whole, half].map(({ store }) => store.parameters.get(name)!.values);
		const [moved, movedLess] = [all!, less!].map((values) => values.map((value, index) => value - before[index]!));
		const sum = (values: Float32Array): number => values.reduce((total, value) => total + Math.abs(value), 0);
		expect(sum(movedLess!) / sum(moved!)).toBeCloseTo(0.5, 3);
		const other = 'bert.encoder.layer.0.output.dense.weight';
		expect(half.store.parameters.get(other)!.values).toEqual(whole.store.parameters.get(other)!.values);
		whole.step.dispose();
		half.step.dispose();
	});

	it('go down along a cosine as transformers\' do, or stay', () => {
		const schedule = { learningRate: 3, warmup: 0.1, totalUpdates: 100 };
		for (let step = 0; step <= 100; step++) {
			const progress = (step - 10) / 90;
			const expected = step < 10 ? 3 * (step / 10) : 3 * 0.5 * (1 + Math.cos(Math.PI * progress));
			expect(learningRateAt({ ...schedule, shape: 'cosine' }, step)).toBeCloseTo(expected, 12);
			expect(learningRateAt({ ...schedule, shape: 'constant' }, step)).toBe(step < 10 ? expected : 3);
			expect(learningRateAt({ ...schedule, shape: 'linear' }, step)).toBe(learningRateAt(schedule, step));
		}
	});
});

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
	return new Uint8Array(buffer, byteOffset, byteLength);
}

// One step: packed and padded batches come to the same, dropout masks are drawn as they should, batches may lack everything.

import { describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { readModelFolder } from '../../../../src/engine/checkpoint/modelFolder';
import { readSpertParameters } from '../../../../src/engine/checkpoint/spertParameters';
import { readDataset } from '../../../../src/engine/data/readDataset';
import { float32Data } from '../../../../src/engine/runtime/session';
import { trainingGraph } from '../../../../src/engine/spert/trainingGraph';
import { loadTokenizer } from '../../../../src/engine/tokenizer/loadTokenizer';
import { encodeDocuments } from '../../../../src/engine/training/encodeDocuments';
import { setInitialWeights } from '../../../../src/engine/training/initialWeights';
import { ParameterStore } from '../../../../src/engine/training/parameterStore';
import { Random } from '../../../../src/engine/training/random';
import type { TrainingSample } from '../../../../src/engine/training/sample';
import { createSample } from '../../../../src/engine/training/sampling';
import { Trainer } from '../../../../src/engine/training/trainer';
import { trainingBatch, type BatchSizes } from '../../../../src/engine/training/trainingBatch';
import type { DrawMask } from '../../../../src/engine/training/trainingBackend';
import { TrainingStep } from '../../../../src/engine/training/trainingStep';
import { wholeGradients } from '../../../golden/trainingSteps';
import { portableFolder } from './portableTraining';

const folder = await readModelFolder(join(portableFolder, 'encoder'), {
	tokenizerPath: portableFolder,
	typesPath: join(portableFolder, 'types.json'),
});
const types = folder.types!;
const tokenizer = await loadTokenizer(portableFolder, { lowercase: true });
const dataset = await readDataset(join(portableFolder, 'docs.json'), types);
const documents = encodeDocuments(dataset.documents, tokenizer, 128);
const sizes: BatchSizes = { entityClassCount: 7, relationTypeCount: 7, padTokenId: 0, hiddenSize: 32 };
const sampling = { maxSpanSize: 5, negativeEntityCount: 20, negativeRelationCount: 10, paperSampling: false };

function samplesOf(indices: readonly number[]): TrainingSample[] {
	const random = new Random(1, 'test');
	return indices.map((index) => createSample(documents[index]!, types, sampling, (candidates, count) => random.sample(candidates, count)));
}

async function stepOf(dropout: boolean, { relationTypeCount = 7, accumulates = false } = {}) {
	const graph = trainingGraph({
		config: folder.config,
		entityClassCount: 7,
		relationTypeCount,
		sizeCount: 100,
		sizeEmbeddingSize: 25,
		longestSequence: 128,
		dropout,
		freezeEncoder: false,
	});
	const store = new ParameterStore(graph.parameters, () => true, accumulates ? 2 : 1);
	setInitialWeights(store, await readSpertParameters(folder), 0.02, 1);
	const step = await TrainingStep.create(graph, store, { weightDecay: 0.01, maxGradientNorm: 1, threads: 1 });
	return { graph, store, step };
}

const noMask: DrawMask = () => {
	throw new Error('Nothing is dropped here.');
};

describe('a training step', () => {
	it.each([[[0, 1, 2]], [[3, 9]], [[12, 12, 5, 7]], [[4]]])('gives equal losses and gradients for documents %j packed in one row and padded', async (indices) => {
		const { graph, store, step } = await stepOf(false);
		const samples = samplesOf(indices);
		const results = [];
		// A wide model packs to save work on padding, a narrow one pads to save attention.
		for (const hiddenSize of [1e9, 0]) {
			const batch = trainingBatch(samples, { ...sizes, hiddenSize });
			const outputs = await step.gradients(batch, noMask);
			const losses = [float32Data(outputs, 'entity_loss')[0]!, float32Data(outputs, 'relation_loss')[0]!];
			results.push({ batch, losses, gradients: wholeGradients(graph, store, batch, outputs) });
		}
		const [packed, padded] = [results[0]!, results[1]!];
		const lengths = samples.map(({ ids }) => ids.length);
		const isUneven = new Set(lengths).size > 1;
		expect(padded.batch.dimensions['batch']).toBe(samples.length);
		expect(packed.batch.dimensions['batch']).toBe(isUneven ? 1 : samples.length);
		packed.losses.forEach((loss, index) => expect(Math.abs(loss - padded.losses[index]!)).toBeLessThan(1e-6));
		for (const [name, gradient] of packed.gradients) {
			const other = padded.gradients.get(name)!;
			const worst = gradient.reduce((most, value, index) => Math.max(most, Math.abs(value - other[index]!)), 0);
			expect(worst, name).toBeLessThan(1e-6);
		}
		step.dispose();
	});

	it('gives equal losses and gradients for documents that share several rows', async () => {
		const { graph, store, step } = await stepOf(false);
		const samples = samplesOf([0, 1, 2, 3, 4, 5, 9, 12]);
		const results = [];
		for (const hiddenSize of [0, 64, 1e9]) {
			const batch = trainingBatch(samples, { ...sizes, hiddenSize });
			const outputs = await step.gradients(batch, noMask);
			results.push({ rows: batch.dimensions['batch']!, loss: float32Data(outputs, 'entity_loss')[0]!, gradients: wholeGradients(graph, store, batch, outputs) });
		}
		const [padded, shared, packed] = [results[0]!, results[1]!, results[2]!];
		expect(shared.rows).toBeGreaterThan(packed.rows);
		expect(shared.rows).toBeLessThan(padded.rows);
		for (const { loss, gradients } of [shared, packed]) {
			expect(Math.abs(loss - padded.loss)).toBeLessThan(1e-6);
			for (const [name, gradient] of gradients) {
				const other = padded.gradients.get(name)!;
				expect(Math.max(...gradient.map((value, index) => Math.abs(value - other[index]!))), name).toBeLessThan(1e-6);
			}
		}
		step.dispose();
	});

	it('draws dropout masks of the rates it is told, scaled so that the mean stays', async () => {
		const drawn: { kind: string; mask: Float32Array }[] = [];
		const { step } = await stepOf(true);
		const recorded: ConstructorParameters<typeof Trainer>[0] = {
			settle: () => step.settle(),
			run: (batches, rate, draw) =>
				step.run(batches, rate, (kind, length) => {
					const mask = draw(kind, length);
					drawn.push({ kind, mask });
					return mask;
				}),
		};
		const rates = { hidden: 0.25, attention: 0.1, classifier: 0.5 };
		const options = { sampling, batchSize: 4, accumulationSteps: 1, epochs: 1, learningRate: 1e-4, warmup: 0, seed: 9, dropout: { ...rates, adapter: 0 }, sizes };
		const trainer = new Trainer(recorded, documents, types, options);
		await trainer.step();
		for (const [kind, rate] of Object.entries(rates)) {
			const values = drawn.filter((each) => each.kind === kind).flatMap(({ mask }) => [...mask]);
			expect(values.length).toBeGreaterThan(1000);
			const dropped = values.filter((value) => value === 0).length / values.length;
			const deviation = Math.sqrt((rate * (1 - rate)) / values.length);
			expect(Math.abs(dropped - rate), kind).toBeLessThan(4 * deviation);
			expect([...new Set(values)].sort()).toEqual([0, Math.fround(1 / (1 - rate))]);
		}
		// No two masks of a step are the same.
		const hidden = drawn.filter(({ kind }) => kind === 'hidden').map(({ mask }) => mask.subarray(0, 200).join());
		expect(new Set(hidden).size).toBe(hidden.length);
		const first = drawn.map(({ mask }) => mask.join()).join();
		drawn.length = 0;
		await trainer.step();
		expect(drawn.map(({ mask }) => mask.join()).join()).not.toBe(first);
		step.dispose();
	});

	it('has a loss of 0, and changes next to nothing, for a batch without a single span', async () => {
		const { step, store } = await stepOf(false);
		const before = store.parameters.get('entity_classifier.weight')!.values.slice();
		const [sample] = samplesOf([0]);
		const result = await step.run([trainingBatch([{ ...sample!, spans: [], pairs: [] }], sizes)], 1e-3, noMask);
		expect(result).toEqual({ entityLoss: 0, relationLoss: 0, gradientNorm: 0 });
		await step.settle();
		// Weight decay alone.
		store.parameters.get('entity_classifier.weight')!.values.forEach((value, index) => expect(value).toBeCloseTo(before[index]! * (1 - 1e-5), 7));
		step.dispose();
	});

	it('trains entities alone where there are no relation types, with the same entity loss', async () => {
		const samples = samplesOf([0, 1]);
		const [both, alone] = [await stepOf(false), await stepOf(false, { relationTypeCount: 0 })];
		const first = await both.step.run([trainingBatch(samples, sizes)], 1e-3, noMask);
		const second = await alone.step.run([trainingBatch(samples, { ...sizes, relationTypeCount: 0 })], 1e-3, noMask);
		expect(second.entityLoss).toBe(first.entityLoss);
		expect(second.relationLoss).toBe(0);
		expect(second.gradientNorm).toBeGreaterThan(0);
		expect(alone.store.parameters.get('rel_classifier.weight')!.shape).toEqual([0, 3 * 32 + 2 * 25]);
		both.step.dispose();
		alone.step.dispose();
	});

	it('of several batches goes by the mean of their losses', async () => {
		const { graph, store, step } = await stepOf(false, { accumulates: true });
		const [first, second, third] = samplesOf([0, 9, 4]);
		// The last one has no pair: nothing of it reaches the relation classifier.
		const parts = [[first!, second!], [third!], [{ ...first!, pairs: [] }]];
		const losses: number[] = [];
		const mean = new Map<string, Float64Array>();
		for (const part of parts) {
			const batch = trainingBatch(part, sizes);
			const outputs = await step.gradients(batch, noMask);
			losses.push(float32Data(outputs, 'entity_loss')[0]! / 3, float32Data(outputs, 'relation_loss')[0]! / 3);
			for (const [name, gradient] of wholeGradients(graph, store, batch, outputs)) {
				const sum = mean.get(name) ?? new Float64Array(gradient.length);
				gradient.forEach((value, index) => (sum[index]! += value / 3));
				mean.set(name, sum);
			}
		}
		const result = await step.run(parts.map((part) => trainingBatch(part, sizes, 1 / 3)), 0, noMask);
		expect(result.entityLoss + result.relationLoss).toBeCloseTo(losses.reduce((sum, loss) => sum + loss, 0), 6);
		for (const name of graph.denseGradients.keys()) {
			const expected = mean.get(name)!;
			const { gradient } = store.parameters.get(name)!.state!;
			expect(Math.max(...gradient.map((value, index) => Math.abs(value - expected[index]!))), name).toBeLessThan(1e-6);
		}
		// Rows of tables are in the norm alone by now.
		const squares = [...mean.values()].flatMap((gradient) => [...gradient]).reduce((sum, value) => sum + value * value, 0);
		expect(result.gradientNorm / Math.sqrt(squares)).toBeCloseTo(1, 6);
		step.dispose();
	});

	it('of the same batch twice is that of the batch', async () => {
		const [once, twice] = [await stepOf(false), await stepOf(false, { accumulates: true })];
		const samples = samplesOf([3, 7]);
		await once.step.run([trainingBatch(samples, sizes)], 1e-3, noMask);
		await twice.step.run([trainingBatch(samples, sizes, 0.5), trainingBatch(samples, sizes, 0.5)], 1e-3, noMask);
		for (const { step, store } of [once, twice]) {
			await step.settle();
			expect(store.isFinite).toBe(true);
		}
		for (const [name, { values }] of once.store.parameters) {
			const other = twice.store.parameters.get(name)!.values;
			expect(Math.max(...values.map((value, index) => Math.abs(value - other[index]!))), name).toBeLessThan(1e-6);
		}
		once.step.dispose();
		twice.step.dispose();
	});
});

// Every kind of encoder trains on a device as it does with the optimizer of the processor.

import { describe, expect, it } from 'vitest';
import type { EncoderConfig } from '../../../../../src/engine/nn/encoder';
import { referenceHeads, type HeadDesign } from '../../../../../src/engine/spert/headDesign';
import { trainingGraph } from '../../../../../src/engine/spert/trainingGraph';
import { DeviceStep } from '../../../../../src/engine/training/device/deviceStep';
import { ParameterStore } from '../../../../../src/engine/training/parameterStore';
import { Random } from '../../../../../src/engine/training/random';
import { trainingBatch } from '../../../../../src/engine/training/trainingBatch';
import { TrainingStep } from '../../../../../src/engine/training/trainingStep';
import { designs } from '../../spert/designs';
import { vulkanDriver } from '../../../../harness/vulkan';

const driver = vulkanDriver();
if (driver === undefined) {
	console.warn('Encoders on WebGPU are not tested: there is neither a GPU nor SwiftShader here.');
}

const transformer = { hiddenSize: 16, layerCount: 2, headCount: 2, intermediateSize: 24, layerNormEpsilon: 1e-6, vocabularySize: 40, positionCount: 32 };
const configs: Readonly<Record<string, EncoderConfig>> = {
	bert: { ...transformer, modelType: 'bert', activation: 'gelu_new', tokenTypeCount: 2 },
	roberta: { ...transformer, modelType: 'roberta', activation: 'gelu', tokenTypeCount: 1, padTokenId: 1 },
	electra: { ...transformer, modelType: 'electra', activation: 'gelu', tokenTypeCount: 2, embeddingSize: 12 },
	distilbert: { ...transformer, modelType: 'distilbert', activation: 'relu' },
	mpnet: { ...transformer, modelType: 'mpnet', activation: 'gelu', bucketCount: 32 },
	deberta: {
		...transformer,
		modelType: 'deberta-v2',
		activation: 'gelu',
		embeddingSize: 12,
		tokenTypeCount: 0,
		absolutePositions: true,
		contentToPosition: true,
		positionToContent: true,
		distances: { bucketCount: 4, furthest: 32, sharesProjections: true, normalized: true },
		convolution: { width: 3, activation: 'tanh' },
	},
	modernBert: {
		...transformer,
		modelType: 'modernbert',
		activation: 'gelu',
		globalEvery: 2,
		localWindow: 4,
		globalBase: 160_000,
		localBase: 10_000,
		attentionBias: false,
		feedForwardBias: false,
		normBias: false,
	},
};
const sizes = { entityClassCount: 3, relationTypeCount: 2 };
const options = { weightDecay: 0.01, maxGradientNorm: 1, threads: 1 };

/** Parameters that are random, but the same each time; where the reference has a layer norm its weights are near 1. */
function storeOf(shapes: ReadonlyMap<string, readonly number[]>, gradientArrays: 0 | 1): ParameterStore {
	const store = new ParameterStore(shapes, () => true, gradientArrays);
	for (const { name, values } of store.parameters.values()) {
		const random = new Random(3, name);
		values.forEach((_, index) => (values[index] = random.normal(/norm.*weight/i.test(name) ? 1 : 0, 0.2)));
	}
	return store;
}

const sample = {
	ids: Int32Array.of(2, 9, 10, 9, 12, 30, 3),
	spans: [
		{ pieceStart: 1, pieceEnd: 3, size: 2, type: 1 },
		{ pieceStart: 3, pieceEnd: 4, size: 1, type: 2 },
		{ pieceStart: 5, pieceEnd: 6, size: 1, type: 0 },
	],
	pairs: [
		{ head: 0, tail: 1, types: [1] },
		{ head: 1, tail: 0, types: [] },
	],
};
const shorter = { ids: Int32Array.of(2, 9, 11, 3), spans: [{ pieceStart: 1, pieceEnd: 2, size: 1, type: 1 }], pairs: [] };

/** The largest difference between parameters after three updates by the two backends. */
async function difference(
	config: EncoderConfig,
	device: 'cpu' | 'webgpu',
	Step: typeof DeviceStep | typeof TrainingStep = DeviceStep,
	heads: HeadDesign = referenceHeads,
): Promise<number> {
	const graph = trainingGraph({ config, ...sizes, sizeCount: 10, sizeEmbeddingSize: 4, longestSequence: 8, dropout: false, freezeEncoder: false, heads });
	const [here, there] = [storeOf(graph.parameters, 1), storeOf(graph.parameters, Step === DeviceStep ? 0 : 1)];
	const [step, deviceStep] = [await TrainingStep.create(graph, here, options), await Step.create(graph, there, { ...options, device })];
	for (let update = 0; update < 3; update++) {
		const batch = trainingBatch([sample, shorter], {
			...sizes,
			padTokenId: 0,
			hiddenSize: config.hiddenSize,
			boundaryPieces: heads.boundaryPieces,
		});
		const results = [step, deviceStep].map((each) => each.run([batch], 1e-3, () => new Float32Array()));
		const [expected, actual] = await Promise.all(results);
		expect(actual!.gradientNorm / expected!.gradientNorm).toBeCloseTo(1, 5);
	}
	await step.settle();
	await deviceStep.settle();
	step.dispose();
	deviceStep.dispose();
	let largest = 0;
	for (const [name, { values }] of here.parameters) {
		const other = there.parameters.get(name)!.values;
		largest = values.reduce((most, value, index) => Math.max(most, Math.abs(value - other[index]!)), largest);
	}
	return largest;
}

describe('an encoder that trains on a device', { timeout: 240_000 }, () => {
	it.each(Object.keys(configs))('changes as on the processor: %s', async (name) => {
		expect(await difference(configs[name]!, 'cpu')).toBeLessThan(1e-5);
	});

	// MPNet computes rows of a table in the graph, DeBERTa gathers single elements, ModernBERT cuts columns: others do neither.
	it.skipIf(driver === undefined).each(['mpnet', 'deberta', 'modernBert'])('changes as on the processor, on WebGPU: %s', async (name) => {
		expect(await difference(configs[name]!, 'webgpu')).toBeLessThan(1e-5);
	});

	it.each(Object.keys(designs))('changes as on the processor, with classifiers that have %s', async (name) => {
		expect(await difference(configs['bert']!, 'cpu', DeviceStep, designs[name])).toBeLessThan(1e-5);
	});

	it.skipIf(driver === undefined)('changes as on the processor, on WebGPU, with classifiers that have everything', async () => {
		expect(await difference(configs['bert']!, 'webgpu', DeviceStep, designs['everything'])).toBeLessThan(1e-5);
	});

	// As with CUDA and DirectML, which cannot be had in tests.
	it.skipIf(driver === undefined)('changes as on the processor where the device computes gradients and the optimizer works here', async () => {
		expect(await difference(configs['bert']!, 'webgpu', TrainingStep)).toBeLessThan(1e-5);
	});
});

// Every encoder in two parts, the lower ones computed apart, gives what it gives as a whole; what a training freezes and adapts
// of it is what it says.

import { describe, expect, it } from 'vitest';
import { encoder, encoderWeights, type EncoderConfig } from '../../../../src/engine/nn/encoder';
import { declareEncoderInputs } from '../../../../src/engine/nn/encoderInputs';
import { GraphBuilder } from '../../../../src/engine/onnx/graphBuilder';
import { serializeModel } from '../../../../src/engine/onnx/modelProto';
import { float32Data, float32Tensor, int32Tensor, RuntimeSession } from '../../../../src/engine/runtime/session';
import { weightsInside } from '../../../../src/engine/spert/inferenceGraphs';
import { trainingGraph, type TrainingGraph } from '../../../../src/engine/spert/trainingGraph';
import { FrozenLayers } from '../../../../src/engine/training/frozenLayers';
import { randomWeights, tinyEncoders } from './tinyEncoders';

const ids = Int32Array.of(2, 7, 19, 33, 7, 3);

/** What the layers above give for what `layers` lowest ones gave. */
async function above(config: EncoderConfig, weights: ReadonlyMap<string, Float32Array>, layers: number, lower: Float32Array): Promise<Float32Array> {
	const graph = new GraphBuilder('upper');
	const inputs = declareEncoderInputs(graph);
	const hidden = graph.input('lower', 'float32', ['rows', config.hiddenSize]);
	graph.output('hidden', encoder(weightsInside(graph, weights), config, inputs, { above: { layers, hidden } }));
	const session = await RuntimeSession.create(serializeModel(graph.finish()), { threads: 1 });
	const shape = [1, ids.length];
	const outputs = await session.run({
		input_ids: int32Tensor(ids, shape),
		position_ids: int32Tensor(Int32Array.from(ids.keys()), shape),
		token_type_ids: int32Tensor(new Int32Array(ids.length), shape),
		attention_bias: float32Tensor(new Float32Array(ids.length), [1, 1, 1, ids.length]),
		lower: float32Tensor(lower, [ids.length, config.hiddenSize]),
	});
	session.dispose();
	return float32Data(outputs, 'hidden');
}

function graphOf(config: EncoderConfig, changed: Partial<Parameters<typeof trainingGraph>[0]>): TrainingGraph {
	const heads = { entityClassCount: 3, relationTypeCount: 2, sizeCount: 100, sizeEmbeddingSize: 4 };
	return trainingGraph({ config, ...heads, longestSequence: 20, dropout: true, freezeEncoder: false, ...changed });
}

const trainedOf = ({ denseGradients, rowGradients }: TrainingGraph): string[] => [...denseGradients.keys(), ...rowGradients.keys()];

describe.each(tinyEncoders.map((config) => [config.modelType, config] as const))('an encoder of the kind %s', (_, config) => {
	it('gives the same in two parts as as a whole, wherever it is divided', async () => {
		const weights = randomWeights(config);
		const hidden = async (layers: number): Promise<Float32Array> => {
			const lower = new FrozenLayers(config, layers, weights, { threads: 1 });
			const result = await lower.hiddenOf(ids);
			lower.dispose();
			return result;
		};
		const whole = await hidden(3);
		expect(new Set(whole).size).toBeGreaterThan(50);
		for (const layers of [1, 2, 3]) {
			const divided = await above(config, weights, layers, await hidden(layers));
			expect(Math.max(...divided.map((value, index) => Math.abs(value - whole[index]!))), `${layers} layers`).toBeLessThan(1e-5);
		}
	});

	it('has gradients for what no frozen layer reads, and for all of that', () => {
		for (const frozenLayers of [1, 2, 3]) {
			const frozen = encoderWeights(config, frozenLayers);
			const expected = [...encoderWeights(config).keys()].filter((name) => !frozen.has(name));
			const trained = trainedOf(graphOf(config, { frozenLayers })).filter((name) => encoderWeights(config).has(name));
			expect(trained.sort(), `${frozenLayers} layers`).toEqual(expected.sort());
		}
	});

	it('has gradients for the adapters alone with LoRA, and for the classifiers', () => {
		const { denseLayers } = graphOf(config, { lora: { rank: 2, alpha: 4, dropout: 0.1, targets: ['none'] } });
		const [target] = denseLayers.filter((layer) => /layers?\.\d+\./.test(layer)).map((layer) => layer.replace(/^.*\blayers?\.\d+\./, ''));
		const graph = graphOf(config, { lora: { rank: 2, alpha: 4, dropout: 0.1, targets: [target!] } });
		// An encoder may use a layer for words and for distances: it is one layer all the same.
		const adapted = [...new Set(graph.adaptedLayers)];
		expect(adapted).toHaveLength(3);
		const heads = ['entity_classifier', 'rel_classifier'].flatMap((name) => [`${name}.weight`, `${name}.bias`]);
		const adapters = adapted.flatMap((layer) => [`${layer}.lora_A.weight`, `${layer}.lora_B.weight`]);
		expect(trainedOf(graph).sort()).toEqual([...adapters, ...heads, 'size_embeddings.weight'].sort());
	});
});

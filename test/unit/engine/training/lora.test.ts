// LoRA's graph against plain arithmetic: what it adds is what is merged, and its gradients are those of the product.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModelFolder } from '../../../../src/engine/checkpoint/modelFolder';
import { readSpertParameters } from '../../../../src/engine/checkpoint/spertParameters';
import { float32Data } from '../../../../src/engine/runtime/session';
import { loraNames, mergedWeight, type LoraOptions } from '../../../../src/engine/spert/lora';
import { trainingGraph } from '../../../../src/engine/spert/trainingGraph';
import { setInitialWeights } from '../../../../src/engine/training/initialWeights';
import { ParameterStore } from '../../../../src/engine/training/parameterStore';
import { plainModel } from '../../../../src/engine/training/plainModel';
import { Random } from '../../../../src/engine/training/random';
import { trainingBatch } from '../../../../src/engine/training/trainingBatch';
import { TrainingStep } from '../../../../src/engine/training/trainingStep';
import { noDropout } from '../../../golden/trainingSteps';
import { portableFolder } from './portableTraining';

const folder = await readModelFolder(join(portableFolder, 'encoder'), {
	tokenizerPath: portableFolder,
	typesPath: join(portableFolder, 'types.json'),
});
const parameters = await readSpertParameters(folder);
const lora: LoraOptions = { rank: 3, alpha: 7, dropout: 0, targets: ['query', 'output.dense'] };
const layer = 'bert.encoder.layer.1.attention.self.query';
const batch = trainingBatch(
	[
		{
			ids: Int32Array.of(2, 9, 10, 11, 12, 3),
			spans: [
				{ pieceStart: 1, pieceEnd: 3, size: 2, type: 1 },
				{ pieceStart: 3, pieceEnd: 5, size: 2, type: 0 },
			],
			pairs: [{ head: 0, tail: 1, types: [2] }],
		},
	],
	{ entityClassCount: 7, relationTypeCount: 7, padTokenId: 0, hiddenSize: 32 },
);

async function stepOf(options: LoraOptions | undefined) {
	const graph = trainingGraph({
		config: folder.config,
		entityClassCount: 7,
		relationTypeCount: 7,
		sizeCount: 100,
		sizeEmbeddingSize: 25,
		longestSequence: 128,
		dropout: false,
		freezeEncoder: false,
		lora: options,
	});
	const store = new ParameterStore(graph.parameters, (name) => graph.denseGradients.has(name) || graph.rowGradients.has(name));
	setInitialWeights(store, parameters, 0.2, 1);
	const step = await TrainingStep.create(graph, store, { weightDecay: 0, maxGradientNorm: 1, threads: 1 });
	return { store, step };
}

/** Both losses and the gradient of a parameter. */
async function outcome({ step }: Awaited<ReturnType<typeof stepOf>>, name: string): Promise<{ losses: number[]; gradient: Float32Array }> {
	const outputs = await step.gradients(batch, noDropout);
	return {
		losses: ['entity_loss', 'relation_loss'].map((loss) => float32Data(outputs, loss)[0]!),
		gradient: float32Data(outputs, `gradient.${name}`),
	};
}

describe('LoRA', () => {
	it('changes nothing at first', async () => {
		const [adapted, plain] = [await stepOf(lora), await stepOf(undefined)];
		const { losses } = await outcome(adapted, loraNames(layer).b);
		expect(losses).toEqual((await outcome(plain, `${layer}.weight`)).losses);
		expect(Math.max(...adapted.store.parameters.get(loraNames(layer).a)!.values)).toBeGreaterThan(0.1);
		adapted.step.dispose();
		plain.step.dispose();
	});

	it('adds what is merged, and has the gradients of that product', async () => {
		const [adapted, plain] = [await stepOf(lora), await stepOf(undefined)];
		for (const { name, values } of adapted.store.parameters.values()) {
			if (name.endsWith('lora_B.weight')) {
				const random = new Random(2, name);
				values.set(values.map(() => random.normal(0, 0.1)));
			}
		}
		const merged = plainModel(adapted.store, lora);
		for (const [name, { values }] of plain.store.parameters) {
			values.set(merged.get(name)!.values);
		}
		expect([...merged.keys()].sort()).toEqual([...plain.store.parameters.keys()].sort());
		const { a, b } = loraNames(layer);
		const own = await outcome(adapted, b);
		const expected = await outcome(plain, `${layer}.weight`);
		own.losses.forEach((loss, index) => expect(loss).toBeCloseTo(expected.losses[index]!, 5));
		expect(own.losses).not.toEqual((await outcome(await stepOf(undefined), `${layer}.weight`)).losses);
		// With W' = W + s B A: dB = s dW' A', where dW' is [32, 32] and A [3, 32].
		const narrow = adapted.store.parameters.get(a)!.values;
		for (let output = 0; output < 32; output++) {
			for (let index = 0; index < lora.rank; index++) {
				let sum = 0;
				for (let input = 0; input < 32; input++) {
					sum += (lora.alpha / lora.rank) * expected.gradient[output * 32 + input]! * narrow[index * 32 + input]!;
				}
				expect(own.gradient[output * lora.rank + index]!).toBeCloseTo(sum, 5);
			}
		}
		adapted.step.dispose();
		plain.step.dispose();
	});

	it('merges by rows of B and columns of A', () => {
		const [weight, a, b] = [Float32Array.of(1, 2, 3, 4, 5, 6), Float32Array.of(1, 0, 2), Float32Array.of(10, 100)];
		expect([...mergedWeight(weight, a, b, { rank: 1, alpha: 2 })]).toEqual([21, 2, 43, 204, 5, 406]);
	});
});

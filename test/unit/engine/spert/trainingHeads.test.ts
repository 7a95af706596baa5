// The classifiers' options in the training graph: gradients against finite differences of the losses, shapes, and dropout.

import { describe, expect, it } from 'vitest';
import type { BertConfig } from '../../../../src/engine/nn/bert';
import { float32Data } from '../../../../src/engine/runtime/session';
import { headShapes, referenceHeads, type HeadDesign } from '../../../../src/engine/spert/headDesign';
import { trainingGraph } from '../../../../src/engine/spert/trainingGraph';
import { decays, needsPairs } from '../../../../src/engine/training/optimizer';
import { ParameterStore } from '../../../../src/engine/training/parameterStore';
import { Random } from '../../../../src/engine/training/random';
import { trainingBatch } from '../../../../src/engine/training/trainingBatch';
import { TrainingStep } from '../../../../src/engine/training/trainingStep';
import { noDropout } from '../../../golden/trainingSteps';
import { designs } from './designs';

const config: BertConfig = {
	modelType: 'bert',
	hiddenSize: 8,
	layerCount: 1,
	headCount: 2,
	intermediateSize: 12,
	activation: 'gelu',
	layerNormEpsilon: 1e-12,
	vocabularySize: 20,
	positionCount: 16,
	tokenTypeCount: 2,
};
const sizes = { entityClassCount: 3, relationTypeCount: 2, sizeCount: 6, sizeEmbeddingSize: 4 };
const options = { config, ...sizes, longestSequence: 8, dropout: false, freezeEncoder: false };
const samples = [
	{
		ids: Int32Array.of(2, 9, 10, 11, 12, 13, 3),
		spans: [
			{ pieceStart: 1, pieceEnd: 3, size: 2, type: 1 },
			{ pieceStart: 3, pieceEnd: 4, size: 1, type: 2 },
			{ pieceStart: 5, pieceEnd: 6, size: 1, type: 0 },
		],
		pairs: [
			{ head: 0, tail: 2, types: [1, 2] },
			{ head: 1, tail: 0, types: [] },
		],
	},
	{ ids: Int32Array.of(2, 14, 15, 3), spans: [{ pieceStart: 1, pieceEnd: 2, size: 1, type: 1 }], pairs: [] },
];

async function stepOf(heads: HeadDesign) {
	const graph = trainingGraph({ ...options, heads });
	const store = new ParameterStore(graph.parameters, () => true);
	for (const { name, values } of store.parameters.values()) {
		const random = new Random(4, name);
		values.set(values.map(() => random.normal(/LayerNorm.weight$/.test(name) ? 1 : 0, 0.4)));
	}
	const step = await TrainingStep.create(graph, store, { weightDecay: 0, maxGradientNorm: 1, threads: 1 });
	const batch = trainingBatch(samples, { ...sizes, padTokenId: 0, hiddenSize: 8, boundaryPieces: heads.boundaryPieces });
	return { graph, store, step, outputs: async () => await step.gradients(batch, noDropout) };
}

/** A few elements of an array, spread over it. */
function someOf(length: number): number[] {
	const stride = Math.max(1, Math.floor(length / 12));
	return Array.from({ length: Math.ceil(length / stride) }, (_, index) => index * stride);
}

describe.each(Object.entries(designs))('the training graph with %s', (_, heads) => {
	it('has the gradients that finite differences of the loss give', async () => {
		const { graph, store, step, outputs } = await stepOf(heads);
		const gradients = await outputs();
		const lossOf = async (): Promise<number> => {
			const losses = await outputs();
			return float32Data(losses, 'entity_loss')[0]! + float32Data(losses, 'relation_loss')[0]!;
		};
		const own = [...graph.denseGradients.keys()].filter((name) => {
			// The types that the relation classifier reads are constants, so that the loss changes otherwise with what they come from.
			return name.startsWith('rel_classifier.') || (!heads.relationEntityTypes && /classifier|size_embeddings|output.LayerNorm/.test(name));
		});
		expect(own.length).toBeGreaterThan(1);
		let compared = 0;
		for (const name of own) {
			const { values } = store.parameters.get(name)!;
			const gradient = float32Data(gradients, `gradient.${name}`);
			for (const element of someOf(values.length)) {
				const value = values[element]!;
				const at = async (by: number): Promise<number> => {
					values[element] = value + by;
					const loss = await lossOf();
					values[element] = value;
					return loss;
				};
				const difference = (8 * ((await at(0.01)) - (await at(-0.01))) - ((await at(0.02)) - (await at(-0.02)))) / 0.12;
				expect(Math.abs(difference - gradient[element]!), `${name}[${element}]`).toBeLessThan(2e-4);
				compared++;
			}
		}
		expect(compared).toBeGreaterThan(10);
		step.dispose();
	}, 60_000);

	it('has the parameters that a file has, and a gradient for each', () => {
		const { parameters, denseGradients, rowGradients } = trainingGraph({ ...options, heads });
		const shapes = headShapes(heads, { hiddenSize: 8, ...sizes });
		const own = [...parameters].filter(([name]) => !name.startsWith('bert.'));
		expect(new Map(own)).toEqual(shapes);
		expect([...denseGradients.keys(), ...rowGradients.keys()].sort()).toEqual([...parameters.keys()].sort());
	});

	it('drops from what each layer of a classifier reads', () => {
		const { dropoutMasks } = trainingGraph({ ...options, dropout: true, heads });
		const classifiers = dropoutMasks.filter(({ kind }) => kind === 'classifier').map(({ input }) => input);
		const layers = heads.classifierHiddenSize > 0 ? ['', '.hidden'] : [''];
		expect(classifiers.sort()).toEqual(['entity_classifier', 'rel_classifier'].flatMap((name) => layers.map((layer) => `dropout.${name}${layer}`)));
	});

	it('has no relation classifier but an empty one without relation types', () => {
		const { parameters, denseGradients } = trainingGraph({ ...options, relationTypeCount: 0, heads });
		const own = [...parameters].filter(([name]) => name.startsWith('rel_'));
		expect(own.map(([name, shape]) => [name, shape[0]])).toEqual([['rel_classifier.weight', 0], ['rel_classifier.bias', 0]]);
		expect([...denseGradients.keys()].filter((name) => name.startsWith('rel_'))).toEqual([]);
		expect(new Map([...parameters].filter(([name]) => !name.startsWith('bert.')))).toEqual(
			headShapes(heads, { hiddenSize: 8, ...sizes, relationTypeCount: 0 }),
		);
	});
});

describe('the parameters of the classifiers', () => {
	it('get no gradient from a batch without pairs, and decay but for their biases, as the reference’s', () => {
		const names = [...headShapes(designs['everything']!, { hiddenSize: 8, ...sizes }).keys()];
		expect(names.filter(needsPairs)).toHaveLength(8);
		expect(names.filter((name) => !decays(name)).every((name) => name.endsWith('.bias'))).toBe(true);
		expect(names.filter(decays)).toHaveLength(7);
	});

	it('are the reference’s where no option is set', () => {
		expect([...headShapes(referenceHeads, { hiddenSize: 8, ...sizes })]).toEqual([
			['entity_classifier.weight', [3, 20]],
			['entity_classifier.bias', [3]],
			['rel_classifier.weight', [2, 32]],
			['rel_classifier.bias', [2]],
			['size_embeddings.weight', [6, 4]],
		]);
	});
});

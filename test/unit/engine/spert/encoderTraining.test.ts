// The training graph on every encoder: what gets gradients, which tables give rows, and what LoRA adapts.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../../src/engine/checkpoint/config';
import { attentionLayerName, encoderWeights, weightPrefix } from '../../../../src/engine/nn/encoder';
import { trainingGraph, type TrainingGraphOptions } from '../../../../src/engine/spert/trainingGraph';
import { decays } from '../../../../src/engine/training/optimizer';

const path = join(import.meta.dirname, '../../../golden/encoders/hiddenStates.json');
const { encoders } = JSON.parse(readFileSync(path, 'utf8')) as { encoders: Record<string, { config: unknown }> };

describe.each(Object.entries(encoders))('%s', (_, { config: json }) => {
	const config = parseConfig(json, 'config.json');
	const options: TrainingGraphOptions = {
		config,
		entityClassCount: 3,
		relationTypeCount: 2,
		sizeCount: 10,
		sizeEmbeddingSize: 4,
		longestSequence: 16,
		dropout: true,
		freezeEncoder: false,
	};

	it('gives every parameter a gradient, and that of the word pieces by rows', () => {
		const { parameters, denseGradients, rowGradients } = trainingGraph(options);
		expect([...denseGradients.keys(), ...rowGradients.keys()].sort()).toEqual([...parameters.keys()].sort());
		const words = [...encoderWeights(config).keys()].find((name) => /(word|tok)_embeddings\.weight$/.test(name))!;
		expect(rowGradients.get(words)?.rows).toBe('input_ids');
	});

	it('decays no bias and no layer norm', () => {
		const decayed = [...encoderWeights(config)].filter(([name]) => decays(name));
		expect(decayed.filter(([, shape]) => shape.length < 2)).toEqual([]);
		expect(decayed.length).toBeGreaterThan(2);
	});

	it('adapts queries by LoRA in each layer, with an input of its own for each mask', () => {
		const targets = [attentionLayerName(config, 'query')];
		const { graph, adaptedLayers, dropoutMasks } = trainingGraph({ ...options, lora: { rank: 2, alpha: 4, dropout: 0.1, targets } });
		const layers = new Set(adaptedLayers);
		expect(layers.size).toBe(config.layerCount);
		expect([...layers].every((name) => name.startsWith(`${weightPrefix(config)}.`))).toBe(true);
		const names = graph.inputs.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		expect(new Set(dropoutMasks.map(({ input }) => input)).size).toBe(dropoutMasks.length);
	});
});

// The encoder's building blocks against plain arithmetic; its whole is measured by the golden tests.

import { describe, expect, it } from 'vitest';
import type { BertConfig } from '../../../../src/engine/nn/bert';
import { encoder } from '../../../../src/engine/nn/encoder';
import { asRows, embedding, layerNorm, linear, type LayerContext } from '../../../../src/engine/nn/layers';
import { GraphBuilder } from '../../../../src/engine/onnx/graphBuilder';
import type { Value } from '../../../../src/engine/onnx/graph';
import { floats, integers, runGraph } from '../onnx/runGraph';

/** Parameters by name, each with the shape it is asked for. */
function contextOf(graph: GraphBuilder, parameters: Readonly<Record<string, readonly number[]>>): LayerContext {
	return { graph, parameter: (name, shape) => graph.weight(name, shape, Float32Array.from(parameters[name]!)) };
}

describe('layers', () => {
	it('linear multiplies by the transposed weight and adds the bias', async () => {
		const result = await runGraph([floats([1, 2], [1, 2])], (graph, [x]) =>
			linear(contextOf(graph, { 'l.weight': [1, 10, 2, 20, 3, 30], 'l.bias': [0.5, 0, -0.5] }), 'l', x!, 2, 3),
		);
		expect(result.values).toEqual([21.5, 42, 62.5]);
		expect(result.inferred.shape).toEqual([1, 3]);
	});

	it('layerNorm takes its epsilon and its own weights', async () => {
		const result = await runGraph([floats([1, 2], [1, 3])], (graph, [x]) =>
			layerNorm(contextOf(graph, { 'n.weight': [2, 4], 'n.bias': [10, 20] }), 'n', x!, 2, 3),
		);
		// Mean 2, variance 1, so each value is divided by the root of 1 + 3.
		expect(result.values).toEqual([9, 22]);
	});

	it('embedding looks up rows for indices of any shape', async () => {
		const result = await runGraph([integers([2, 1], [2, 0])], (graph, [x]) =>
			embedding(contextOf(graph, { 'e.weight': [1, 2, 3, 4, 5, 6] }), 'e', x!, 3, 2),
		);
		expect(result.shape).toEqual([2, 1, 2]);
		expect(result.values).toEqual([5, 6, 1, 2]);
	});

	it('asRows folds all axes but the last, which must be fixed', async () => {
		const result = await runGraph([floats([2, 2, 1], [1, 2, 3, 4])], (graph, [x]) => asRows(graph, x!, 'rows'));
		expect(result.shape).toEqual([4, 1]);
		const graph = new GraphBuilder('g');
		expect(() => asRows(graph, graph.input('x', 'float32', [2, 'n']), 'rows')).toThrow('x has no fixed last axis.');
	});
});

describe('the BERT encoder', () => {
	const config: BertConfig = {
		modelType: 'bert',
		hiddenSize: 4,
		layerCount: 1,
		headCount: 2,
		intermediateSize: 3,
		activation: 'gelu',
		layerNormEpsilon: 1e-12,
		vocabularySize: 5,
		positionCount: 6,
		tokenTypeCount: 1,
	};

	/** Last hidden states of one sequence, with weights that depend on nothing but their name's length and place. */
	async function run(activation: BertConfig['activation'], ids: readonly number[], length: number): Promise<number[][]> {
		const build = (graph: GraphBuilder, [inputIds, positionIds, tokenTypeIds, attentionBias]: readonly Value[]): Value =>
			encoder(
				{
					graph,
					parameter: (name, shape) => {
						const size = shape.reduce((product, each) => product * each, 1);
						return graph.weight(name, shape, Float32Array.from({ length: size }, (_, index) => Math.sin(name.length * 7 + index * 3)));
					},
				},
				{ ...config, activation },
				{ inputIds: inputIds!, positionIds: positionIds!, tokenTypeIds: tokenTypeIds!, attentionBias: attentionBias! },
			);
		const padded = Array.from({ length }, (_, index) => ids[index] ?? 0);
		const result = await runGraph(
			[
				integers([1, length], padded),
				integers([1, length], padded.map((_, index) => index)),
				integers([1, length], padded.map(() => 0)),
				floats([1, 1, 1, length], padded.map((_, index) => (index < ids.length ? 0 : -10000))),
			],
			build,
		);
		return ids.map((_, position) => result.values.slice(position * 4, (position + 1) * 4));
	}

	it('reads nothing of padding', async () => {
		const alone = await run('gelu', [1, 2, 3], 3);
		const padded = await run('gelu', [1, 2, 3], 6);
		alone.flat().forEach((value, index) => expect(padded.flat()[index]).toBeCloseTo(value, 5));
	});

	it('normalizes each row with the weights of its last layer norm', async () => {
		const name = 'bert.encoder.layer.0.output.LayerNorm.weight';
		const states = await run('gelu', [1, 2, 3], 3);
		const [weight, bias] = [name, name.replace('weight', 'bias')].map((each) => {
			return [0, 1, 2, 3].map((index) => Math.sin(each.length * 7 + index * 3));
		});
		for (const row of states) {
			const normalized = row.map((value, index) => (value - bias![index]!) / weight![index]!);
			expect(normalized.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 4);
			expect(normalized.reduce((sum, value) => sum + value * value, 0) / 4).toBeCloseTo(1, 4);
		}
	});

	it('uses the activation that the config names', async () => {
		const activations = ['gelu', 'gelu_new', 'relu', 'silu'] as const;
		const states = await Promise.all(activations.map((activation) => run(activation, [1, 2], 2)));
		const rounded = states.map((rows) => rows.flat().map((value) => value.toFixed(6)).join(' '));
		expect(new Set(rounded).size).toBe(activations.length);
		// The two forms of gelu differ by far less than any other two.
		states[0]!.flat().forEach((value, index) => expect(states[1]!.flat()[index]).toBeCloseTo(value, 2));
	});
});

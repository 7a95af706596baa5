// Graphs in float16: their results are those of float32 but for the rounding, and what must stay in float32 does.

import { describe, expect, it } from 'vitest';
import { float16ToFloat32, float32ToFloat16 } from '../../../../src/engine/checkpoint/floatFormats';
import type { Graph } from '../../../../src/engine/onnx/graph';
import { GraphBuilder } from '../../../../src/engine/onnx/graphBuilder';
import { toHalfPrecision } from '../../../../src/engine/onnx/halfPrecision';
import { serializeModel } from '../../../../src/engine/onnx/modelProto';
import { float32Data, float32Tensor, RuntimeSession } from '../../../../src/engine/runtime/session';
import { probeModel, probeSequences } from '../../../../src/engine/devices/probeModel';
import { SpertScorer } from '../../../../src/engine/spert/scorer';

describe('float32ToFloat16', () => {
	it('gives every value of float16 back', () => {
		const all = Uint16Array.from({ length: 1 << 16 }, (_, index) => index).filter((half) => (half & 0x7c00) !== 0x7c00 || (half & 0x3ff) === 0);
		expect(float32ToFloat16(float16ToFloat32(all))).toEqual(all);
	});

	it('rounds to the nearest, ties to even', () => {
		const halves = (...values: number[]): number[] => [...float16ToFloat32(float32ToFloat16(Float32Array.from(values)))];
		expect(halves(1 + 2 ** -11, 1 + 3 * 2 ** -11, 1 + 2 ** -11 + 2 ** -20)).toEqual([1, 1 + 2 ** -9, 1 + 2 ** -10]);
		expect(halves(65504, 65519, 65520, -1e6)).toEqual([65504, 65504, Infinity, -Infinity]);
		expect(halves(2 ** -24, 2 ** -25, 3 * 2 ** -26, 2 ** -26, -0)).toEqual([2 ** -24, 0, 2 ** -24, 0, -0]);
		expect(halves(NaN)).toEqual([NaN]);
	});
});

/** softmax(x W + mask) V, and from there on a product that is to stay in float32. */
function attention(): Graph {
	const graph = new GraphBuilder('attention');
	const x = graph.input('x', 'float32', ['n', 4]);
	const mask = graph.input('mask', 'float32', ['n', 4]);
	const weight = graph.weight('weight', [4, 4], Float32Array.from({ length: 16 }, (_, index) => Math.sin(index)));
	const mixed = graph.add('MatMul', [graph.add('Softmax', [graph.add('Add', [graph.add('MatMul', [graph.add('Tanh', [graph.add('MatMul', [x, weight])]), weight]), mask])], { axis: -1 }), weight]);
	graph.output('hidden', mixed);
	graph.output('logits', graph.add('MatMul', [mixed, weight]));
	return graph.finish();
}

describe('toHalfPrecision', () => {
	const half = toHalfPrecision(attention(), 'hidden');
	const typesOf = (operator: string): string[] => half.nodes.filter((node) => node.operator === operator).map(({ outputs }) => outputs[0]!.elementType);

	it('leaves masks, the softmax and what follows from the named value in float32', () => {
		expect(typesOf('Softmax')).toEqual(['float32']);
		expect(typesOf('Add')).toEqual(['float32']);
		expect(typesOf('Tanh')).toEqual(['float16']);
		expect(typesOf('MatMul').at(-1)).toBe('float32');
		expect(half.inputs).toEqual(attention().inputs);
		expect(half.outputs).toEqual(attention().outputs);
	});

	it('converts a constant once, and no value twice', () => {
		const names = half.nodes.flatMap(({ outputs }) => outputs.map(({ name }) => name));
		expect(new Set(names).size).toBe(names.length);
		expect(half.initializers.map(({ value }) => value.name).sort()).toEqual(['weight', 'weight_float16']);
	});

	it('computes the same but for the rounding, however large the mask is', async () => {
		const feeds = {
			x: float32Tensor(Float32Array.of(0.1, 0.2, -0.3, 0.4), [1, 4]),
			mask: float32Tensor(Float32Array.of(0, 0, -3e38, -3e38), [1, 4]),
		};
		const [expected, found] = await Promise.all(
			[attention(), half].map(async (graph) => {
				const session = await RuntimeSession.create(serializeModel(graph), { threads: 1 });
				const outputs = await session.run(feeds);
				session.dispose();
				return [...float32Data(outputs, 'hidden'), ...float32Data(outputs, 'logits')];
			}),
		);
		const differences = expected!.map((value, index) => Math.abs(value - found![index]!));
		expect(Math.max(...differences)).toBeLessThan(5e-3);
		expect(Math.max(...differences)).toBeGreaterThan(0);
	});

	it('scores with SpERT’s graphs as float32 does, but for the rounding', async () => {
		const { config, parameters, heads } = probeModel();
		const sequences = probeSequences(2, 20);
		const [expected, found] = await Promise.all(
			[false, true].map(async (float16) => {
				const scorer = await SpertScorer.create(config, parameters, heads, { threads: 1, float16 });
				const scores = await scorer.score(sequences);
				scorer.dispose();
				return scores.flatMap(({ entityProbabilities }) => [...entityProbabilities]);
			}),
		);
		expect(found).toHaveLength(expected!.length);
		expect(Math.max(...expected!.map((value, index) => Math.abs(value - found![index]!)))).toBeLessThan(5e-3);
	});
});

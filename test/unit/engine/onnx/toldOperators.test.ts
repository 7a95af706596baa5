// The operators whose resulting shape the caller tells, run by the runtime, against plain arithmetic.

import { describe, expect, it } from 'vitest';
import type { Node, Value } from '../../../../src/engine/onnx/graph';
import type { GraphBuilder } from '../../../../src/engine/onnx/graphBuilder';
import { toldOperators } from '../../../../src/engine/onnx/operators';
import { floats, integers, runGraph, type SmallTensor } from './runGraph';

interface Case {
	readonly operator: string;
	readonly what: string;
	readonly inputs: readonly SmallTensor[];
	readonly build: (graph: GraphBuilder, inputs: readonly Value[]) => Value;
	readonly shape: readonly number[];
	/** What the builder says, where it is a name. */
	readonly inferred?: readonly (number | string)[];
	readonly values: readonly number[];
}

const x = floats([2, 3], [-2, -0.5, 0, 0.25, 1, 3]);

const cases: readonly Case[] = [
	{
		operator: 'ReduceSum',
		what: 'keeps a reduced axis',
		inputs: [x],
		build: (graph, [a]) => graph.reduce('ReduceSum', a!, [-1], true),
		shape: [2, 1],
		values: [-2.5, 4.25],
	},
	{
		operator: 'ReduceSum',
		what: 'drops reduced axes',
		inputs: [x],
		build: (graph, [a]) => graph.reduce('ReduceSum', a!, [0], false),
		shape: [3],
		values: [-1.75, 0.5, 3],
	},
	{
		operator: 'ReduceMean',
		what: 'is the mean',
		inputs: [x],
		build: (graph, [a]) => graph.reduce('ReduceMean', a!, [0, 1], true),
		shape: [1, 1],
		values: [1.75 / 6],
	},
	{
		operator: 'ReduceMax',
		what: 'is the largest',
		inputs: [x],
		build: (graph, [a]) => graph.reduce('ReduceMax', a!, [1], false),
		shape: [2],
		values: [0, 3],
	},
	{
		operator: 'Cast',
		what: 'and ScatterND add the updates of one row, and leave the others 0',
		inputs: [x, integers([3], [1, 0, 1]), floats([3, 3], [1, 2, 3, 4, 5, 6, 10, 20, 30])],
		build: (graph, [a, rows, updates]) => graph.scatterRows(a!, rows!, updates!),
		shape: [2, 3],
		values: [4, 5, 6, 11, 22, 33],
	},
	{
		operator: 'ScatterND',
		what: 'does not add where there is nothing to add',
		inputs: [x, integers([0], []), floats([0, 3], [])],
		build: (graph, [a, rows, updates]) => graph.scatterRows(a!, rows!, updates!),
		shape: [2, 3],
		values: [0, 0, 0, 0, 0, 0],
	},
	{
		operator: 'ScatterElements',
		what: 'adds the updates of one element, and leaves the others 0',
		inputs: [x, integers([2, 2], [1, 1, 2, 0]), floats([2, 2], [1, 10, 3, 4])],
		build: (graph, [a, indices, updates]) => graph.scatterElements(a!, indices!, updates!, 1),
		shape: [2, 3],
		values: [0, 11, 0, 4, 0, 3],
	},
	{
		operator: 'Expand',
		what: 'repeats along axes of size 1',
		inputs: [floats([2, 1], [1, 2])],
		build: (graph, [a]) => graph.expand(a!, [1, 3]),
		shape: [2, 3],
		values: [1, 1, 1, 2, 2, 2],
	},
	{
		operator: 'Unsqueeze',
		what: 'puts an axis between',
		inputs: [x],
		build: (graph, [a]) => graph.unsqueeze(a!, 1),
		shape: [2, 1, 3],
		values: x.values,
	},
	{
		operator: 'Expand',
		what: 'repeats as often as another tensor is long',
		inputs: [floats([2, 1], [1, 2]), x],
		build: (graph, [a, like]) => graph.expandLike(a!, like!),
		shape: [2, 3],
		values: [1, 1, 1, 2, 2, 2],
	},
	{
		operator: 'Slice',
		what: 'by bounds from the graph',
		inputs: [x],
		build: (graph, [a]) => graph.sliceBy(a!, graph.integers([1]), graph.integers([3]), 1, 2),
		shape: [2, 2],
		values: [-0.5, 0, 1, 3],
	},
	{
		operator: 'Slice',
		what: 'by fixed bounds of any axis',
		inputs: [x],
		build: (graph, [a]) => graph.sliceAxis(a!, 1, 2, 3),
		shape: [2, 1],
		values: [0, 3],
	},
	{
		operator: 'Pad',
		what: 'puts zeros around',
		inputs: [x],
		build: (graph, [a]) => graph.padBy(a!, graph.integers([1, 0, 0, 2]), ['padded', 5]),
		shape: [3, 5],
		inferred: ['padded', 5],
		values: [0, 0, 0, 0, 0, -2, -0.5, 0, 0, 0, 0.25, 1, 3, 0, 0],
	},
	{
		operator: 'Identity',
		what: 'is the same, as a constant',
		inputs: [x],
		build: (graph, [a]) => graph.detach(a!),
		shape: [2, 3],
		values: x.values,
	},
];

describe('operators whose shape the caller gives', () => {
	it('has a case for every row', () => {
		expect(Object.keys(toldOperators).filter((name) => !cases.some(({ operator }) => operator === name))).toEqual([]);
	});

	it.each(cases.map((each) => [`${each.operator} ${each.what}`, each] as const))('%s', async (_, { operator, inputs, build, shape, inferred, values }) => {
		let nodes: readonly Node[] = [];
		const result = await runGraph(inputs, (graph, tensors) => {
			const y = build(graph, tensors);
			nodes = [...graph.nodes];
			return y;
		});
		expect(nodes.map((node) => node.operator)).toContain(operator);
		expect(result.shape).toEqual(shape);
		expect(result.inferred.shape).toEqual(inferred ?? shape);
		expect(result.inferred.elementType).toBe(result.elementType);
		expect(result.values).toHaveLength(values.length);
		result.values.forEach((value, index) => expect(value).toBeCloseTo(values[index]!, 6));
	});
});

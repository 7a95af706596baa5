// The training graph as a device runs it: parameters come and gradients go in buckets (parameterBuckets.ts), tables get whole
// gradients, and operators that devices lack or compute in a random order are replaced by others.

import type { Graph, Node, Value } from '../../onnx/graph';
import { GraphBuilder } from '../../onnx/graphBuilder';
import type { TrainingGraph } from '../../spert/trainingGraph';
import { sumWidth, type ParameterBucket } from './parameterBuckets';

export interface DeviceGraph {
	readonly graph: Graph;
	/** Trained buckets, each with the output of its gradients. */
	readonly gradients: ReadonlyMap<ParameterBucket, string>;
	/** Inputs of rows that gradients are scattered to: each comes once more as mergedRows gives it. */
	readonly scattered: ReadonlySet<string>;
}

/** Names of the inputs that merge rows which occur more than once; see mergedRows. */
export function mergeInputs(rows: string): { readonly distinct: string; readonly order: string; readonly places: string } {
	return { distinct: `${rows}.distinct`, order: `${rows}.order`, places: `${rows}.places` };
}

/**
 * Inputs: those of the training graph, but buckets [length] in place of the parameters; for each of `scattered`: distinct
 * int64 [d, 1], order int32 [d, 1] and places int32 [1, n].
 * Outputs: entity_loss, relation_loss []; gradient.BUCKET [length]; squares, whose sum is the square of the global norm.
 */
export function deviceGraph(training: TrainingGraph, buckets: readonly ParameterBucket[]): DeviceGraph {
	const source = training.graph;
	const graph = GraphBuilder.rebuilding(source);
	const placed = new Set(buckets.flatMap(({ parameters }) => parameters.map(({ name }) => name)));
	for (const { name, elementType, shape } of source.inputs) {
		if (!placed.has(name)) {
			graph.input(name, elementType, shape);
		}
	}
	const replaced = new Map<string, Value>();
	for (const bucket of buckets) {
		const all = graph.input(bucket.name, 'float32', [bucket.length]);
		for (const { name, shape, start, count } of bucket.parameters) {
			const part = graph.sliceRows(all, start, start + count, count);
			replaced.set(name, graph.reshape(part, shape));
		}
	}
	const scatter = new MergedScatter(graph);
	const now = (value: Value): Value => replaced.get(value.name) ?? value;
	const producers = new Map(source.nodes.flatMap((node) => node.outputs.map(({ name }) => [name, node])));
	const outputs = new Set(source.outputs.map(({ name }) => name));
	for (const node of source.nodes.filter((each) => each.outputs.every(({ name }) => !outputs.has(name)))) {
		const [output] = node.outputs;
		const inputs = node.inputs.map(now);
		const rows = node.operator === 'ScatterND' ? givenRows(node, producers) : undefined;
		if (output !== undefined && node.operator === 'ConstantOfShape') {
			replaced.set(output.name, graph.expandBy(graph.scalar(0), inputAt(inputs, 0), output.shape));
		} else if (output !== undefined && rows !== undefined) {
			replaced.set(output.name, scatter.add(inputAt(inputs, 0), rows, inputAt(inputs, 2)));
		} else {
			graph.copy({ ...node, inputs });
		}
	}
	const result = (output: string): Value => {
		const value = producers.get(output)?.inputs[0];
		if (value === undefined) {
			throw new Error(`The training graph has no output ${output}.`);
		}
		return now(value);
	};
	graph.output('entity_loss', result('entity_loss'));
	graph.output('relation_loss', result('relation_loss'));
	const inputs = new Map(source.inputs.map((value) => [value.name, value]));
	const gradientOf = (name: string, shape: readonly number[]): Value => {
		const dense = training.denseGradients.get(name);
		if (dense !== undefined) {
			return result(dense);
		}
		const table = training.rowGradients.get(name);
		const rows = inputs.get(table?.rows ?? '');
		if (table === undefined || rows === undefined) {
			throw new Error(`${name} is trained and has no gradient.`);
		}
		const zeros = graph.expandBy(graph.scalar(0), graph.integers(shape), shape);
		return scatter.add(zeros, rows, result(table.updates));
	};
	const gradients = new Map<ParameterBucket, string>();
	const squares: Value[] = [];
	for (const bucket of buckets.filter(({ isTrained }) => isTrained)) {
		const parts = bucket.parameters.map(({ name, shape, count }) => graph.reshape(gradientOf(name, shape), [count]));
		const padding = bucket.length - bucket.parameters.reduce((sum, { count }) => sum + count, 0);
		if (padding > 0) {
			parts.push(graph.expandBy(graph.scalar(0), graph.integers([padding]), [padding]));
		}
		const [only] = parts;
		const all = only !== undefined && parts.length === 1 ? only : graph.add('Concat', parts, { axis: 0 });
		graph.output(`gradient.${bucket.name}`, all);
		gradients.set(bucket, `gradient.${bucket.name}`);
		squares.push(sumOfSquares(graph, all));
	}
	graph.output('squares', graph.add('Concat', squares, { axis: 0 }));
	return { graph: graph.finish(), gradients, scattered: scatter.rows };
}

/** [length] gives [length / sumWidth²]: sums of sums. */
export function sumOfSquares(graph: GraphBuilder, x: Value): Value {
	const sums = (values: Value, left: string): Value => graph.reduce('ReduceSum', graph.reshape(values, [left, sumWidth]), [-1], false);
	return sums(sums(graph.add('Mul', [x, x]), 'sums'), 'squares');
}

/**
 * Scatters updates to rows without adding twice to one place, which devices do in a random order: updates to one row are
 * summed by a matrix product with M [distinct rows, updates], 1 where an update belongs to a row.
 */
class MergedScatter {
	readonly rows = new Set<string>();
	readonly #graph: GraphBuilder;
	readonly #merges = new Map<string, { readonly distinct: Value; readonly matrix: Value }>();

	constructor(graph: GraphBuilder) {
		this.#graph = graph;
	}

	/** @param rows int32, any shape of n elements; updates [n, …] */
	add(zeros: Value, rows: Value, updates: Value): Value {
		const { distinct, matrix } = this.#merge(rows);
		return this.#graph.replaceRows(zeros, distinct, this.#graph.add('MatMul', [matrix, updates]));
	}

	#merge(rows: Value): { readonly distinct: Value; readonly matrix: Value } {
		const known = this.#merges.get(rows.name);
		if (known !== undefined) {
			return known;
		}
		const graph = this.#graph;
		const names = mergeInputs(rows.name);
		const size = names.distinct;
		const distinct = graph.input(names.distinct, 'int64', [size, 1]);
		const belongs = graph.add('Equal', [graph.input(names.order, 'int32', [size, 1]), graph.input(names.places, 'int32', [1, 'updates'])]);
		const merge = { distinct, matrix: graph.add('Where', [belongs, graph.scalar(1), graph.scalar(0)]) };
		this.#merges.set(rows.name, merge);
		this.rows.add(rows.name);
		return merge;
	}
}

/**
 * The input that a scatter's indices are made of: scatterRows of the graph builder casts and reshapes it. Undefined where rows are
 * computed, as distances of word pieces are.
 */
function givenRows(node: Node, producers: ReadonlyMap<string, Node>): Value | undefined {
	let value = inputAt(node.inputs, 1);
	for (let producer = producers.get(value.name); producer !== undefined; producer = producers.get(value.name)) {
		if (producer.operator !== 'Reshape' && producer.operator !== 'Cast') {
			return undefined;
		}
		value = inputAt(producer.inputs, 0);
	}
	return value;
}

function inputAt(inputs: readonly Value[], index: number): Value {
	const value = inputs[index];
	if (value === undefined) {
		throw new Error(`There is no input ${index}.`);
	}
	return value;
}

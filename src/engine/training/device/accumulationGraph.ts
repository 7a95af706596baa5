// Adds the gradients of a further batch to those of an update, as a graph over one bucket.

import type { Graph } from '../../onnx/graph';
import { GraphBuilder } from '../../onnx/graphBuilder';
import { sumOfSquares } from './deviceGraph';

/** Inputs: total and further float32 [length], a bucket's. Outputs: sum [length]; squares, whose sum is the square of its norm. */
export function accumulationGraph(): Graph {
	const graph = new GraphBuilder('accumulation');
	const sum = graph.add('Add', [graph.input('total', 'float32', ['length']), graph.input('further', 'float32', ['length'])]);
	graph.output('sum', sum);
	graph.output('squares', sumOfSquares(graph, sum));
	return graph.finish();
}

// What encoders derive from the distance of two word pieces. Distances come from the positions in each sequence, not from
// places in a row, so that sequences packed in one row are read as they would be alone.

import type { Value } from '../onnx/graph';
import type { GraphBuilder } from '../onnx/graphBuilder';

/**
 * Where query position - key position stands in a table of 2 n - 1 distances, -(n - 1) first: int32 [batch, sequence, sequence],
 * queries before keys.
 * @param count n, more than any position
 */
export function distanceIndices(graph: GraphBuilder, positionIds: Value, count: number): Value {
	const [queries, keys] = [graph.unsqueeze(positionIds, 2), graph.unsqueeze(positionIds, 1)];
	return graph.add('Add', [graph.add('Sub', [queries, keys]), graph.int32(count - 1)]);
}

/** The values of a function of all distances from -(n - 1) to n - 1, in that order. */
export function distanceTable(count: number, valueOf: (distance: number) => number): number[] {
	return Array.from({ length: 2 * count - 1 }, (_, index) => valueOf(index - count + 1));
}

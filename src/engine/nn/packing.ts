// Sequences of different length without padding: dense layers and normalization see a row a word piece, and only where word
// pieces of a sequence meet, in attention, are sequences padded to the longest.

import type { Value } from '../onnx/graph';
import type { GraphBuilder } from '../onnx/graphBuilder';
import type { LayerContext } from './layers';

/** Where rows lie in a padded batch, whose places are numbered sequence by sequence: batch * sequence of them. */
export interface Packing {
	/** int32 [places]: the row of each place; for padding, any. */
	readonly rowOfPlace: Value;
	/** int32 [rows]: the place of each row. */
	readonly placeOfRow: Value;
}

/** The inputs of a graph for packed batches, under the names that a Batch feeds. */
export function declarePacking(graph: GraphBuilder): Packing {
	return {
		rowOfPlace: graph.input('row_of_place', 'int32', ['places']),
		placeOfRow: graph.input('place_of_row', 'int32', ['rows']),
	};
}

/** Rows [rows, size] as a padded batch [batch * sequence, size]; as they are in a graph that has no packing. */
export function padded({ graph, packing }: LayerContext, rows: Value): Value {
	return packing === undefined ? rows : graph.add('Gather', [rows, packing.rowOfPlace], { axis: 0 });
}

/** A padded batch [batch * sequence, size] without its padding, [rows, size]. */
export function unpadded({ graph, packing }: LayerContext, places: Value): Value {
	return packing === undefined ? places : graph.add('Gather', [places, packing.placeOfRow], { axis: 0 });
}

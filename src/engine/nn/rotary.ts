// Rotary position embedding (Su et al. 2021): queries and keys are turned by angles that grow with their position, so that
// their products depend on the distance alone.

import type { Value } from '../onnx/graph';
import type { GraphBuilder } from '../onnx/graphBuilder';

/** Cosines and sines of each word piece's angles: [batch, 1, sequence, size / 2]. */
export interface Rotation {
	readonly cosines: Value;
	readonly sines: Value;
}

/**
 * @param name tells the tables of a graph apart
 * @param size of a head: pairs of its numbers turn together, i and i + size / 2 by position * base^(-2 i / size)
 * @param count more than any position
 */
export function rotation(graph: GraphBuilder, name: string, positionIds: Value, sizes: { base: number; size: number; count: number }): Rotation {
	const half = sizes.size / 2;
	// In single precision, as the encoder was trained; a table, because GPUs are inexact for large angles.
	const { fround } = Math;
	const frequencies = Array.from({ length: half }, (_, index) => fround(1 / fround(sizes.base ** fround((2 * index) / sizes.size))));
	const table = (part: string, valueOf: (angle: number) => number): Value => {
		const values = new Float32Array(sizes.count * half);
		for (let position = 0; position < sizes.count; position++) {
			for (const [index, frequency] of frequencies.entries()) {
				values[position * half + index] = valueOf(fround(position * frequency));
			}
		}
		const rows = graph.weight(`${name}.${part}`, [sizes.count, half], values);
		return graph.unsqueeze(graph.add('Gather', [rows, positionIds], { axis: 0 }), 1);
	};
	return { cosines: table('cosines', Math.cos), sines: table('sines', Math.sin) };
}

/** x [..., batch, heads, sequence, size], turned. */
export function rotate(graph: GraphBuilder, x: Value, { cosines, sines }: Rotation): Value {
	const axis = x.shape.length - 1;
	const size = x.shape[axis];
	if (typeof size !== 'number') {
		throw new Error(`${x.name} has no fixed last axis.`);
	}
	const [first, second] = [graph.sliceAxis(x, axis, 0, size / 2), graph.sliceAxis(x, axis, size / 2, size)];
	const product = (a: Value, b: Value): Value => graph.add('Mul', [a, b]);
	return graph.add(
		'Concat',
		[
			graph.add('Sub', [product(first, cosines), product(second, sines)]),
			graph.add('Add', [product(second, cosines), product(first, sines)]),
		],
		{ axis },
	);
}

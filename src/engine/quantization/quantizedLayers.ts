// The layers of an encoder over int8 weights: products of uint8 activations and int8 weights in int32, everything else in
// float32. Activations are quantised while the graph runs, each row (word piece) by a scale of its own, so that a sentence's
// result does not depend on which others are in the batch.

import type { LayerSubstitutes } from '../nn/layers';
import type { Value } from '../onnx/graph';
import type { GraphBuilder } from '../onnx/graphBuilder';
import { transposedValues, type QuantizedMatrix } from './quantizedMatrix';

/** Gelu's least value, exact (-0.16997) or approximated by tanh (-0.17004), turned around and rounded up. */
const geluDepth = 0.1701;

/** The uint8 that stands for 0 where activations have both signs. */
const middle = 128;

/** Keeps rows of zeros from being divided by zero. */
const leastRowMaximum = 1e-12;

/** Activations in uint8: x = scale * (values - zeroPoint) - shift, with one scale a row. */
interface QuantizedActivations {
	readonly values: Value;
	/** [rows, 1]. */
	readonly scale: Value;
	readonly zeroPoint: number;
	readonly shift: number;
}

/**
 * Substitutes for the layers whose weights are among `quantized`, by the weights' names.
 * @param parameters the other weights, of which biases are read
 */
export function quantizedLayers(
	quantized: ReadonlyMap<string, QuantizedMatrix>,
	parameters: ReadonlyMap<string, Float32Array>,
): LayerSubstitutes {
	// Query, key and value read the same activations.
	const known = new Map<string, QuantizedActivations>();
	const activations = (graph: GraphBuilder, x: Value): QuantizedActivations => {
		const result = known.get(x.name) ?? quantizeActivations(graph, x);
		known.set(x.name, result);
		return result;
	};
	return {
		linear(graph, name, x, inputSize, outputSize) {
			const matrix = quantized.get(`${name}.weight`);
			if (matrix === undefined) {
				return undefined;
			}
			const { values, scale, zeroPoint, shift } = activations(graph, x);
			const product = graph.add('MatMulIntegerToFloat', [
				values,
				graph.weight(`${name}.weight`, [inputSize, outputSize], transposedValues(matrix)),
				graph.scalar(1),
				graph.weight(`${name}.weight_scale`, [outputSize], matrix.scales),
				graph.uint8(zeroPoint),
			]);
			const bias = shiftedBias(matrix, parameters.get(`${name}.bias`), shift);
			return graph.add('Add', [graph.add('Mul', [product, scale]), graph.weight(`${name}.bias`, [outputSize], bias)]);
		},
		embedding(graph, name, indices, count, size) {
			const matrix = quantized.get(`${name}.weight`);
			if (matrix === undefined) {
				return undefined;
			}
			const rows = graph.add('Gather', [graph.weight(`${name}.weight`, [count, size], matrix.values), indices], { axis: 0 });
			const scales = graph.weight(`${name}.weight_scale`, [count, 1], matrix.scales);
			return graph.add('Mul', [graph.convert(rows, 'float32'), graph.add('Gather', [scales, indices], { axis: 0 })]);
		},
	};
}

/**
 * After Gelu and Relu nearly all is positive: shifted to be so altogether it has twice the steps. What the shift adds to the
 * product is known beforehand (shiftedBias).
 * @param x [rows, size]
 */
function quantizeActivations(graph: GraphBuilder, x: Value): QuantizedActivations {
	const producer = graph.producerOf(x);
	const [rows = 'rows'] = x.shape;
	const isPositive = producer === 'Gelu' || producer === 'Relu';
	const shift = producer === 'Gelu' ? geluDepth : 0;
	const zeroPoint = isPositive ? 0 : middle;
	const shifted = shift === 0 ? x : graph.add('Add', [x, graph.scalar(shift)]);
	const largest = graph.reduce('ReduceMax', isPositive ? shifted : graph.add('Abs', [x]), [1], true);
	const divisor = isPositive ? 255 : 127;
	const scale = graph.add('Mul', [graph.add('Max', [largest, graph.scalar(leastRowMaximum)]), graph.scalar(1 / divisor)]);
	const perRow = graph.reshape(scale, [rows]);
	const zeroPoints = graph.expandLike(graph.uint8(zeroPoint), perRow);
	return { values: graph.add('QuantizeLinear', [shifted, perRow, zeroPoints], { axis: 0 }), scale, zeroPoint, shift };
}

/** W (x + shift) + b' = W x + b, with W as it was quantised. */
function shiftedBias({ rows, columns, values, scales }: QuantizedMatrix, bias: Float32Array | undefined, shift: number): Float32Array {
	const result = bias === undefined ? new Float32Array(rows) : bias.slice();
	if (shift !== 0) {
		for (let row = 0; row < rows; row++) {
			let sum = 0;
			for (let index = row * columns; index < (row + 1) * columns; index++) {
				sum += values[index] ?? 0;
			}
			result[row] = (result[row] ?? 0) - shift * sum * (scales[row] ?? 0);
		}
	}
	return result;
}

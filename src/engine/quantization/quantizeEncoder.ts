// Quantises an encoder's weights: those of all dense layers and of its large tables. What is small stays in float32 (biases,
// normalization, positions), and so do SpERT's classifiers, which are a thousandth of the work.

import { encoder, type EncoderConfig } from '../nn/encoder';
import type { LayerSubstitutes } from '../nn/layers';
import { declareEncoderInputs } from '../nn/encoderInputs';
import { GraphBuilder } from '../onnx/graphBuilder';
import { dequantize, quantizeTable, quantizeWeight, type QuantizedMatrix } from './quantizedMatrix';

/** An encoder's weights by name, each in one of the two. */
export interface EncoderParameters {
	readonly encoder: ReadonlyMap<string, Float32Array>;
	readonly quantized: ReadonlyMap<string, QuantizedMatrix>;
}

/** Tables with fewer rows, as those of positions, are not worth their rounding. */
const leastTableRows = 4096;

/** Errors: none; a parameter that is missing is a mistake of the caller. */
export function quantizeEncoder(config: EncoderConfig, parameters: ReadonlyMap<string, Float32Array>): EncoderParameters {
	const floats = new Map(parameters);
	const quantized = new Map<string, QuantizedMatrix>();
	for (const { name, shape: [rows, columns], isTable } of quantizableWeights(config)) {
		const values = floats.get(name);
		if (values === undefined) {
			throw new Error(`The encoder has no parameter ${name}.`);
		}
		quantized.set(name, isTable ? quantizeTable(values, rows, columns) : quantizeWeight(values, rows, columns));
		floats.delete(name);
	}
	return { encoder: floats, quantized };
}

/** All weights in float32. */
export function dequantizeEncoder({ encoder: floats, quantized }: EncoderParameters): ReadonlyMap<string, Float32Array> {
	return new Map([...floats, ...[...quantized].map(([name, matrix]) => [name, dequantize(matrix)] as const)]);
}

interface QuantizableWeight {
	readonly name: string;
	readonly shape: readonly [number, number];
	/** Whether its rows are looked up, instead of all of it being multiplied. */
	readonly isTable: boolean;
}

/** The weights that are worth quantising, once each. */
export function quantizableWeights(config: EncoderConfig): readonly QuantizableWeight[] {
	const found = new Map<string, QuantizableWeight>();
	const recorder: LayerSubstitutes = {
		linear(_, layer, __, inputSize, outputSize) {
			const name = `${layer}.weight`;
			found.set(name, { name, shape: [outputSize, inputSize], isTable: false });
			return undefined;
		},
		embedding(_, layer, __, count, size) {
			const name = `${layer}.weight`;
			if (count >= leastTableRows) {
				found.set(name, { name, shape: [count, size], isTable: true });
			}
			return undefined;
		},
	};
	const graph = new GraphBuilder('quantizable');
	const parameter = (name: string, shape: readonly number[]) => ({ name, elementType: 'float32', shape }) as const;
	encoder({ graph, parameter, substitutes: recorder }, config, declareEncoderInputs(graph));
	return [...found.values()];
}

// The convolution that some DeBERTa encoders have beside their first layer: each word piece reads its nearest neighbours.

import type { Dimension, Value } from '../onnx/graph';
import { activation, type Activation } from './activation';
import { maskedScore, type EncoderInputs } from './encoderInputs';
import { dropout, layerNorm, type LayerContext } from './layers';
import { padded, unpadded } from './packing';

export interface ConvolutionSizes {
	readonly hiddenSize: number;
	readonly layerNormEpsilon: number;
	/** Word pieces that one reads, itself in the middle: odd. */
	readonly width: number;
	readonly activation: Activation;
}

const prefix = 'deberta.encoder.conv';

/**
 * LayerNorm(output + act(convolution of `hidden`)). Beyond the ends of a sequence there are zeros, whatever lies packed beside it.
 * @param hidden what the first layer reads, [rows, hiddenSize]
 * @param output what it gives
 */
export function debertaConvolution(
	context: LayerContext,
	sizes: ConvolutionSizes,
	hidden: Value,
	output: Value,
	inputs: EncoderInputs,
): Value {
	const { graph } = context;
	const { hiddenSize, width, layerNormEpsilon } = sizes;
	const weight = context.parameter(`${prefix}.conv.weight`, [hiddenSize, hiddenSize, width]);
	const bias = context.parameter(`${prefix}.conv.bias`, [hiddenSize]);
	const places = padded(context, hidden);
	const stacked = graph.reshape(neighbours(context, sizes, places, inputs), [placesOf(places), hiddenSize * width]);
	const convolved = graph.add('Gemm', [stacked, graph.reshape(weight, [hiddenSize, hiddenSize * width]), bias], { transB: 1 });
	const activated = activation(graph, sizes.activation, unpadded(context, dropout(context, prefix, 'hidden', convolved)));
	return layerNorm(context, `${prefix}.LayerNorm`, graph.add('Add', [output, activated]), hiddenSize, layerNormEpsilon);
}

/** The word pieces around each one, zeros where there is none: [places, hiddenSize, width]. @param hidden [places, hiddenSize] */
function neighbours({ graph }: LayerContext, { hiddenSize, width }: ConvolutionSizes, hidden: Value, inputs: EncoderInputs): Value {
	const reach = (width - 1) / 2;
	const places = placesOf(hidden);
	const positions = graph.reshape(inputs.positionIds, [places]);
	const padding = graph.add('GreaterOrEqual', [graph.scalar(maskedScore / 2), graph.reshape(bestScore(graph, inputs), [places, 1])]);
	const zero = graph.scalar(0);
	const real = graph.add('Where', [padding, zero, hidden]);
	const count = graph.add('Shape', [positions]);
	const around = graph.expand(graph.reshape(zero, [1, 1]), [reach, hiddenSize]);
	const padded = graph.add('Concat', [around, real, around], { axis: 0 });
	// A position that no neighbour expects.
	const nowhere = graph.expand(graph.reshape(graph.int32(-width), [1]), [reach]);
	const paddedPositions = graph.add('Concat', [nowhere, positions, nowhere], { axis: 0 });
	const columns = Array.from({ length: width }, (_, start): Value => {
		const shifted = (x: Value): Value => {
			const first = graph.integers([start]);
			return graph.sliceBy(x, first, graph.add('Add', [count, first]), 0, places);
		};
		const expected = graph.add('Add', [positions, graph.int32(start - reach)]);
		const isNeighbour = graph.reshape(graph.add('Equal', [shifted(paddedPositions), expected]), [places, 1]);
		return graph.reshape(graph.add('Where', [isNeighbour, shifted(padded), zero]), [places, hiddenSize, 1]);
	});
	return graph.add('Concat', columns, { axis: 2 });
}

function placesOf({ shape: [places = 'places'] }: Value): Dimension {
	return places;
}

/** The best score that any word piece gives to each one, 0 unless it is padding: [batch, 1, 1, sequence]. */
function bestScore(graph: LayerContext['graph'], { attentionBias }: EncoderInputs): Value {
	return graph.reduce('ReduceMax', attentionBias, [2], true);
}

// The embeddings and lowest layers of an encoder as a graph of their own, for a training that leaves them as they are.

import { encoder, type EncoderConfig } from '../nn/encoder';
import { declareEncoderInputs } from '../nn/encoderInputs';
import type { Graph } from '../onnx/graph';
import { GraphBuilder } from '../onnx/graphBuilder';
import { weightsInside, type Parameters } from './inferenceGraphs';

/**
 * Inputs: input_ids, position_ids, token_type_ids int32 [batch, sequence]; attention_bias float32 [batch, 1, 1, sequence].
 * Output: hidden [rows, hiddenSize], what the layers give, without dropout.
 */
export function frozenGraph(config: EncoderConfig, layers: number, parameters: Parameters): Graph {
	const graph = new GraphBuilder('spert-frozen-layers');
	graph.output('hidden', encoder(weightsInside(graph, parameters), config, declareEncoderInputs(graph), { end: layers }));
	return graph.finish();
}

// The activation functions of the encoders.

import type { Value } from '../onnx/graph';
import type { GraphBuilder } from '../onnx/graphBuilder';

/** gelu is the exact one (erf), gelu_new its approximation by tanh (Hendrycks & Gimpel 2016); silu is x sigmoid(x). */
export type Activation = 'gelu' | 'gelu_new' | 'relu' | 'silu' | 'tanh';

export function activation(graph: GraphBuilder, kind: Activation, x: Value): Value {
	switch (kind) {
		case 'gelu':
			return graph.add('Gelu', [x]);
		case 'gelu_new':
			return graph.add('Gelu', [x], { approximate: 'tanh' });
		case 'relu':
			return graph.add('Relu', [x]);
		case 'silu':
			return graph.add('Mul', [x, graph.add('Sigmoid', [x])]);
		case 'tanh':
			return graph.add('Tanh', [x]);
		default:
			return kind satisfies never;
	}
}

// Runs a small graph through the runtime, for comparison with plain arithmetic.

import type { ElementType, Value } from '../../../../src/engine/onnx/graph';
import { GraphBuilder } from '../../../../src/engine/onnx/graphBuilder';
import { serializeModel } from '../../../../src/engine/onnx/modelProto';
import { float32Tensor, int32Tensor, RuntimeSession, tensorNamed } from '../../../../src/engine/runtime/session';

/** A small tensor. */
export interface SmallTensor {
	readonly elementType: 'float32' | 'int32';
	readonly shape: readonly number[];
	readonly values: readonly number[];
}

export interface GraphResult {
	readonly shape: readonly number[];
	readonly elementType: ElementType;
	readonly values: readonly number[];
	/** What the builder inferred. */
	readonly inferred: Value;
}

export function floats(shape: readonly number[], values: readonly number[]): SmallTensor {
	return { elementType: 'float32', shape, values };
}

export function integers(shape: readonly number[], values: readonly number[]): SmallTensor {
	return { elementType: 'int32', shape, values };
}

/** @param build from the inputs to the one output */
export async function runGraph(
	inputs: readonly SmallTensor[],
	build: (graph: GraphBuilder, values: readonly Value[]) => Value,
): Promise<GraphResult> {
	const graph = new GraphBuilder('test');
	const values = inputs.map(({ elementType, shape }, index) => graph.input(`x${index}`, elementType, shape));
	const inferred = build(graph, values);
	graph.output('y', inferred);
	const session = await RuntimeSession.create(serializeModel(graph.finish()), { threads: 1 });
	const tensors = inputs.map(({ elementType, shape, values: data }) => {
		return elementType === 'float32' ? float32Tensor(Float32Array.from(data), shape) : int32Tensor(Int32Array.from(data), shape);
	});
	const outputs = await session.run(Object.fromEntries(tensors.map((tensor, index) => [`x${index}`, tensor])));
	const output = tensorNamed(outputs, 'y');
	const result = [...(output.data as Float32Array | Int32Array | BigInt64Array | Uint8Array)].map(Number);
	session.dispose();
	return { shape: output.dims, elementType: output.type as ElementType, values: result, inferred };
}

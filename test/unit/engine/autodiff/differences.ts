// Gradients that autodiff makes, and the same by finite differences of the graph's own output.

import { addGradients } from '../../../../src/engine/autodiff/gradients';
import type { Node, Shape, Value } from '../../../../src/engine/onnx/graph';
import { GraphBuilder } from '../../../../src/engine/onnx/graphBuilder';
import { serializeModel } from '../../../../src/engine/onnx/modelProto';
import { float32Data, float32Tensor, int32Tensor, RuntimeSession, tensorNamed, type RuntimeTensor } from '../../../../src/engine/runtime/session';
import type { SmallTensor } from '../onnx/runGraph';

export type Build = (graph: GraphBuilder, inputs: readonly Value[]) => Value;

/** An input of a graph under test; `named` is its shape with names for sizes, where it differs from that of the values. */
export interface TestedInput extends SmallTensor {
	readonly named?: Shape;
}

export interface ComparedGradients {
	/** By input; undefined for one that got none. */
	readonly gradients: readonly (Float32Array | undefined)[];
	readonly differences: readonly Float64Array[];
	/** The nodes of the graph before differentiation. */
	readonly nodes: readonly Node[];
}

/** Spread over -scale .. scale, the same every time. */
export function spread(count: number, salt = 0, scale = 1.5): number[] {
	return Array.from({ length: count }, (_, index) => scale * Math.sin(12.9898 * (index + 1) + 4.1 * salt));
}

/**
 * Builds y = f(inputs) and the loss L = sum of w y for fixed uneven w, and compares dL/dx for every float32 input x. The sum
 * is taken in float64, so that only y's own rounding enters the differences.
 */
export async function compareGradients(inputs: readonly TestedInput[], build: Build, step = 0.02): Promise<ComparedGradients> {
	const graph = new GraphBuilder('gradients');
	const values = inputs.map(({ elementType, shape, named }, index) => graph.input(`x${index}`, elementType, named ?? shape));
	const y = build(graph, values);
	const nodes = [...graph.nodes];
	const weights = graph.input('weights', 'float32', y.shape);
	const axes = y.shape.map((_, axis) => axis);
	const loss = graph.reshape(graph.reduce('ReduceSum', graph.add('Mul', [y, weights]), axes, true), []);
	const wanted = values.filter((_, index) => inputs[index]!.elementType === 'float32');
	const { dense } = addGradients(graph, loss, wanted, []);
	for (const [name, gradient] of dense) {
		graph.output(`gradient.${name}`, gradient);
	}
	const feeds = (changed?: Change): Record<string, RuntimeTensor> => {
		const tensors = inputs.map(({ elementType, shape, values: data }, index) => {
			if (elementType === 'int32') {
				return int32Tensor(Int32Array.from(data), shape);
			}
			const array = Float32Array.from(data);
			if (changed?.input === index) {
				array[changed.element] = data[changed.element]! + changed.by;
			}
			return float32Tensor(array, shape);
		});
		return Object.fromEntries(tensors.map((tensor, index) => [`x${index}`, tensor]));
	};
	const forward = await RuntimeSession.create(serializeModel(forwardGraph(inputs, build)), { threads: 1 });
	const { dims, size } = tensorNamed(await forward.run(feeds()), 'y');
	const weight = Float32Array.from(spread(size, 7, 1));
	const lossOf = async (changed: Change): Promise<number> => {
		const output = float32Data(await forward.run(feeds(changed)), 'y');
		return output.reduce((sum, value, index) => sum + value * weight[index]!, 0);
	};
	const differences: Float64Array[] = [];
	for (const [input, { elementType, values: data }] of inputs.entries()) {
		const own = new Float64Array(elementType === 'float32' ? data.length : 0);
		for (const element of own.keys()) {
			const at = async (by: number): Promise<number> => await lossOf({ input, element, by });
			const near = (await at(step)) - (await at(-step));
			const far = (await at(2 * step)) - (await at(-2 * step));
			own[element] = (8 * near - far) / (12 * step);
		}
		differences.push(own);
	}
	forward.dispose();
	const session = await RuntimeSession.create(serializeModel(graph.finish()), { threads: 1 });
	const outputs = await session.run({ ...feeds(), weights: float32Tensor(weight, dims) });
	const gradients = values.map(({ name }) => (dense.has(name) ? float32Data(outputs, `gradient.${name}`) : undefined));
	session.dispose();
	return { gradients, differences, nodes };
}

interface Change {
	readonly input: number;
	readonly element: number;
	readonly by: number;
}

function forwardGraph(inputs: readonly TestedInput[], build: Build): ReturnType<GraphBuilder['finish']> {
	const graph = new GraphBuilder('forward');
	const values = inputs.map(({ elementType, shape, named }, index) => graph.input(`x${index}`, elementType, named ?? shape));
	graph.output('y', build(graph, values));
	return graph.finish();
}

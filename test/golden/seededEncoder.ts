// Runs encoders with seeded weights on sequences that lie padded or packed: their hidden states, and gradients of a loss.

import type { ModelConfig } from '../../src/engine/checkpoint/config';
import { addGradients } from '../../src/engine/autodiff/gradients';
import { encoder, encoderWeights, weightPrefix } from '../../src/engine/nn/encoder';
import { maskedScore } from '../../src/engine/nn/encoderInputs';
import type { LayerContext } from '../../src/engine/nn/layers';
import type { Value } from '../../src/engine/onnx/graph';
import { GraphBuilder } from '../../src/engine/onnx/graphBuilder';
import { serializeModel } from '../../src/engine/onnx/modelProto';
import { float32Data, float32Tensor, int32Tensor, RuntimeSession, type RuntimeTensor } from '../../src/engine/runtime/session';
import { rows } from './goldenModel';
import { seededWeight } from './seededWeights';

type Ids = readonly number[];

export interface Layout {
	readonly length: number;
	/** Where each sequence starts, counted over all rows. */
	readonly starts: readonly number[];
	readonly rowCount: number;
}

export function padded(sequences: readonly Ids[]): Layout {
	const length = Math.max(...sequences.map((ids) => ids.length));
	return { length, starts: sequences.map((_, index) => index * length), rowCount: sequences.length * length };
}

export function packed(sequences: readonly Ids[]): Layout {
	let length = 0;
	const starts = sequences.map((ids) => (length += ids.length) - ids.length);
	return { length, starts, rowCount: length };
}

/** @param cut the layer above which the graph is made anew from what the layers below give */
function encoderGraph(context: LayerContext, config: ModelConfig, cut = 0): Value {
	const { graph } = context;
	const input = (name: string): Value => graph.input(name, 'int32', ['batch', 'sequence']);
	const inputs = {
		inputIds: input('input_ids'),
		positionIds: input('position_ids'),
		tokenTypeIds: input('token_type_ids'),
		attentionBias: graph.input('attention_bias', 'float32', ['batch', 1, 'sequence', 'sequence']),
	};
	if (cut === 0) {
		return encoder(context, config, inputs);
	}
	const hidden = encoder(context, config, inputs, { end: cut });
	return encoder(context, config, inputs, { above: { layers: cut, hidden } });
}

function feedsOf(config: ModelConfig, sequences: readonly Ids[], { length, starts, rowCount }: Layout): Record<string, RuntimeTensor> {
	const ids = new Int32Array(rowCount).fill(config.padTokenId);
	const positions = Int32Array.from(ids, (_, row) => row % length);
	const bias = new Float32Array(rowCount * length).fill(maskedScore);
	for (const [index, sequence] of sequences.entries()) {
		const start = starts[index]!;
		ids.set(sequence, start);
		for (const position of sequence.keys()) {
			positions[start + position] = position;
			const keys = (start + position) * length + (start % length);
			bias.fill(0, keys, keys + sequence.length);
		}
	}
	const batch = rowCount / length;
	return {
		input_ids: int32Tensor(ids, [batch, length]),
		position_ids: int32Tensor(positions, [batch, length]),
		token_type_ids: int32Tensor(new Int32Array(rowCount), [batch, length]),
		attention_bias: float32Tensor(bias, [batch, 1, length, length]),
	};
}

async function run(graph: GraphBuilder, feeds: Record<string, RuntimeTensor>): Promise<Readonly<Record<string, RuntimeTensor>>> {
	const session = await RuntimeSession.create(serializeModel(graph.finish()), { threads: 1 });
	const outputs = await session.run(feeds);
	session.dispose();
	return outputs;
}

/** The hidden states of sequences under a layout, as [piece][hiddenSize] for each. */
export async function seededStates(config: ModelConfig, sequences: readonly Ids[], layout: Layout, cut?: number): Promise<number[][][]> {
	const graph = new GraphBuilder('encoder');
	const prefix = `${weightPrefix(config)}.`;
	const parameter = (name: string, shape: readonly number[]): Value =>
		graph.weight(name, shape, seededWeight(name.slice(prefix.length), shape));
	graph.output('hidden', encoderGraph({ graph, parameter }, config, cut));
	const outputs = await run(graph, feedsOf(config, sequences, layout));
	const states = rows(float32Data(outputs, 'hidden'), config.hiddenSize);
	return sequences.map((ids, index) => states.slice(layout.starts[index], layout.starts[index]! + ids.length));
}

/** The gradients of the product of all hidden states, one sequence after the other, with seeded weights; names without prefix. */
export async function seededGradients(
	config: ModelConfig,
	sequences: readonly Ids[],
	layout: Layout,
): Promise<ReadonlyMap<string, Float32Array>> {
	const graph = new GraphBuilder('gradients');
	const prefix = `${weightPrefix(config)}.`;
	const parameters = new Map<string, Value>();
	const context: LayerContext = {
		graph,
		parameter(name, shape) {
			const value = parameters.get(name) ?? graph.input(name, 'float32', shape);
			parameters.set(name, value);
			return value;
		},
	};
	const hidden = encoderGraph(context, config);
	const weighted = graph.add('Mul', [hidden, graph.input('loss_weights', 'float32', ['rows', config.hiddenSize])]);
	const loss = graph.reshape(graph.reduce('ReduceSum', weighted, [0, 1], true), []);
	const { dense } = addGradients(graph, loss, [...parameters.values()], []);
	for (const [name, gradient] of dense) {
		graph.output(`gradient.${name}`, gradient);
	}
	const pieceCount = sequences.reduce((sum, ids) => sum + ids.length, 0);
	const weights = seededWeight('loss', [pieceCount, config.hiddenSize]);
	const lossWeights = new Float32Array(layout.rowCount * config.hiddenSize);
	let piece = 0;
	for (const [index, ids] of sequences.entries()) {
		const own = weights.subarray(piece * config.hiddenSize, (piece + ids.length) * config.hiddenSize);
		lossWeights.set(own, layout.starts[index]! * config.hiddenSize);
		piece += ids.length;
	}
	const weightFeeds = [...encoderWeights(config)].map(([name, shape]): [string, RuntimeTensor] => [
		name,
		float32Tensor(seededWeight(name.slice(prefix.length), shape), shape),
	]);
	const outputs = await run(graph, {
		...feedsOf(config, sequences, layout),
		...Object.fromEntries(weightFeeds),
		loss_weights: float32Tensor(lossWeights, [layout.rowCount, config.hiddenSize]),
	});
	return new Map([...dense.keys()].map((name) => [name.slice(prefix.length), float32Data(outputs, `gradient.${name}`)]));
}

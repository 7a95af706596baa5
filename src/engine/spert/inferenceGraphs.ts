// SpERT's two graphs for inference (Eberts & Ulges 2020): encoder with entity classifier over all spans, and relation
// classifier over pairs of the entities found. Spans and pairs are flat lists over the whole batch. The classifiers'
// weights are split by what they multiply, W [a; b] = Wa a + Wb b, so that what many pairs share is computed once.

import { encoder, longestSequence, type EncoderConfig } from '../nn/encoder';
import { declareEncoderInputs } from '../nn/encoderInputs';
import type { LayerContext } from '../nn/layers';
import { declarePacking } from '../nn/packing';
import { quantizedLayers } from '../quantization/quantizedLayers';
import type { QuantizedMatrix } from '../quantization/quantizedMatrix';
import type { Graph, Value } from '../onnx/graph';
import { GraphBuilder } from '../onnx/graphBuilder';
import type { SplitHeads } from './splitHeads';
import { levelCount, rangeMax, rangeMaxTable } from './rangeMax';

export type Parameters = ReadonlyMap<string, Float32Array>;

/**
 * Word pieces to hidden states and entity logits.
 * Inputs: input_ids, position_ids, token_type_ids int32 [batch, sequence]; attention_bias float32 [batch, 1, 1, sequence];
 * row_of_place int32 [batch * sequence], place_of_row int32 [rows] (Packing);
 * span_first_rows, span_second_rows int32 [spans] (RangeRows over the rows), span_sizes int32 [spans] in tokens,
 * span_sequences int32 [spans], the sequence each span is of; cls_rows int32 [batch].
 * Outputs: hidden [rows, hiddenSize]; entity_logits [spans, entity classes].
 * @param parameters of the encoder; undefined where each is an input of its name, which needs no memory for a second copy
 * @param quantized those of the encoder's parameters that are int8
 */
export function entityGraph(
	config: EncoderConfig,
	parameters: Parameters | undefined,
	heads: SplitHeads,
	quantized?: ReadonlyMap<string, QuantizedMatrix>,
): Graph {
	const graph = new GraphBuilder('spert-entities');
	const context = parameters === undefined ? weightsAsInputs(graph) : weightsInside(graph, parameters, quantized);
	const inputs = declareEncoderInputs(graph);
	const hidden = encoder({ ...context, packing: declarePacking(graph) }, config, inputs);
	graph.output('hidden', hidden);
	classifySpans(graph, config, heads, hidden);
	return graph.finish();
}

/** Hidden states to the logits of further spans, where a batch has more than are classified at once. Inputs and outputs as entityGraph. */
export function spanGraph(config: EncoderConfig, heads: SplitHeads): Graph {
	const graph = new GraphBuilder('spert-spans');
	classifySpans(graph, config, heads, graph.input('hidden', 'float32', ['rows', config.hiddenSize]));
	return graph.finish();
}

function classifySpans(graph: GraphBuilder, config: EncoderConfig, heads: SplitHeads, hidden: Value): void {
	const firstRows = graph.input('span_first_rows', 'int32', ['spans']);
	const secondRows = graph.input('span_second_rows', 'int32', ['spans']);
	const sizes = graph.input('span_sizes', 'int32', ['spans']);
	const sequences = graph.input('span_sequences', 'int32', ['spans']);
	const clsRows = graph.input('cls_rows', 'int32', ['sequences']);
	const { entity } = heads;
	const cls = graph.add('Gather', [hidden, clsRows], { axis: 0 });
	const clsWeight = graph.weight('entity_cls', [entity.classCount, config.hiddenSize], entity.cls);
	const clsLogits = graph.add('Gemm', [cls, clsWeight], { transB: 1 });
	const pooled = rangeMax(graph, rangeMaxTable(graph, hidden, levelCount(longestSequence(config))), firstRows, secondRows);
	const spanWeight = graph.weight('entity_span', [entity.classCount, config.hiddenSize], entity.span);
	const spanLogits = graph.add('Gemm', [pooled, spanWeight], { transB: 1 });
	const sizeTable = graph.weight('entity_sizes', [heads.sizeCount, entity.classCount], entity.sizes);
	const sizeLogits = graph.add('Gather', [sizeTable, sizes], { axis: 0 });
	const perSequence = graph.add('Gather', [clsLogits, sequences], { axis: 0 });
	graph.output('entity_logits', graph.add('Add', [graph.add('Add', [spanLogits, perSequence]), sizeLogits]));
}

/**
 * Hidden states and pairs of entities to relation logits.
 * Inputs: hidden float32 [rows, hiddenSize]; entity_first_rows, entity_second_rows, entity_sizes int32 [entities];
 * pair_heads, pair_tails int32 [pairs] into the entities; context_first_rows, context_second_rows int32 [pairs], the words
 * between; context_present float32 [pairs, 1], 0 where there are none.
 * Output: relation_logits [pairs, relation types].
 */
export function relationGraph(config: EncoderConfig, heads: SplitHeads): Graph {
	const graph = new GraphBuilder('spert-relations');
	const hidden = graph.input('hidden', 'float32', ['rows', config.hiddenSize]);
	const entityFirstRows = graph.input('entity_first_rows', 'int32', ['entities']);
	const entitySecondRows = graph.input('entity_second_rows', 'int32', ['entities']);
	const entitySizes = graph.input('entity_sizes', 'int32', ['entities']);
	const pairHeads = graph.input('pair_heads', 'int32', ['pairs']);
	const pairTails = graph.input('pair_tails', 'int32', ['pairs']);
	const contextFirstRows = graph.input('context_first_rows', 'int32', ['pairs']);
	const contextSecondRows = graph.input('context_second_rows', 'int32', ['pairs']);
	const contextPresent = graph.input('context_present', 'float32', ['pairs', 1]);

	const { relation } = heads;
	const table = rangeMaxTable(graph, hidden, levelCount(longestSequence(config)));
	const entities = rangeMax(graph, table, entityFirstRows, entitySecondRows);
	const perEntity = (role: 'head' | 'tail', pairs: typeof pairHeads): typeof pairHeads => {
		const weight = graph.weight(`relation_${role}`, [relation.typeCount, config.hiddenSize], relation[role]);
		const sizeTable = graph.weight(`relation_${role}_sizes`, [heads.sizeCount, relation.typeCount], relation[`${role}Sizes`]);
		const sizeLogits = graph.add('Gather', [sizeTable, entitySizes], { axis: 0 });
		const logits = graph.add('Add', [graph.add('Gemm', [entities, weight], { transB: 1 }), sizeLogits]);
		return graph.add('Gather', [logits, pairs], { axis: 0 });
	};
	const contexts = graph.add('Mul', [rangeMax(graph, table, contextFirstRows, contextSecondRows), contextPresent]);
	const contextWeight = graph.weight('relation_context', [relation.typeCount, config.hiddenSize], relation.context);
	const contextLogits = graph.add('Gemm', [contexts, contextWeight], { transB: 1 });
	const pairLogits = graph.add('Add', [perEntity('head', pairHeads), perEntity('tail', pairTails)]);
	graph.output('relation_logits', graph.add('Add', [contextLogits, pairLogits]));
	return graph.finish();
}

/** A context whose parameters are weights of the graph. */
export function weightsInside(
	graph: GraphBuilder,
	parameters: Parameters,
	quantized?: ReadonlyMap<string, QuantizedMatrix>,
): LayerContext {
	return {
		graph,
		substitutes: quantized && quantizedLayers(quantized, parameters),
		parameter(name, shape) {
			const data = parameters.get(name);
			if (data === undefined) {
				throw new Error(`Parameter ${name} is missing.`);
			}
			return graph.weight(name, shape, data);
		},
	};
}

function weightsAsInputs(graph: GraphBuilder): LayerContext {
	const inputs = new Map<string, Value>();
	return {
		graph,
		parameter(name, shape) {
			const value = inputs.get(name) ?? graph.input(name, 'float32', shape);
			inputs.set(name, value);
			return value;
		},
	};
}

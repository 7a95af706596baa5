// SpERT's two graphs for inference (Eberts & Ulges 2020): encoder with entity classifier over all spans, and relation
// classifier over pairs of the entities found. Spans and pairs are flat lists over the whole batch. The classifiers'
// weights are split by what they multiply, W [a; b] = Wa a + Wb b, so that what many pairs share is computed once.

import { activation } from '../nn/activation';
import { encoder, longestSequence, type EncoderConfig } from '../nn/encoder';
import { declareEncoderInputs } from '../nn/encoderInputs';
import type { LayerContext } from '../nn/layers';
import { declarePacking } from '../nn/packing';
import { quantizedLayers } from '../quantization/quantizedLayers';
import type { QuantizedMatrix } from '../quantization/quantizedMatrix';
import type { Graph, Value } from '../onnx/graph';
import { GraphBuilder } from '../onnx/graphBuilder';
import { hiddenActivation } from './headDesign';
import type { SplitHeads, SplitLayer } from './splitHeads';
import { levelCount, rangeMax, rangeMaxTable } from './rangeMax';

export type Parameters = ReadonlyMap<string, Float32Array>;

/**
 * Word pieces to hidden states and entity logits.
 * Inputs: input_ids, position_ids, token_type_ids int32 [batch, sequence]; attention_bias float32 [batch, 1, 1, sequence];
 * row_of_place int32 [batch * sequence], place_of_row int32 [rows] (Packing);
 * span_first_rows, span_second_rows int32 [spans] (RangeRows over the rows), span_sizes int32 [spans] in tokens,
 * span_sequences int32 [spans], the sequence each span is of; cls_rows int32 [batch]; with boundary pieces span_start_rows,
 * span_last_rows int32 [spans], the rows of each span's first and last word piece.
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
	const rows = (name: string): Value => graph.input(name, 'int32', ['spans']);
	const firstRows = rows('span_first_rows');
	const secondRows = rows('span_second_rows');
	const sizes = rows('span_sizes');
	const sequences = rows('span_sequences');
	const clsRows = graph.input('cls_rows', 'int32', ['sequences']);
	const { entity } = heads;
	const product = (name: string, x: Value, weight: Float32Array): Value =>
		graph.add('Gemm', [x, graph.weight(`entity_${name}`, [entity.units, config.hiddenSize], weight)], { transB: 1 });
	const cls = graph.add('Gather', [hidden, clsRows], { axis: 0 });
	const clsUnits = product('cls', cls, entity.cls);
	const pooled = rangeMax(graph, rangeMaxTable(graph, hidden, levelCount(longestSequence(config))), firstRows, secondRows);
	const spanUnits = product('span', pooled, entity.span);
	const sizeTable = graph.weight('entity_sizes', [heads.sizeCount, entity.units], entity.sizes);
	const sizeUnits = graph.add('Gather', [sizeTable, sizes], { axis: 0 });
	const perSequence = graph.add('Gather', [clsUnits, sequences], { axis: 0 });
	// There are far fewer word pieces than spans: each is multiplied once.
	const ofPiece = (name: string, weight: Float32Array, pieces: Value): Value =>
		graph.add('Gather', [product(name, hidden, weight), pieces], { axis: 0 });
	const { boundary } = entity;
	const pieces =
		boundary === undefined
			? []
			: [ofPiece('first', boundary.first, rows('span_start_rows')), ofPiece('last', boundary.last, rows('span_last_rows'))];
	const units = sum(graph, [spanUnits, perSequence, sizeUnits, ...pieces]);
	graph.output('entity_logits', logits(graph, 'entity', units, entity, entity.classCount));
}

/**
 * Hidden states and pairs of entities to relation logits.
 * Inputs: hidden float32 [rows, hiddenSize]; entity_first_rows, entity_second_rows, entity_sizes int32 [entities];
 * pair_heads, pair_tails int32 [pairs] into the entities; context_first_rows, context_second_rows int32 [pairs], the words
 * between; context_present float32 [pairs, 1], 0 where there are none; and, where the classifier reads them,
 * entity_start_rows, entity_last_rows int32 [entities] of the first and the last word piece; entity_probabilities float32
 * [entities, entity classes]; cls_rows int32 [sequences] and pair_sequences int32 [pairs].
 * Output: relation_logits [pairs, relation types].
 */
export function relationGraph(config: EncoderConfig, heads: SplitHeads): Graph {
	const graph = new GraphBuilder('spert-relations');
	const { hiddenSize } = config;
	const hidden = graph.input('hidden', 'float32', ['rows', hiddenSize]);
	const ofEntities = (name: string): Value => graph.input(name, 'int32', ['entities']);
	const ofPairs = (name: string): Value => graph.input(name, 'int32', ['pairs']);
	const gather = (x: Value, rows: Value): Value => graph.add('Gather', [x, rows], { axis: 0 });
	const [entityFirstRows, entitySecondRows] = [ofEntities('entity_first_rows'), ofEntities('entity_second_rows')];
	const entitySizes = ofEntities('entity_sizes');
	const [pairHeads, pairTails] = [ofPairs('pair_heads'), ofPairs('pair_tails')];
	const [contextFirstRows, contextSecondRows] = [ofPairs('context_first_rows'), ofPairs('context_second_rows')];
	const contextPresent = graph.input('context_present', 'float32', ['pairs', 1]);

	const { relation, entity } = heads;
	const product = (name: string, x: Value, width: number, weight: Float32Array): Value =>
		graph.add('Gemm', [x, graph.weight(`relation_${name}`, [relation.units, width], weight)], { transB: 1 });
	const table = rangeMaxTable(graph, hidden, levelCount(longestSequence(config)));
	const pooled = rangeMax(graph, table, entityFirstRows, entitySecondRows);
	const boundary = (): Value[] => [gather(hidden, ofEntities('entity_start_rows')), gather(hidden, ofEntities('entity_last_rows'))];
	const entities = entity.boundary === undefined ? pooled : graph.add('Concat', [pooled, ...boundary()], { axis: 1 });
	const width = Number(entities.shape[1]);
	const probabilities =
		relation.headTypes === undefined ? undefined : graph.input('entity_probabilities', 'float32', ['entities', entity.classCount]);
	const perEntity = (role: 'head' | 'tail', pairs: Value): Value => {
		const sizeTable = graph.weight(`relation_${role}_sizes`, [heads.sizeCount, relation.units], relation[`${role}Sizes`]);
		const types = relation[`${role}Types`];
		const units = sum(graph, [
			product(role, entities, width, relation[role]),
			gather(sizeTable, entitySizes),
			...(types && probabilities ? [product(`${role}_types`, probabilities, entity.classCount, types)] : []),
		]);
		return gather(units, pairs);
	};
	const contexts = graph.add('Mul', [rangeMax(graph, table, contextFirstRows, contextSecondRows), contextPresent]);
	const terms = [
		product('context', contexts, hiddenSize, relation.context),
		graph.add('Add', [perEntity('head', pairHeads), perEntity('tail', pairTails)]),
	];
	if (relation.sentence !== undefined) {
		const cls = gather(hidden, graph.input('cls_rows', 'int32', ['sequences']));
		terms.push(gather(product('sentence', cls, hiddenSize, relation.sentence), ofPairs('pair_sequences')));
	}
	if (relation.product !== undefined) {
		const { projections } = relation;
		const factor = (role: 'head' | 'tail', pairs: Value): Value =>
			gather(projections === undefined ? pooled : layer(graph, `relation_${role}_projection`, entities, projections[role], relation.units), pairs);
		const products = graph.add('Mul', [factor('head', pairHeads), factor('tail', pairTails)]);
		terms.push(product('product', products, Number(products.shape[1]), relation.product));
	}
	graph.output('relation_logits', logits(graph, 'relation', sum(graph, terms), relation, relation.typeCount));
	return graph.finish();
}

function sum(graph: GraphBuilder, terms: readonly Value[]): Value {
	return terms.reduce((total, term) => graph.add('Add', [total, term]));
}

/** What the first layer gives, as it is without a hidden layer. */
function logits(graph: GraphBuilder, name: string, units: Value, { output }: { readonly output: SplitLayer | undefined }, count: number): Value {
	return output === undefined ? units : layer(graph, `${name}_output`, activation(graph, hiddenActivation, units), output, count);
}

function layer(graph: GraphBuilder, name: string, x: Value, { weight, bias }: SplitLayer, outputs: number): Value {
	const parameters = [graph.weight(name, [outputs, Number(x.shape[1])], weight), graph.weight(`${name}_bias`, [outputs], bias)];
	return graph.add('Gemm', [x, ...parameters], { transB: 1 });
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

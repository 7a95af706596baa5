// SpERT's classifiers in the training graph: from the hidden states of a batch, its spans and its pairs to logits.

import { activation } from '../nn/activation';
import { dropout, linear, type LayerContext } from '../nn/layers';
import type { Shape, Value } from '../onnx/graph';
import {
	addedLayers,
	entityFeatures,
	headNames,
	hiddenActivation,
	relationFeatures,
	spanWidth,
	type Features,
	type HeadDesign,
	type HeadSizes,
} from './headDesign';
import { rangeMax } from './rangeMax';

export interface SpanValues {
	/** Maxima of the spans' hidden states, [spans, hiddenSize]. */
	readonly pooled: Value;
	/** What stands for a span, [spans, spanWidth]. */
	readonly spans: Value;
	/** Hidden states of [CLS], [spans, hiddenSize]. */
	readonly cls: Value;
	/** [spans, sizeEmbeddingSize]. */
	readonly sizes: Value;
	/** [spans, entity classes]. */
	readonly logits: Value;
}

/**
 * Inputs: span_first_rows, span_second_rows, span_sizes, span_cls_rows int32 [spans]; with boundary pieces span_start_rows and
 * span_last_rows int32 [spans].
 * @param hidden [rows, hiddenSize]
 * @param table range maxima of it
 */
export function entityClassifier(context: LayerContext, design: HeadDesign, sizes: HeadSizes, hidden: Value, table: Value): SpanValues {
	const { graph } = context;
	const rows = (name: string): Value => graph.input(name, 'int32', ['spans']);
	const gather = (x: Value, indices: Value): Value => graph.add('Gather', [x, indices], { axis: 0 });
	const pooled = rangeMax(graph, table, rows('span_first_rows'), rows('span_second_rows'));
	const cls = gather(hidden, rows('span_cls_rows'));
	const sizeTable = context.parameter(headNames.sizeEmbeddings, [sizes.sizeCount, sizes.sizeEmbeddingSize]);
	const size = gather(sizeTable, rows('span_sizes'));
	const pieces = (): Value[] => [gather(hidden, rows('span_start_rows')), gather(hidden, rows('span_last_rows'))];
	const spans = design.boundaryPieces ? graph.add('Concat', [pooled, ...pieces()], { axis: 1 }) : pooled;
	const features = concatenated(context, entityFeatures(design, sizes), { cls: () => cls, span: () => spans, size: () => size });
	const names = { logits: 'entity_classifier', hidden: addedLayers.entityHidden };
	return { pooled, spans, cls, sizes: size, logits: classifier(context, design, names, features, sizes.entityClassCount) };
}

/**
 * Logits of pairs, [pairs, relation types].
 * Inputs: pair_heads, pair_tails int32 [pairs] into the spans; context_first_rows, context_second_rows int32 [pairs];
 * context_present float32 [pairs, 1].
 *
 * The probabilities of entity types that it reads are constants to differentiation: what the relations would make of them is no
 * business of the entity classifier, whose probabilities are to stay probabilities; and entities that are given have no others.
 */
export function relationClassifier(context: LayerContext, design: HeadDesign, sizes: HeadSizes, spans: SpanValues, table: Value): Value {
	const { graph } = context;
	const input = (name: string, type: 'int32' | 'float32', ...more: Shape): Value => graph.input(name, type, ['pairs', ...more]);
	const gather = (x: Value, rows: Value): Value => graph.add('Gather', [x, rows], { axis: 0 });
	const [heads, tails] = [input('pair_heads', 'int32'), input('pair_tails', 'int32')];
	const between = rangeMax(graph, table, input('context_first_rows', 'int32'), input('context_second_rows', 'int32'));
	const present = input('context_present', 'float32', 1);
	const [head, tail] = [gather(spans.spans, heads), gather(spans.spans, tails)];
	const probabilities = graph.detach(graph.add('Softmax', [spans.logits], { axis: -1 }));
	const projected = (name: string, span: Value): Value =>
		linear(context, name, span, spanWidth(design, sizes.hiddenSize), design.classifierHiddenSize);
	const features = concatenated(context, relationFeatures(design, sizes), {
		context: () => graph.add('Mul', [between, present]),
		head: () => head,
		tail: () => tail,
		headSize: () => gather(spans.sizes, heads),
		tailSize: () => gather(spans.sizes, tails),
		headTypes: () => gather(probabilities, heads),
		tailTypes: () => gather(probabilities, tails),
		sentence: () => gather(spans.cls, heads),
		product: () =>
			graph.add(
				'Mul',
				design.classifierHiddenSize > 0
					? [projected(addedLayers.headProjection, head), projected(addedLayers.tailProjection, tail)]
					: [gather(spans.pooled, heads), gather(spans.pooled, tails)],
			),
	});
	const names = { logits: 'rel_classifier', hidden: addedLayers.relationHidden };
	return classifier(context, design, names, features, sizes.relationTypeCount);
}

/** The features that there are, in the order of their columns: [rows, width]. */
function concatenated<Name extends string>(
	{ graph }: LayerContext,
	{ columns }: Features<Name>,
	values: Readonly<Record<Name, () => Value>>,
): Value {
	return graph.add('Concat', [...columns.keys()].map((name) => values[name]()), { axis: 1 });
}

interface ClassifierNames {
	readonly logits: string;
	readonly hidden: string;
}

/** One linear layer, or two with an activation between them; dropout comes before each. */
function classifier(context: LayerContext, { classifierHiddenSize: units }: HeadDesign, names: ClassifierNames, features: Value, outputs: number): Value {
	const kept = dropout(context, names.logits, 'classifier', features);
	const width = Number(features.shape[1]);
	if (units === 0) {
		return linear(context, names.logits, kept, width, outputs);
	}
	const hidden = activation(context.graph, hiddenActivation, linear(context, names.hidden, kept, width, units));
	return linear(context, names.logits, dropout(context, names.hidden, 'classifier', hidden), units, outputs);
}

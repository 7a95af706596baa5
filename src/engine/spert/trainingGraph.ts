// SpERT's graph for training: the batch's loss and its gradient with respect to every parameter. Parameters are inputs, so
// that they can live where the optimizer changes them in place. Spans and pairs are flat lists over the whole batch.

import { addGradients } from '../autodiff/gradients';
import { encoder, encoderWeights, type EncoderConfig } from '../nn/encoder';
import type { DropoutKind, LayerContext } from '../nn/layers';
import type { Graph, Node, Shape, Value } from '../onnx/graph';
import { GraphBuilder } from '../onnx/graphBuilder';
import { headShapes, referenceHeads, type HeadDesign, type HeadSizes } from './headDesign';
import { loraAdapter, loraNames, type LoraOptions } from './lora';
import { levelCount, rangeMaxTable } from './rangeMax';
import { entityClassifier, relationClassifier } from './trainingHeads';

export interface TrainingGraphOptions {
	readonly config: EncoderConfig;
	readonly entityClassCount: number;
	readonly relationTypeCount: number;
	readonly sizeCount: number;
	readonly sizeEmbeddingSize: number;
	/** Word pieces of the longest sequence that will be trained on. */
	readonly longestSequence: number;
	/** Whether masks for dropout are inputs. */
	readonly dropout: boolean;
	/** Whether the encoder stays as it is: it then gets no gradients. */
	readonly freezeEncoder: boolean;
	/** The embeddings and so many of the lowest layers are not in the graph: what they give is an input. None, if absent. */
	readonly frozenLayers?: number;
	/** What is trained of the encoder instead of its own parameters; absent: those. */
	readonly lora?: LoraOptions | undefined;
	/** Absent: the reference's classifiers. */
	readonly heads?: HeadDesign;
	/** What logits are divided by where they have teachers' targets beside their own; absent: they have none. */
	readonly temperature?: number | undefined;
}

/** A mask that each step needs: float32 of this shape, its elements 0 or 1 / (1 - p). */
export interface DropoutMask {
	readonly input: string;
	readonly kind: DropoutKind;
	readonly shape: Shape;
}

export interface TrainingGraph {
	readonly graph: Graph;
	/** Names and shapes of all parameters; each is an input of its name, but for the classifier of no relation type. */
	readonly parameters: ReadonlyMap<string, readonly number[]>;
	/** Output with the gradient of a parameter. Parameters of a frozen encoder have none. */
	readonly denseGradients: ReadonlyMap<string, string>;
	/** Outputs with gradients of rows, and the inputs that say which rows. */
	readonly rowGradients: ReadonlyMap<string, { readonly rows: string; readonly updates: string }>;
	readonly dropoutMasks: readonly DropoutMask[];
	/** Dense layers of the encoder in the graph, and those of them that are adapted. */
	readonly denseLayers: readonly string[];
	readonly adaptedLayers: readonly string[];
}

/**
 * Inputs: those of the encoder (EncoderInputs); those of the classifiers (entityClassifier, relationClassifier); entity_targets
 * float32 [spans, classes], one-hot; entity_weights float32 [spans, 1]; relation_targets float32 [pairs, types]; relation_weights
 * float32 [pairs, 1]; the parameters; the dropout masks. Without relation types there are no inputs of pairs, and no
 * relation_logits. With frozen layers there is frozen_hidden [rows, hiddenSize], what they give; with a temperature there are
 * entity_taught_targets, entity_taught_weights, relation_taught_targets and relation_taught_weights, like those without "taught".
 * Outputs: entity_loss, relation_loss []; entity_logits, relation_logits; hidden; gradients.
 *
 * entity_loss = sum over spans of weight * cross entropy; relation_loss = sum over pairs of weight * the sum over types of the
 * binary cross entropy with logits. The caller's weights make means of them. What is taught adds the same with logits that are
 * divided by the temperature.
 */
export function trainingGraph(options: TrainingGraphOptions): TrainingGraph {
	const { config, entityClassCount, relationTypeCount, sizeCount, sizeEmbeddingSize, heads: design = referenceHeads } = options;
	const { hiddenSize } = config;
	const sizes: HeadSizes = { hiddenSize, entityClassCount, relationTypeCount, sizeCount, sizeEmbeddingSize };
	const graph = new GraphBuilder('spert-training');
	const parameters = new Map<string, Value>();
	const dropoutMasks: DropoutMask[] = [];
	const masksOf = new Map<string, number>();
	const context: LayerContext = {
		graph,
		parameter(name, shape) {
			const value = parameters.get(name) ?? graph.input(name, 'float32', shape);
			parameters.set(name, value);
			return value;
		},
		...(options.dropout
			? {
					dropout(name, kind, x) {
						// A layer that is used twice has two masks.
						const uses = masksOf.get(name) ?? 0;
						masksOf.set(name, uses + 1);
						const input = uses === 0 ? `dropout.${name}` : `dropout.${name}.${uses}`;
						dropoutMasks.push({ input, kind, shape: x.shape });
						return graph.add('Mul', [x, graph.input(input, 'float32', x.shape)]);
					},
				}
			: {}),
	};
	const int32 = (name: string, ...shape: Shape): Value => graph.input(name, 'int32', shape);
	const float32 = (name: string, ...shape: Shape): Value => graph.input(name, 'float32', shape);

	const denseLayers: string[] = [];
	const adaptedLayers: string[] = [];
	const adapter = options.lora && loraAdapter(context, options.lora, (layer, isAdapted) => {
		denseLayers.push(layer);
		adaptedLayers.push(...(isAdapted ? [layer] : []));
	});
	const { frozenLayers = 0 } = options;
	const inputs = {
		inputIds: int32('input_ids', 'batch', 'sequence'),
		positionIds: int32('position_ids', 'batch', 'sequence'),
		tokenTypeIds: int32('token_type_ids', 'batch', 'sequence'),
		// For each word piece which others it attends to: sequences may lie packed in one row.
		attentionBias: float32('attention_bias', 'batch', 1, 'sequence', 'sequence'),
	};
	const hidden = encoder(
		adapter === undefined ? context : { ...context, adapter },
		config,
		inputs,
		frozenLayers > 0 ? { above: { layers: frozenLayers, hidden: float32('frozen_hidden', 'rows', hiddenSize) } } : {},
	);
	const encoderParameters = new Set(parameters.keys());
	const table = rangeMaxTable(graph, hidden, levelCount(options.longestSequence));
	const spans = entityClassifier(context, design, sizes, hidden, table);
	const entityLogits = spans.logits;
	const { temperature } = options;
	const entityLoss = totalLoss(graph, { name: 'entity', rows: 'spans', width: entityClassCount, rowLoss: crossEntropy, temperature }, entityLogits);
	const relations =
		relationTypeCount === 0 ? undefined : withLoss(graph, relationClassifier(context, design, sizes, spans, table), relationTypeCount, temperature);

	const adapters = new Set(adaptedLayers.map(loraNames).flatMap(({ a, b }) => [a, b]));
	// Some encoders share a parameter among their layers: what a frozen one reads stays as it is.
	const readBelow = frozenLayers > 0 ? encoderWeights(config, frozenLayers) : new Map<string, unknown>();
	const isFrozen = (name: string): boolean =>
		encoderParameters.has(name) && (options.freezeEncoder || readBelow.has(name) || (options.lora !== undefined && !adapters.has(name)));
	const trained = [...parameters.values()].filter(({ name }) => !isFrozen(name));
	// The optimizer takes four numbers at a time, so rows of another width are not for it to take apart.
	const tables = new Set(encoderTables(graph.nodes, encoderParameters));
	const isTable = ({ name, shape }: Value): boolean => tables.has(name) && Number(shape[1]) % 4 === 0;
	const relationLoss = relations?.loss ?? graph.scalar(0);
	const loss = graph.add('Add', [entityLoss, relationLoss]);
	const gradients = addGradients(graph, loss, trained.filter((value) => !isTable(value)), trained.filter(isTable));
	graph.output('entity_loss', entityLoss);
	graph.output('relation_loss', relationLoss);
	graph.output('entity_logits', entityLogits);
	if (relations !== undefined) {
		graph.output('relation_logits', relations.logits);
	}
	graph.output('hidden', hidden);
	const denseGradients = new Map<string, string>();
	for (const [name, value] of gradients.dense) {
		graph.output(`gradient.${name}`, value);
		denseGradients.set(name, `gradient.${name}`);
	}
	const rowGradients = new Map<string, { rows: string; updates: string }>();
	for (const [name, uses] of gradients.rows) {
		const [use] = uses;
		if (use === undefined || uses.length > 1) {
			throw new Error(`${name} is gathered from ${uses.length} times.`);
		}
		graph.output(`gradient.${name}`, use.updates);
		rowGradients.set(name, { rows: use.rows.name, updates: `gradient.${name}` });
	}
	const shapes = new Map<string, readonly number[]>([...parameters].map(([name, { shape }]) => [name, shape.map(Number)]));
	for (const [name, shape] of headShapes(design, sizes)) {
		if (!shapes.has(name)) {
			shapes.set(name, shape);
		}
	}
	return { graph: graph.finish(), parameters: shapes, denseGradients, rowGradients, dropoutMasks, denseLayers, adaptedLayers };
}

/**
 * Parameters of which a batch reads a few rows only: they are gathered from, once, by an input of the graph. A table that is
 * read by other rows than the batch's own, or as a whole, is small.
 */
function encoderTables(nodes: readonly Node[], encoderParameters: ReadonlySet<string>): string[] {
	const computed = new Set(nodes.flatMap(({ outputs }) => outputs.map(({ name }) => name)));
	const uses = new Map<string, Node[]>();
	for (const node of nodes) {
		for (const { name } of node.inputs) {
			if (encoderParameters.has(name)) {
				uses.set(name, [...(uses.get(name) ?? []), node]);
			}
		}
	}
	return [...uses].flatMap(([name, [use, ...others]]) => {
		const [table, rows] = use?.inputs ?? [];
		const isTable = use?.operator === 'Gather' && table?.name === name && others.length === 0;
		return isTable && rows !== undefined && !computed.has(rows.name) ? [name] : [];
	});
}

/** Logits of pairs [pairs, types] and their loss. */
function withLoss(graph: GraphBuilder, logits: Value, width: number, temperature: number | undefined): { readonly logits: Value; readonly loss: Value } {
	return { logits, loss: totalLoss(graph, { name: 'relation', rows: 'pairs', width, rowLoss: binaryCrossEntropy, temperature }, logits) };
}

interface LossParts {
	readonly name: 'entity' | 'relation';
	readonly rows: string;
	/** Classes or types. */
	readonly width: number;
	/** Of logits and targets [rows, width], the loss of each row, [rows, 1]. */
	readonly rowLoss: (graph: GraphBuilder, logits: Value, targets: Value) => Value;
	readonly temperature: number | undefined;
}

/**
 * The weighted loss of logits towards their targets, and with a temperature that of the divided logits towards the teachers' too.
 * Hinton et al. (2015) count the latter temperature² times: that is the weights' matter.
 */
function totalLoss(graph: GraphBuilder, { name, rows, width, rowLoss, temperature }: LossParts, logits: Value): Value {
	const input = (what: string, size: number): Value => graph.input(`${name}_${what}`, 'float32', [rows, size]);
	const own = weightedSum(graph, rowLoss(graph, logits, input('targets', width)), input('weights', 1));
	if (temperature === undefined) {
		return own;
	}
	const divided = graph.add('Mul', [logits, graph.scalar(1 / temperature)]);
	const taught = weightedSum(graph, rowLoss(graph, divided, input('taught_targets', width)), input('taught_weights', 1));
	return graph.add('Add', [own, taught]);
}

/** log(sum(exp(logits))) - logit of the target, per row: [rows, classes] and one-hot targets give [rows, 1]. */
function crossEntropy(graph: GraphBuilder, logits: Value, targets: Value): Value {
	// The largest logit is taken out for the sake of exp alone: it cancels, so no gradient flows through it.
	const largest = graph.detach(graph.reduce('ReduceMax', logits, [-1], true));
	const shifted = graph.add('Sub', [logits, largest]);
	const sum = graph.reduce('ReduceSum', graph.add('Exp', [shifted]), [-1], true);
	const target = graph.reduce('ReduceSum', graph.add('Mul', [shifted, targets]), [-1], true);
	return graph.add('Sub', [graph.add('Log', [sum]), target]);
}

/** Sum over types of log(1 + exp(l)) - l t, the binary cross entropy with logits: [rows, types] gives [rows, 1]. */
function binaryCrossEntropy(graph: GraphBuilder, logits: Value, targets: Value): Value {
	const perType = graph.add('Sub', [graph.add('Softplus', [logits]), graph.add('Mul', [logits, targets])]);
	return graph.reduce('ReduceSum', perType, [-1], true);
}

function weightedSum(graph: GraphBuilder, perRow: Value, weights: Value): Value {
	const sum = graph.reduce('ReduceSum', graph.add('Mul', [perRow, weights]), [0, 1], true);
	return graph.reshape(sum, []);
}

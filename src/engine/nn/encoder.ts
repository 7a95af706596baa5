// The encoders that SpERT can stand on, as one: which there are, their graph, their weights, and how much they read at once.

import type { Value } from '../onnx/graph';
import { GraphBuilder } from '../onnx/graphBuilder';
import { bertStages, type BertConfig } from './bert';
import { debertaStages, type DebertaConfig } from './deberta';
import { distilBertStages, type DistilBertConfig } from './distilBert';
import { electraStages, type ElectraConfig } from './electra';
import { declareEncoderInputs, type EncoderInputs, type EncoderStages } from './encoderInputs';
import type { LayerContext } from './layers';
import { modernBertStages, type ModernBertConfig } from './modernBert';
import { mpnetFirstPosition, mpnetStages, type MpnetConfig } from './mpnet';
import { unpadded } from './packing';
import { robertaStages, type RobertaConfig } from './roberta';

/** An encoder's sizes and constants; modelType is Hugging Face's model_type. */
export type EncoderConfig =
	| BertConfig
	| RobertaConfig
	| ElectraConfig
	| DistilBertConfig
	| MpnetConfig
	| DebertaConfig
	| ModernBertConfig;

/** Which of an encoder's layers a graph has: all of them unless it says otherwise. */
export interface LayerRange {
	/**
	 * So many lowest layers, and the embeddings, are left out: `hidden` is what the encoder gives whose `end` they are,
	 * [rows, hiddenSize].
	 */
	readonly above?: { readonly layers: number; readonly hidden: Value };
	/** Layers from this one on are left out. */
	readonly end?: number;
}

/** Last hidden state, one row a word piece: [rows, hiddenSize], batch * sequence of them where nothing is packed. */
export function encoder(context: LayerContext, config: EncoderConfig, inputs: EncoderInputs, range: LayerRange = {}): Value {
	const { above, end = config.layerCount } = range;
	const stages = encoderStages(context, config, inputs);
	const first = above?.layers ?? 0;
	let hidden = above?.hidden ?? unpadded(context, stages.embeddings());
	for (let layer = first; layer < end; layer++) {
		hidden = stages.layer(layer, hidden);
	}
	// Where all layers are left out, so is what comes after them.
	const isWhole = end === config.layerCount && first < end;
	return isWhole ? (stages.finish?.(hidden) ?? hidden) : hidden;
}

function encoderStages(context: LayerContext, config: EncoderConfig, inputs: EncoderInputs): EncoderStages {
	switch (config.modelType) {
		case 'bert':
			return bertStages(context, config, inputs);
		case 'roberta':
		case 'xlm-roberta':
			return robertaStages(context, config, inputs);
		case 'electra':
			return electraStages(context, config, inputs);
		case 'distilbert':
			return distilBertStages(context, config, inputs);
		case 'mpnet':
			return mpnetStages(context, config, inputs);
		case 'deberta-v2':
			return debertaStages(context, config, inputs);
		case 'modernbert':
			return modernBertStages(context, config, inputs);
		default:
			return config satisfies never;
	}
}

/** What the names of an encoder's weights begin with, in our graphs and where Hugging Face saves a model with heads. */
export function weightPrefix({ modelType }: EncoderConfig): string {
	switch (modelType) {
		case 'bert':
		case 'roberta':
		case 'electra':
		case 'distilbert':
		case 'mpnet':
			return modelType;
		case 'xlm-roberta':
			return 'roberta';
		case 'deberta-v2':
			return 'deberta';
		case 'modernbert':
			return 'model';
		default:
			return modelType satisfies never;
	}
}

/** Word pieces of the longest sequence that the encoder can read, special ones included. */
export function longestSequence(config: EncoderConfig): number {
	switch (config.modelType) {
		case 'bert':
		case 'electra':
		case 'distilbert':
			return config.positionCount;
		case 'roberta':
		case 'xlm-roberta':
			return config.positionCount - config.padTokenId - 1;
		case 'mpnet':
			return config.positionCount - mpnetFirstPosition;
		case 'deberta-v2':
		case 'modernbert':
			// Any length could be read, but attention's memory grows with its square: longer ones are read in windows.
			return Math.min(config.positionCount, 512);
		default:
			return config satisfies never;
	}
}

export type AttentionPart = 'query' | 'key' | 'value';

/** How the name of the dense layer that makes queries, keys or values ends. */
export function attentionLayerName({ modelType }: EncoderConfig, part: AttentionPart): string {
	switch (modelType) {
		case 'bert':
		case 'roberta':
		case 'xlm-roberta':
		case 'electra':
			return part;
		case 'distilbert':
			return `${part.charAt(0)}_lin`;
		case 'mpnet':
			return `attn.${part.charAt(0)}`;
		case 'deberta-v2':
			return `${part}_proj`;
		case 'modernbert':
			// One layer makes them all.
			return 'Wqkv';
		default:
			return modelType satisfies never;
	}
}

/** Name and shape of every weight of the encoder, or its layers below `end`, that its graph reads, the table of word pieces first. */
export function encoderWeights(config: EncoderConfig, end = config.layerCount): ReadonlyMap<string, readonly number[]> {
	const shapes = new Map<string, readonly number[]>();
	const graph = new GraphBuilder('weights');
	const context: LayerContext = {
		graph,
		parameter(name, shape) {
			shapes.set(name, shape);
			return { name, elementType: 'float32', shape };
		},
	};
	encoder(context, config, declareEncoderInputs(graph), { end });
	return shapes;
}

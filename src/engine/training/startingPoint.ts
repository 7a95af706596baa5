// What a training starts from: its graph, and its parameters as a new training has them.

import type { TrainOptions } from '../../conf/optionTable';
import { encoderShapes } from '../checkpoint/spertWeights';
import { attentionLayerName, type AttentionPart, type EncoderConfig } from '../nn/encoder';
import { isLoraTarget, type LoraOptions } from '../spert/lora';
import { trainingGraph, type TrainingGraph } from '../spert/trainingGraph';
import { loraTargetUnknown, modelTooLarge, nothingToAdapt } from './errors';
import { setInitialWeights } from './initialWeights';
import { ParameterStore } from './parameterStore';
import type { PreparedTraining } from './prepareTraining';

export interface StartingPoint {
	readonly graph: TrainingGraph;
	/** All parameters of the model, those that are not trained too. */
	readonly store: ParameterStore;
	/** What is trained of the encoder instead of its own parameters; undefined: those. */
	readonly lora: LoraOptions | undefined;
}

/**
 * @param gradientArrays of the store, for each trained parameter
 * Errors: training.modelTooLarge, training.nothingToAdapt, training.loraTargetUnknown.
 */
export function startingPoint(prepared: PreparedTraining, options: TrainOptions, seed: number, gradientArrays: 0 | 1 | 2): StartingPoint {
	const { config, types, documents, parameters, sizeCount, heads, temperature } = prepared;
	const lora = loraOptionsOf(options, config);
	const graph = trainingGraph({
		config,
		entityClassCount: types.entities.length + 1,
		relationTypeCount: types.relations.length,
		sizeCount,
		sizeEmbeddingSize: options.sizeEmbedding,
		longestSequence: documents.reduce((longest, { ids }) => Math.max(longest, ids.length), 2),
		dropout: options.propDrop > 0 || options.loraDropout > 0 || config.hiddenDropout > 0 || config.attentionDropout > 0,
		freezeEncoder: options.freezeTransformer,
		frozenLayers: options.freezeLayers,
		lora,
		heads,
		temperature,
	});
	if (lora !== undefined && (options.freezeTransformer || graph.denseLayers.length === 0)) {
		throw nothingToAdapt();
	}
	for (const target of lora?.targets ?? []) {
		if (!graph.adaptedLayers.some((layer) => isLoraTarget(layer, target))) {
			throw loraTargetUnknown(target, [...new Set(graph.denseLayers.map((layer) => layer.replace(/^.*\.layers?\.\d+\./, '')))]);
		}
	}
	const encoder = encoderShapes(config);
	const shapes = new Map([...graph.parameters, ...[...encoder].filter(([name]) => !graph.parameters.has(name))]);
	const isTrained = (name: string): boolean => !encoder.has(name) || graph.denseGradients.has(name) || graph.rowGradients.has(name);
	const store = createStore(shapes, isTrained, gradientArrays, options.emaDecay > 0);
	setInitialWeights(store, parameters, config.initializerRange, seed);
	store.startAverages();
	return { graph, store, lora };
}

/** "query", "key" and "value" name those layers of any encoder, whatever it calls them. */
function loraOptionsOf({ loraRank, loraAlpha, loraDropout, loraTargets }: TrainOptions, config: EncoderConfig): LoraOptions | undefined {
	const named = loraTargets.split(',').filter((target) => target !== '');
	const targets = [...new Set(named.map((target) => (isAttentionPart(target) ? attentionLayerName(config, target) : target)))];
	return loraRank === 0 ? undefined : { rank: loraRank, alpha: loraAlpha, dropout: loraDropout, targets };
}

function isAttentionPart(target: string): target is AttentionPart {
	return ['query', 'key', 'value'].includes(target);
}

function createStore(
	shapes: ReadonlyMap<string, readonly number[]>,
	isTrained: (name: string) => boolean,
	gradientArrays: 0 | 1 | 2,
	averages: boolean,
): ParameterStore {
	try {
		return new ParameterStore(shapes, isTrained, gradientArrays, averages);
	} catch (failure) {
		if (failure instanceof RangeError) {
			throw modelTooLarge();
		}
		throw failure;
	}
}

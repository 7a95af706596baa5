// Splits the classifiers' weights by what they multiply and folds the size embedding into one table a size, so that inference
// multiplies nothing twice. A rearrangement of the same sums: results differ by rounding only.

import { addedLayers, entityFeatures, relationFeatures, type Features } from './headDesign';
import type { HeadWeights } from './headWeights';

/** A linear layer: weight [outputs, inputs], bias [outputs]. */
export interface SplitLayer {
	readonly weight: Float32Array;
	readonly bias: Float32Array;
}

/** Weights of a classifier's first layer are [units, …]: those of its hidden layer or, without one, its classes. */
interface SplitClassifier {
	readonly units: number;
	/** From the hidden layer to the logits; undefined without one. */
	readonly output: SplitLayer | undefined;
}

/** What is undefined is no feature of the model. */
export interface SplitHeads {
	readonly sizeCount: number;
	readonly entity: SplitClassifier & {
		readonly classCount: number;
		/** [units, hiddenSize]. */
		readonly cls: Float32Array;
		/** Over the maximum of a span's word pieces, [units, hiddenSize]. */
		readonly span: Float32Array;
		/** Over its first and last one, [units, hiddenSize]. */
		readonly boundary: { readonly first: Float32Array; readonly last: Float32Array } | undefined;
		/** [sizeCount, units], bias included. */
		readonly sizes: Float32Array;
	};
	readonly relation: SplitClassifier & {
		readonly typeCount: number;
		/** [units, hiddenSize]. */
		readonly context: Float32Array;
		/** [units, spanWidth]. */
		readonly head: Float32Array;
		readonly tail: Float32Array;
		/** [sizeCount, units]; the bias is in headSizes. */
		readonly headSizes: Float32Array;
		readonly tailSizes: Float32Array;
		/** [units, entity classes]. */
		readonly headTypes: Float32Array | undefined;
		readonly tailTypes: Float32Array | undefined;
		/** Over [CLS], [units, hiddenSize]. */
		readonly sentence: Float32Array | undefined;
		/** [units, productWidth]. */
		readonly product: Float32Array | undefined;
		/** Of what is multiplied, over spans; undefined where it is their maxima themselves. */
		readonly projections: { readonly head: SplitLayer; readonly tail: SplitLayer } | undefined;
	};
}

export function splitHeads(weights: HeadWeights): SplitHeads {
	const { design, hiddenSize, sizeCount, sizeEmbeddingSize, entityClassCount, relationTypeCount } = weights;
	const entity = classifierOf(weights, entityFeatures(design, weights), {
		name: addedLayers.entityHidden,
		layer: { weight: weights.entityWeight, bias: weights.entityBias },
		outputs: entityClassCount,
	});
	const relation = classifierOf(weights, relationFeatures(design, weights), {
		name: addedLayers.relationHidden,
		layer: { weight: weights.relationWeight, bias: weights.relationBias },
		outputs: relationTypeCount,
	});
	const sizeLogits = (weight: Float32Array, bias: Float32Array): Float32Array =>
		sizeTable(weights.sizeEmbeddings, sizeCount, weight, bias, sizeEmbeddingSize);
	const span = entity.part('span');
	const spanPart = (index: number): Float32Array => columns(span, entity.units, span.length / entity.units, index * hiddenSize, hiddenSize);
	const hasProjections = relation.output !== undefined && design.relationProduct;
	return {
		sizeCount,
		entity: {
			classCount: entityClassCount,
			units: entity.units,
			output: entity.output,
			cls: entity.part('cls'),
			span: spanPart(0),
			boundary: design.boundaryPieces ? { first: spanPart(1), last: spanPart(2) } : undefined,
			sizes: sizeLogits(entity.part('size'), entity.bias),
		},
		relation: {
			typeCount: relationTypeCount,
			units: relation.units,
			output: relation.output,
			context: relation.part('context'),
			head: relation.part('head'),
			tail: relation.part('tail'),
			headSizes: sizeLogits(relation.part('headSize'), relation.bias),
			tailSizes: sizeLogits(relation.part('tailSize'), new Float32Array(relation.units)),
			headTypes: relation.optional('headTypes'),
			tailTypes: relation.optional('tailTypes'),
			sentence: relation.optional('sentence'),
			product: relation.optional('product'),
			projections: hasProjections
				? { head: addedLayer(weights, addedLayers.headProjection), tail: addedLayer(weights, addedLayers.tailProjection) }
				: undefined,
		},
	};
}

interface Classifier {
	/** Of its hidden layer. */
	readonly name: string;
	/** The one that gives the logits. */
	readonly layer: SplitLayer;
	readonly outputs: number;
}

function classifierOf<Name extends string>(weights: HeadWeights, features: Features<Name>, { name, layer, outputs }: Classifier) {
	const { classifierHiddenSize } = weights.design;
	// Without relation types there is nothing to classify, and no hidden layer.
	const hasHidden = classifierHiddenSize > 0 && outputs > 0;
	const { weight, bias } = hasHidden ? addedLayer(weights, name) : layer;
	const units = hasHidden ? classifierHiddenSize : outputs;
	const optional = (feature: Name): Float32Array | undefined => {
		const place = features.columns.get(feature);
		return place && columns(weight, units, features.width, place.start, place.width);
	};
	/** Of a feature that every model has; the size embedding alone may have no width. */
	const part = (feature: Name): Float32Array => optional(feature) ?? new Float32Array(0);
	return { units, bias, part, optional, output: hasHidden ? layer : undefined };
}

function addedLayer({ added }: HeadWeights, name: string): SplitLayer {
	const [weight, bias] = [added.get(`${name}.weight`), added.get(`${name}.bias`)];
	if (weight === undefined || bias === undefined) {
		throw new Error(`The classifiers have no layer ${name}.`);
	}
	return { weight, bias };
}

/** Columns start .. start + size - 1 of a row-major matrix. */
function columns(matrix: Float32Array, rows: number, width: number, start: number, size: number): Float32Array {
	const result = new Float32Array(rows * size);
	for (let row = 0; row < rows; row++) {
		result.set(matrix.subarray(row * width + start, row * width + start + size), row * size);
	}
	return result;
}

/** table[s][u] = bias[u] + sum over e of embeddings[s][e] weight[u][e]. */
function sizeTable(
	embeddings: Float32Array,
	sizeCount: number,
	weight: Float32Array,
	bias: Float32Array,
	embeddingSize: number,
): Float32Array {
	const units = bias.length;
	const table = new Float32Array(sizeCount * units);
	for (let size = 0; size < sizeCount; size++) {
		for (let index = 0; index < units; index++) {
			let sum = bias[index] ?? 0;
			for (let dimension = 0; dimension < embeddingSize; dimension++) {
				sum += (embeddings[size * embeddingSize + dimension] ?? 0) * (weight[index * embeddingSize + dimension] ?? 0);
			}
			table[size * units + index] = sum;
		}
	}
	return table;
}

// The weights of SpERT's classifiers as a checkpoint stores them (PyTorch's [out, in] layout).

import { headNames, headShapes, type HeadDesign, type HeadSizes } from './headDesign';

export interface HeadWeights extends HeadSizes {
	readonly design: HeadDesign;
	/** [entityClassCount, features or units of the hidden layer]; the reference's features: [cls; pooled span; size]. */
	readonly entityWeight: Float32Array;
	readonly entityBias: Float32Array;
	/** [relationTypeCount, features or units of the hidden layer]; the reference's: [context; head; tail; head size; tail size]. */
	readonly relationWeight: Float32Array;
	readonly relationBias: Float32Array;
	/** [sizeCount, sizeEmbeddingSize]. */
	readonly sizeEmbeddings: Float32Array;
	/** What the reference does not have, by its name (headShapes). */
	readonly added: ReadonlyMap<string, Float32Array>;
}

const referenceNames: ReadonlySet<string> = new Set(Object.values(headNames));

/** @param values of the parameter of a name; it may throw for one that is missing */
export function headWeights(design: HeadDesign, sizes: HeadSizes, values: (name: string) => Float32Array): HeadWeights {
	const { hiddenSize, entityClassCount, relationTypeCount, sizeCount, sizeEmbeddingSize } = sizes;
	const added = [...headShapes(design, sizes).keys()].filter((name) => !referenceNames.has(name));
	return {
		design,
		hiddenSize,
		entityClassCount,
		relationTypeCount,
		sizeCount,
		sizeEmbeddingSize,
		entityWeight: values(headNames.entityWeight),
		entityBias: values(headNames.entityBias),
		relationWeight: values(headNames.relationWeight),
		relationBias: values(headNames.relationBias),
		sizeEmbeddings: values(headNames.sizeEmbeddings),
		added: new Map(added.map((name) => [name, values(name)])),
	};
}

/** All of them by their names. */
export function headParameters(weights: HeadWeights): ReadonlyMap<string, Float32Array> {
	const { entityWeight, entityBias, relationWeight, relationBias, sizeEmbeddings, added } = weights;
	return new Map([
		[headNames.entityWeight, entityWeight],
		[headNames.entityBias, entityBias],
		[headNames.relationWeight, relationWeight],
		[headNames.relationBias, relationBias],
		[headNames.sizeEmbeddings, sizeEmbeddings],
		...added,
	]);
}

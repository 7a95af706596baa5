// How SpERT's classifiers are built and what they read. The reference's are one linear layer each; everything else is an option of a
// model, kept in its config.json. Names, shapes and columns of their weights, the same for training, inference and files.

/** Each is off in the reference. */
export interface HeadDesign {
	/** The hidden states of a span's first and last word piece stand beside the maximum over all of its word pieces. */
	readonly boundaryPieces: boolean;
	/** Units of a hidden layer, with GELU, between the features and the logits of both classifiers; 0: none. */
	readonly classifierHiddenSize: number;
	/** The relation classifier reads the probabilities that the entity classifier gives for the types of head and tail. */
	readonly relationEntityTypes: boolean;
	/** It reads the hidden state of [CLS]. */
	readonly relationSentence: boolean;
	/** It reads the product of head and tail, element by element: of what is projected, if there is a hidden layer. */
	readonly relationProduct: boolean;
}

/** Of the hidden layer of both classifiers. */
export const hiddenActivation = 'gelu';

export const referenceHeads: HeadDesign = {
	boundaryPieces: false,
	classifierHiddenSize: 0,
	relationEntityTypes: false,
	relationSentence: false,
	relationProduct: false,
};

export function areSameHeads(a: HeadDesign, b: HeadDesign): boolean {
	return (
		a.boundaryPieces === b.boundaryPieces &&
		a.classifierHiddenSize === b.classifierHiddenSize &&
		a.relationEntityTypes === b.relationEntityTypes &&
		a.relationSentence === b.relationSentence &&
		a.relationProduct === b.relationProduct
	);
}

export interface HeadSizes {
	readonly hiddenSize: number;
	/** "None" included. */
	readonly entityClassCount: number;
	readonly relationTypeCount: number;
	/** Rows of the size embedding table. */
	readonly sizeCount: number;
	readonly sizeEmbeddingSize: number;
}

/** The reference's names of its parameters. */
export const headNames = {
	entityWeight: 'entity_classifier.weight',
	entityBias: 'entity_classifier.bias',
	relationWeight: 'rel_classifier.weight',
	relationBias: 'rel_classifier.bias',
	sizeEmbeddings: 'size_embeddings.weight',
} as const;

/** Layers that the reference does not have. Those of the relation classifier begin as its others do (needsPairs). */
export const addedLayers = {
	entityHidden: 'entity_classifier.hidden',
	relationHidden: 'rel_classifier.hidden',
	headProjection: 'rel_classifier.head_projection',
	tailProjection: 'rel_classifier.tail_projection',
} as const;

export type EntityFeature = 'cls' | 'span' | 'size';
export type RelationFeature = 'context' | 'head' | 'tail' | 'headSize' | 'tailSize' | 'headTypes' | 'tailTypes' | 'sentence' | 'product';

/** What a classifier's first layer reads, in the order of its columns. */
export interface Features<Name extends string> {
	/** Of all columns together. */
	readonly width: number;
	readonly columns: ReadonlyMap<Name, { readonly start: number; readonly width: number }>;
}

/** Width of what stands for a span: its maximum; with its boundary pieces [maximum; first; last]. */
export function spanWidth({ boundaryPieces }: HeadDesign, hiddenSize: number): number {
	return boundaryPieces ? 3 * hiddenSize : hiddenSize;
}

export function entityFeatures(design: HeadDesign, { hiddenSize, sizeEmbeddingSize }: HeadSizes): Features<EntityFeature> {
	return laidOut([
		['cls', hiddenSize],
		['span', spanWidth(design, hiddenSize)],
		['size', sizeEmbeddingSize],
	]);
}

export function relationFeatures(design: HeadDesign, sizes: HeadSizes): Features<RelationFeature> {
	const { hiddenSize, sizeEmbeddingSize, entityClassCount } = sizes;
	const span = spanWidth(design, hiddenSize);
	const types = design.relationEntityTypes ? entityClassCount : 0;
	return laidOut([
		['context', hiddenSize],
		['head', span],
		['tail', span],
		['headSize', sizeEmbeddingSize],
		['tailSize', sizeEmbeddingSize],
		['headTypes', types],
		['tailTypes', types],
		['sentence', design.relationSentence ? hiddenSize : 0],
		['product', productWidth(design, hiddenSize)],
	]);
}

export function productWidth({ relationProduct, classifierHiddenSize }: HeadDesign, hiddenSize: number): number {
	return !relationProduct ? 0 : classifierHiddenSize > 0 ? classifierHiddenSize : hiddenSize;
}

/** Features of no width are not there. */
function laidOut<Name extends string>(widths: readonly (readonly [Name, number])[]): Features<Name> {
	const columns = new Map<Name, { start: number; width: number }>();
	let start = 0;
	for (const [name, width] of widths) {
		if (width > 0) {
			columns.set(name, { start, width });
			start += width;
		}
	}
	return { width: start, columns };
}

/** Name and shape of every parameter of the classifiers. Without relation types the relation classifier has no hidden layer. */
export function headShapes(design: HeadDesign, sizes: HeadSizes): ReadonlyMap<string, readonly number[]> {
	const { hiddenSize, entityClassCount, relationTypeCount, sizeCount, sizeEmbeddingSize } = sizes;
	const { classifierHiddenSize: units } = design;
	const entityWidth = entityFeatures(design, sizes).width;
	const relationWidth = relationFeatures(design, sizes).width;
	const hasRelations = relationTypeCount > 0;
	const shapes = new Map<string, readonly number[]>([
		[headNames.entityWeight, [entityClassCount, units > 0 ? units : entityWidth]],
		[headNames.entityBias, [entityClassCount]],
		[headNames.relationWeight, [relationTypeCount, units > 0 ? units : relationWidth]],
		[headNames.relationBias, [relationTypeCount]],
		[headNames.sizeEmbeddings, [sizeCount, sizeEmbeddingSize]],
	]);
	const layer = (name: string, inputs: number): void => {
		shapes.set(`${name}.weight`, [units, inputs]).set(`${name}.bias`, [units]);
	};
	if (units > 0) {
		layer(addedLayers.entityHidden, entityWidth);
	}
	if (units > 0 && hasRelations) {
		layer(addedLayers.relationHidden, relationWidth);
	}
	if (units > 0 && hasRelations && design.relationProduct) {
		layer(addedLayers.headProjection, spanWidth(design, hiddenSize));
		layer(addedLayers.tailProjection, spanWidth(design, hiddenSize));
	}
	return shapes;
}

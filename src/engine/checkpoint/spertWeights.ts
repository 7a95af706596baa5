// Brings the tensor names of a checkpoint to the reference's own ("bert.…", "rel_classifier.weight"), sets the heads apart
// and checks every shape against the config and the types. Works on anything with a shape, so also before data is read.

import type { TypeSet } from '../../corpus/types';
import { type ModelConfig } from './config';
import { shapeMismatch, typesMismatch, unsupportedArchitecture, unsupportedTensor, weightMissing } from './errors';
import { type TensorShape } from './safetensors';

/** SpERT's heads. H hidden size, S size of the size embedding. */
export interface StoredHeads<T> {
	/** [entity classes including "none", 2 H + S], columns: [CLS], span, size. */
	readonly entityWeight: T;
	readonly entityBias: T;
	/** [relation types, 3 H + 2 S], columns: context, head, tail, head's size, tail's size. */
	readonly relationWeight: T;
	readonly relationBias: T;
	/** [sizes (100 in the reference), S]; row n is for spans of n tokens. */
	readonly sizeEmbeddings: T;
}

export interface SpertWeights<T> {
	/** By the names of encoderShapes, all of them and no others. */
	readonly encoder: ReadonlyMap<string, T>;
	/** undefined for an encoder that was never trained as SpERT. */
	readonly heads: StoredHeads<T> | undefined;
}

/** The reference's names of the heads. */
export const headNames = {
	entityWeight: 'entity_classifier.weight',
	entityBias: 'entity_classifier.bias',
	relationWeight: 'rel_classifier.weight',
	relationBias: 'rel_classifier.bias',
	sizeEmbeddings: 'size_embeddings.weight',
} as const satisfies Record<keyof StoredHeads<unknown>, string>;

/** Name and shape of every weight of the encoder that SpERT uses (the pooler and position_ids are not among them). */
export function encoderShapes(config: ModelConfig): ReadonlyMap<string, readonly number[]> {
	const { hiddenSize: hidden, intermediateSize: intermediate } = config;
	const shapes = new Map<string, readonly number[]>();
	const linear = (name: string, inputs: number, outputs: number): void => {
		shapes.set(`${name}.weight`, [outputs, inputs]).set(`${name}.bias`, [outputs]);
	};
	const layerNorm = (name: string): void => {
		shapes.set(`${name}.weight`, [hidden]).set(`${name}.bias`, [hidden]);
	};
	shapes.set('bert.embeddings.word_embeddings.weight', [config.vocabularySize, hidden]);
	shapes.set('bert.embeddings.position_embeddings.weight', [config.positionCount, hidden]);
	shapes.set('bert.embeddings.token_type_embeddings.weight', [config.tokenTypeCount, hidden]);
	layerNorm('bert.embeddings.LayerNorm');
	for (let layer = 0; layer < config.layerCount; layer++) {
		const name = `bert.encoder.layer.${layer}`;
		linear(`${name}.attention.self.query`, hidden, hidden);
		linear(`${name}.attention.self.key`, hidden, hidden);
		linear(`${name}.attention.self.value`, hidden, hidden);
		linear(`${name}.attention.output.dense`, hidden, hidden);
		layerNorm(`${name}.attention.output.LayerNorm`);
		linear(`${name}.intermediate.dense`, hidden, intermediate);
		linear(`${name}.output.dense`, intermediate, hidden);
		layerNorm(`${name}.output.LayerNorm`);
	}
	return shapes;
}

/**
 * Picks SpERT's weights out of a checkpoint, whatever prefix its names have ("bert.", none, "model.bert.") and with
 * gamma/beta for LayerNorm's weight/bias; other heads are ignored. `path` is for errors.
 * Errors: checkpoint.unsupportedArchitecture (no BERT in it), weightMissing, shapeMismatch, typesMismatch (heads of other
 * types than `types`), unsupportedTensor (integers).
 */
export function selectSpertWeights<T extends TensorShape>(
	path: string,
	tensors: ReadonlyMap<string, T>,
	config: ModelConfig,
	types: TypeSet | undefined,
): SpertWeights<T> {
	const prefix = findEncoderPrefix(path, tensors);
	const encoder = new Map<string, T>();
	for (const [name, shape] of encoderShapes(config)) {
		const stored = prefix + name.slice('bert.'.length);
		const tensor = tensors.get(stored) ?? tensors.get(withOldNames(stored));
		requireShape(path, stored, tensor, shape);
		encoder.set(name, tensor);
	}
	return { encoder, heads: selectHeads(path, tensors, prefix.replace(/bert\.$/, ''), config, types) };
}

/** Whether the checkpoint has been trained as SpERT. */
export function hasSpertHeads(tensors: ReadonlyMap<string, unknown>): boolean {
	return [...tensors.keys()].some((name) => name === headNames.relationWeight || name.endsWith(`.${headNames.relationWeight}`));
}

const wordEmbeddings = 'embeddings.word_embeddings.weight';

function findEncoderPrefix(path: string, tensors: ReadonlyMap<string, unknown>): string {
	const prefixes = [...tensors.keys()]
		.filter((name) => name === wordEmbeddings || name.endsWith(`.${wordEmbeddings}`))
		.map((name) => name.slice(0, -wordEmbeddings.length))
		.sort((left, right) => left.length - right.length);
	const prefix = prefixes[0];
	if (prefix === undefined) {
		throw unsupportedArchitecture(path, `the weights are not a BERT's: no tensor is called "${wordEmbeddings}"`);
	}
	return prefix;
}

/** The names of the first TensorFlow conversions. */
function withOldNames(name: string): string {
	return name.replace(/LayerNorm\.weight$/, 'LayerNorm.gamma').replace(/LayerNorm\.bias$/, 'LayerNorm.beta');
}

function selectHeads<T extends TensorShape>(
	path: string,
	tensors: ReadonlyMap<string, T>,
	prefix: string,
	config: ModelConfig,
	types: TypeSet | undefined,
): StoredHeads<T> | undefined {
	if (!tensors.has(prefix + headNames.relationWeight)) {
		return undefined;
	}
	const pick = (key: keyof StoredHeads<T>): T => {
		const name = prefix + headNames[key];
		const tensor = tensors.get(name);
		requireFloats(path, name, tensor);
		return tensor;
	};
	const heads = {
		entityWeight: pick('entityWeight'),
		entityBias: pick('entityBias'),
		relationWeight: pick('relationWeight'),
		relationBias: pick('relationBias'),
		sizeEmbeddings: pick('sizeEmbeddings'),
	};
	const { hiddenSize: hidden } = config;
	const [sizes = 0, sizeEmbedding = 0] = heads.sizeEmbeddings.shape;
	const [entityClasses = 0] = heads.entityWeight.shape;
	const [relationTypes = 0] = heads.relationWeight.shape;
	requireShape(path, headNames.sizeEmbeddings, heads.sizeEmbeddings, [sizes, sizeEmbedding]);
	requireShape(path, headNames.entityWeight, heads.entityWeight, [entityClasses, 2 * hidden + sizeEmbedding]);
	requireShape(path, headNames.entityBias, heads.entityBias, [entityClasses]);
	requireShape(path, headNames.relationWeight, heads.relationWeight, [relationTypes, 3 * hidden + 2 * sizeEmbedding]);
	requireShape(path, headNames.relationBias, heads.relationBias, [relationTypes]);
	if (types !== undefined && (types.entities.length + 1 !== entityClasses || types.relations.length !== relationTypes)) {
		throw typesMismatch(
			`The model in ${path} was trained for ${entityClasses - 1} entity and ${relationTypes} relation types, and the types ` +
				`file declares ${types.entities.length} and ${types.relations.length}.`,
		);
	}
	return heads;
}

function requireShape<T extends TensorShape>(
	path: string,
	name: string,
	tensor: T | undefined,
	shape: readonly number[],
): asserts tensor is T {
	requireFloats(path, name, tensor);
	if (tensor.shape.length !== shape.length || tensor.shape.some((dimension, axis) => dimension !== shape[axis])) {
		throw shapeMismatch(path, name, tensor.shape, `[${shape.join(', ')}]`);
	}
}

function requireFloats<T extends TensorShape>(path: string, name: string, tensor: T | undefined): asserts tensor is T {
	if (tensor === undefined) {
		throw weightMissing(path, name);
	}
	if (!/float/.test(tensor.dtype)) {
		throw unsupportedTensor(path, name, `has the element type ${tensor.dtype} instead of a floating-point one`);
	}
}

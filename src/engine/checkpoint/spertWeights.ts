// Brings the tensor names of a checkpoint to the reference's own ("bert.…", "rel_classifier.weight"), sets the heads apart
// and checks every shape against the config and the types. Works on anything with a shape, so also before data is read.

import type { TypeSet } from '../../corpus/types';
import { encoderWeights, weightPrefix } from '../nn/encoder';
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
	/** Of those that are int8: the scale of each row, [rows], by the same names. */
	readonly scales: ReadonlyMap<string, T>;
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

/** The name of the tensor with the scales of an int8 one. */
export function scaleName(weight: string): string {
	return `${weight}_scale`;
}

/** Name and shape of every weight of the encoder that SpERT uses (the pooler and position_ids are not among them). */
export function encoderShapes(config: ModelConfig): ReadonlyMap<string, readonly number[]> {
	return encoderWeights(config);
}

/**
 * Picks SpERT's weights out of a checkpoint, whatever prefix its names have ("bert.", none, "model.bert.") and with
 * gamma/beta for LayerNorm's weight/bias; other heads are ignored. `path` is for errors.
 * Errors: checkpoint.unsupportedArchitecture (no such encoder in it), weightMissing, shapeMismatch, typesMismatch (heads of other
 * types than `types`), unsupportedTensor (integers other than int8 with scales).
 */
export function selectSpertWeights<T extends TensorShape>(
	path: string,
	tensors: ReadonlyMap<string, T>,
	config: ModelConfig,
	types: TypeSet | undefined,
): SpertWeights<T> {
	const own = `${weightPrefix(config)}.`;
	const shapes = encoderShapes(config);
	const prefix = findEncoderPrefix(path, tensors, [...shapes.keys()].map((name) => name.slice(own.length)), config);
	const encoder = new Map<string, T>();
	const scales = new Map<string, T>();
	for (const [name, shape] of shapes) {
		const stored = prefix + name.slice(own.length);
		const tensor = tensors.get(stored) ?? tensors.get(withOldNames(stored));
		if (tensor?.dtype === 'int8' && shape.length === 2) {
			const scale = tensors.get(scaleName(stored));
			requireShape(path, scaleName(stored), scale, shape.slice(0, 1));
			requireSameShape(path, stored, tensor, shape);
			scales.set(name, scale);
		} else {
			requireShape(path, stored, tensor, shape);
		}
		encoder.set(name, tensor);
	}
	const headPrefix = prefix.endsWith(own) ? prefix.slice(0, -own.length) : prefix;
	return { encoder, scales, heads: selectHeads(path, tensors, headPrefix, config, types) };
}

/** Whether the checkpoint has been trained as SpERT. */
export function hasSpertHeads(tensors: ReadonlyMap<string, unknown>): boolean {
	return [...tensors.keys()].some((name) => name === headNames.relationWeight || name.endsWith(`.${headNames.relationWeight}`));
}

/** @param names the encoder's own, without prefix */
function findEncoderPrefix(
	path: string,
	tensors: ReadonlyMap<string, unknown>,
	names: readonly string[],
	{ modelType }: ModelConfig,
): string {
	const words = names.find((name) => /^embeddings\.(word|tok)_embeddings\.weight$/.test(name));
	if (words === undefined) {
		throw new Error(`${modelType} has no table of word pieces.`);
	}
	const prefixes = [...tensors.keys()]
		.filter((name) => name === words || name.endsWith(`.${words}`))
		.map((name) => name.slice(0, -words.length))
		.sort((left, right) => left.length - right.length);
	const prefix = prefixes[0];
	if (prefix === undefined) {
		throw unsupportedArchitecture(path, `the weights are not those of a "${modelType}" encoder: no tensor is called "${words}"`);
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
	requireSameShape(path, name, tensor, shape);
}

function requireSameShape(path: string, name: string, tensor: TensorShape, shape: readonly number[]): void {
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

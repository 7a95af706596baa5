// Brings the tensor names of a checkpoint to the reference's own ("bert.…", "rel_classifier.weight"), sets the heads apart
// and checks every shape against the config and the types. Works on anything with a shape, so also before data is read.

import type { TypeSet } from '../../corpus/types';
import { encoderWeights, weightPrefix } from '../nn/encoder';
import { headNames, headShapes, referenceHeads, type HeadSizes } from '../spert/headDesign';
import { type ModelConfig } from './config';
import { shapeMismatch, typesMismatch, unsupportedArchitecture, unsupportedTensor, weightMissing } from './errors';
import { type TensorShape } from './safetensors';

/** SpERT's heads. */
export interface StoredHeads<T> extends HeadSizes {
	/** By the names of headShapes, all of them and no others. */
	readonly tensors: ReadonlyMap<string, T>;
}

export interface SpertWeights<T> {
	/** By the names of encoderShapes, all of them and no others. */
	readonly encoder: ReadonlyMap<string, T>;
	/** Of those that are int8: the scale of each row, [rows], by the same names. */
	readonly scales: ReadonlyMap<string, T>;
	/** undefined for an encoder that was never trained as SpERT. */
	readonly heads: StoredHeads<T> | undefined;
}

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
	const pick = (name: string): T => {
		const tensor = tensors.get(prefix + name);
		requireFloats(path, prefix + name, tensor);
		return tensor;
	};
	const [sizeCount = 0, sizeEmbeddingSize = 0] = pick(headNames.sizeEmbeddings).shape;
	const [entityClassCount = 0] = pick(headNames.entityWeight).shape;
	const [relationTypeCount = 0] = pick(headNames.relationWeight).shape;
	const { hiddenSize, heads: design = referenceHeads } = config;
	const sizes = { hiddenSize, entityClassCount, relationTypeCount, sizeCount, sizeEmbeddingSize };
	const shapes = headShapes(design, sizes);
	const found = new Map([...shapes.keys()].map((name) => [name, pick(name)] as const));
	// The size embedding is named first where it does not fit: the others' shapes follow from it.
	for (const name of [headNames.sizeEmbeddings, ...shapes.keys()]) {
		requireShape(path, name, found.get(name), shapes.get(name) ?? []);
	}
	if (types !== undefined && (types.entities.length + 1 !== entityClassCount || types.relations.length !== relationTypeCount)) {
		throw typesMismatch(
			`The model in ${path} was trained for ${entityClassCount - 1} entity and ${relationTypeCount} relation types, and the types ` +
				`file declares ${types.entities.length} and ${types.relations.length}.`,
		);
	}
	return { ...sizes, tensors: found };
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

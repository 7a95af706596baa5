// The objects inside a torch checkpoint's pickle: which Python globals may be named, what calling them yields, and the
// tensors found in the result. Knows nothing of the file around the pickle.

import { malformed, tooLarge, unsupportedTensor } from './errors';
import { PickleDict, PickleGlobal, PickleList, PickleTuple, StorageReference, TensorReference, type PickleValue } from './pickleValues';
import { type DType } from './tensorMap';
import { type PickleHost } from './unpickler';

/** The element types of tensors, by the storage class that names them. */
export const storageDType: ReadonlyMap<string, DType> = new Map([
	['torch.FloatStorage', 'float32'],
	['torch.HalfStorage', 'float16'],
	['torch.BFloat16Storage', 'bfloat16'],
	['torch.DoubleStorage', 'float64'],
	['torch.LongStorage', 'int64'],
	['torch.IntStorage', 'int32'],
	['torch.ShortStorage', 'int16'],
	['torch.CharStorage', 'int8'],
	['torch.ByteStorage', 'uint8'],
	['torch.BoolStorage', 'bool'],
]);

/** Named without being called: element types among a training checkpoint's plain values. */
const constants = new Set(
	['float32', 'float16', 'bfloat16', 'float64', 'int64', 'int32', 'int16', 'int8', 'uint8', 'bool'].map((name) => `torch.${name}`),
);

interface CallContext {
	readonly path: string;
	/** Pairs that OrderedDicts may still copy: one list of pairs can be passed again and again. */
	pairsLeft: number;
}

type Call = (context: CallContext, parameters: readonly PickleValue[]) => PickleValue;

const calls: ReadonlyMap<string, Call> = new Map<string, Call>([
	['collections.OrderedDict', orderedDict],
	['torch._utils._rebuild_tensor', rebuildTensor],
	['torch._utils._rebuild_tensor_v2', rebuildTensor],
	['torch._utils._rebuild_parameter', rebuildParameter],
	['torch._utils._rebuild_parameter_with_state', rebuildParameter],
	['torch.Size', (_context, parameters) => parameters[0] ?? new PickleTuple([])],
	['torch.device', (_context, parameters) => new PickleTuple(parameters)],
]);

const mostPairs = 1 << 18;
const mostDimensions = 64;

export interface TorchPickleHost extends PickleHost {
	/** The storages referred to so far, by key. */
	readonly storages: ReadonlyMap<string, StorageReference>;
}

/** The host of a torch pickle; `path` is for errors. */
export function torchPickleHost(path: string): TorchPickleHost {
	const storages = new Map<string, StorageReference>();
	const context = { path, pairsLeft: mostPairs };
	return {
		storages,
		isAllowed: (name) => calls.has(name) || storageDType.has(name) || constants.has(name),
		call(name, parameters) {
			const call = calls.get(name);
			if (call === undefined) {
				throw malformed(path, `its pickle calls ${name}`);
			}
			return call(context, parameters);
		},
		resolvePersistent(identifier) {
			const reference = storageReference(path, identifier);
			storages.set(reference.key, reference);
			return reference;
		},
	};
}

function orderedDict(context: CallContext, parameters: readonly PickleValue[]): PickleDict {
	const dict = new PickleDict();
	const pairs = parameters[0];
	if (pairs === undefined) {
		return dict;
	}
	for (const pair of pairs instanceof PickleList ? pairs.items : [null]) {
		if (--context.pairsLeft < 0) {
			throw tooLarge(context.path, 'its pickle builds far more values than a model has');
		}
		if (!(pair instanceof PickleList || pair instanceof PickleTuple) || pair.items.length !== 2) {
			throw malformed(context.path, 'its pickle has an OrderedDict of something other than pairs');
		}
		dict.entries.set(pair.items[0]!, pair.items[1]!);
	}
	return dict;
}

/** Parameters: storage, storage offset, size, stride, and what autograd needs, which is ignored. */
function rebuildTensor({ path }: CallContext, parameters: readonly PickleValue[]): TensorReference {
	const [storage, offset, shape, strides] = parameters;
	if (!(storage instanceof StorageReference) || !isCount(offset) || !isCounts(shape) || !isCounts(strides)) {
		throw malformed(path, 'its pickle has a tensor with impossible parts');
	}
	return new TensorReference(storage, offset, shape.items, strides.items);
}

/** Parameters: the tensor, and what autograd needs. */
function rebuildParameter({ path }: CallContext, parameters: readonly PickleValue[]): TensorReference {
	const [tensor] = parameters;
	if (!(tensor instanceof TensorReference)) {
		throw malformed(path, 'its pickle has a parameter that is no tensor');
	}
	return tensor;
}

/** Identifier: 'storage', type, key, device, length in elements, and in old files the part of a larger storage that it is. */
function storageReference(path: string, identifier: PickleValue): StorageReference {
	const parts = identifier instanceof PickleTuple ? identifier.items : [];
	const [kind, type, key, , length, view] = parts;
	if (kind !== 'storage' || !(type instanceof PickleGlobal) || typeof key !== 'string' || !isCount(length)) {
		throw malformed(path, 'its pickle refers to data in an unknown way');
	}
	const dtype = storageDType.get(type.name);
	if (dtype === undefined) {
		throw unsupportedTensor(path, key, `has the storage type ${type.name}, which is not supported`);
	}
	if (view === undefined || view === null) {
		return new StorageReference(key, dtype, length, 0);
	}
	const [, start, viewLength] = view instanceof PickleTuple ? view.items : [];
	if (!isCount(start) || !isCount(viewLength) || start + viewLength > length) {
		throw malformed(path, 'its pickle refers to data in an unknown way');
	}
	return new StorageReference(key, dtype, length, start);
}

function isCount(value: PickleValue | undefined): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isCounts(value: PickleValue | undefined): value is PickleTuple & { readonly items: readonly number[] } {
	return value instanceof PickleTuple && value.items.length <= mostDimensions && value.items.every(isCount);
}

/** A training checkpoint keeps its state dict two or three levels deep. */
const deepest = 16;
const mostVisits = 1 << 18;
const longestName = 1000;

/**
 * The tensors of a pickled state dict, or of any dict around one, by their keys joined with dots. Everything else in it
 * (numbers, texts, lists) is left out.
 * Errors: checkpoint.malformed (no dict), checkpoint.tooLarge (dicts nested without end).
 */
export function collectTensors(path: string, root: PickleValue): ReadonlyMap<string, TensorReference> {
	if (!(root instanceof PickleDict)) {
		throw malformed(path, 'it holds no dictionary of tensors');
	}
	const tensors = new Map<string, TensorReference>();
	let visits = 0;
	const visit = (dict: PickleDict, prefix: string, depth: number): void => {
		for (const [key, value] of dict.entries) {
			if (++visits > mostVisits || depth > deepest) {
				throw tooLarge(path, 'its dictionaries are nested without end');
			}
			const name = `${prefix}${typeof key === 'string' || typeof key === 'number' ? key : ''}`;
			if (name.length > longestName) {
				throw tooLarge(path, `it has a name of ${name.length} characters`);
			}
			if (value instanceof TensorReference) {
				tensors.set(name, value);
			} else if (value instanceof PickleDict) {
				visit(value, `${name}.`, depth + 1);
			}
		}
	};
	visit(root, '', 1);
	return tensors;
}

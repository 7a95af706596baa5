// What a restricted unpickler makes of a pickle: plain data, references to tensors and storages, and names of globals. No
// value here can do anything.

import { type DType } from './tensorMap';

export type PickleValue =
	| null
	| boolean
	| number
	| bigint
	| string
	| Uint8Array
	| PickleList
	| PickleTuple
	| PickleDict
	| PickleGlobal
	| StorageReference
	| TensorReference;

export class PickleList {
	readonly items: PickleValue[] = [];
}

export class PickleTuple {
	readonly items: readonly PickleValue[];

	constructor(items: readonly PickleValue[]) {
		this.items = items;
	}
}

/** A dict or an OrderedDict. Keys other than numbers and texts are told apart by identity, unlike in Python. */
export class PickleDict {
	readonly entries = new Map<PickleValue, PickleValue>();
}

/** The name of a Python global that is on the allow-list. */
export class PickleGlobal {
	/** Module and name with a dot between. */
	readonly name: string;

	constructor(name: string) {
		this.name = name;
	}
}

/** The raw elements that one or more tensors are views of; `key` names them in the file. */
export class StorageReference {
	readonly key: string;
	readonly dtype: DType;
	/** In elements. */
	readonly length: number;
	/** Where this storage begins in the storage called `key`, in elements: not 0 only in files of very old versions. */
	readonly start: number;

	constructor(key: string, dtype: DType, length: number, start: number) {
		this.key = key;
		this.dtype = dtype;
		this.length = length;
		this.start = start;
	}
}

export class TensorReference {
	readonly storage: StorageReference;
	/** In elements, from the storage's start. */
	readonly offset: number;
	readonly shape: readonly number[];
	readonly strides: readonly number[];

	constructor(storage: StorageReference, offset: number, shape: readonly number[], strides: readonly number[]) {
		this.storage = storage;
		this.offset = offset;
		this.shape = shape;
		this.strides = strides;
	}
}

// Writes the pickle of a state dict as torch.save would: an OrderedDict of tensors, protocol 2, in instructions that
// torch.load accepts with weights_only too. Opcodes: https://github.com/python/cpython/blob/main/Lib/pickletools.py

import { storageDType } from './torchPickle';
import { elementCount, type DType } from './tensorMap';

export interface PickledTensor {
	/** The name of its storage in the file. */
	readonly key: string;
	readonly dtype: DType;
	readonly shape: readonly number[];
}

const storageName: ReadonlyMap<DType, string> = new Map([...storageDType].map(([name, dtype]) => [dtype, name]));

const proto2 = Buffer.from([0x80, 2]);
const falseValue = Buffer.from([0x89]);
const emptyOrderedDict = Buffer.concat([global('collections.OrderedDict'), Buffer.from(')R')]);

/** The pickle of the tensors by name, each the only view of its storage, in row-major order. */
export function pickleStateDict(tensors: ReadonlyMap<string, PickledTensor>): Uint8Array {
	const items = [...tensors].flatMap(([name, tensor]) => [text(name), rebuiltTensor(tensor)]);
	return Buffer.concat([proto2, emptyOrderedDict, Buffer.from('('), ...items, Buffer.from('u.')]);
}

/** A call of torch._utils._rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks). */
function rebuiltTensor({ key, dtype, shape }: PickledTensor): Buffer {
	const storage = storageName.get(dtype);
	if (storage === undefined) {
		throw new Error(`There is no storage of ${dtype}.`);
	}
	const reference = tuple([text('storage'), global(storage), text(key), text('cpu'), integer(elementCount(shape))]);
	const strides = shape.map((_size, axis) => elementCount(shape.slice(axis + 1)));
	return Buffer.concat([
		global('torch._utils._rebuild_tensor_v2'),
		tuple([
			reference,
			Buffer.from('Q'),
			integer(0),
			tuple(shape.map(integer)),
			tuple(strides.map(integer)),
			falseValue,
			emptyOrderedDict,
		]),
		Buffer.from('R'),
	]);
}

function tuple(items: readonly Buffer[]): Buffer {
	return Buffer.concat([Buffer.from('('), ...items, Buffer.from('t')]);
}

function global(name: string): Buffer {
	const dot = name.lastIndexOf('.');
	return Buffer.from(`c${name.slice(0, dot)}\n${name.slice(dot + 1)}\n`);
}

function text(value: string): Buffer {
	const bytes = Buffer.from(value);
	const head = Buffer.alloc(5);
	head.write('X');
	head.writeUInt32LE(bytes.length, 1);
	return Buffer.concat([head, bytes]);
}

/** Refuses what does not fit into 31 bits, which no tensor of a model needs. */
function integer(value: number): Buffer {
	const bytes = Buffer.alloc(5);
	bytes.write('J');
	bytes.writeInt32LE(value, 1);
	return bytes;
}

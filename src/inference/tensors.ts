// Tensors of the three datatypes that our model takes and gives, from and to a message's JSON and the bytes behind it (the
// protocol's binary tensor data extension: little-endian, row by row, without padding).

import { MalformedMessage } from './malformedMessage';
import type { TensorHeader } from './messages';

export type Tensor =
	| { readonly name: string; readonly datatype: 'BYTES'; readonly shape: readonly number[]; readonly data: readonly string[] }
	| { readonly name: string; readonly datatype: 'INT32'; readonly shape: readonly number[]; readonly data: Int32Array }
	| { readonly name: string; readonly datatype: 'FP32'; readonly shape: readonly number[]; readonly data: Float32Array };

export interface EncodedTensor {
	/** For the JSON. */
	readonly header: Readonly<Record<string, unknown>>;
	/** To stand behind the JSON, in the order of the tensors; empty where the data is in the header. */
	readonly bytes: Uint8Array;
}

/** Of the binary form of a string, its length. */
const lengthBytes = 4;

/** @param isBinary whether the data becomes bytes, and not a part of the JSON */
export function encodeTensor(tensor: Tensor, isBinary: boolean): EncodedTensor {
	const { name, datatype, shape } = tensor;
	if (!isBinary) {
		return { header: { name, datatype, shape, data: [...tensor.data] }, bytes: new Uint8Array(0) };
	}
	const bytes = bytesOf(tensor);
	return { header: { name, datatype, shape, parameters: { binary_data_size: bytes.length } }, bytes };
}

/** Whether a tensor comes back from its bytes as it was: strings with halves of surrogate pairs do not, in UTF-8. */
export function survivesAsBytes({ datatype, data }: Tensor): boolean {
	return datatype !== 'BYTES' || data.every((text) => !/\p{Surrogate}/u.test(text));
}

function bytesOf({ datatype, data }: Tensor): Uint8Array {
	switch (datatype) {
		case 'INT32':
		case 'FP32': {
			const bytes = new Uint8Array(data.length * 4);
			const view = new DataView(bytes.buffer);
			for (const [index, value] of data.entries()) {
				if (datatype === 'INT32') {
					view.setInt32(index * 4, value, true);
				} else {
					view.setFloat32(index * 4, value, true);
				}
			}
			return bytes;
		}
		case 'BYTES': {
			const texts = data.map((text) => Buffer.from(text, 'utf8'));
			const bytes = Buffer.alloc(texts.reduce((sum, { length }) => sum + lengthBytes + length, 0));
			let offset = 0;
			for (const text of texts) {
				offset = bytes.writeUInt32LE(text.length, offset);
				offset += text.copy(bytes, offset);
			}
			return bytes;
		}
		default:
			return datatype satisfies never;
	}
}

/**
 * The tensors of a message. @param binary all bytes behind the JSON. Errors: MalformedMessage, for bytes that are missing or left
 * over, data that does not fill the shape, and datatypes that none of our tensors has.
 */
export function decodeTensors(headers: readonly TensorHeader[], binary: Uint8Array): Tensor[] {
	let offset = 0;
	const tensors = headers.map((header) => {
		const size = header.parameters?.['binary_data_size'];
		if (size === undefined || size === null) {
			return fromJson(header);
		}
		if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0 || size > binary.length - offset) {
			throw new MalformedMessage(`the tensor "${shortened(header.name)}" claims bytes that are not there`);
		}
		if (header.data !== undefined && header.data !== null) {
			throw new MalformedMessage(`the tensor "${shortened(header.name)}" has its data twice`);
		}
		const bytes = binary.subarray(offset, offset + size);
		offset += size;
		return fromBytes(header, bytes);
	});
	if (offset !== binary.length) {
		throw new MalformedMessage(`${binary.length - offset} bytes belong to no tensor`);
	}
	return tensors;
}

function fromJson({ name, datatype, shape, data }: TensorHeader): Tensor {
	if (!Array.isArray(data)) {
		throw new MalformedMessage(`the tensor "${shortened(name)}" has no data`);
	}
	// Rows may be lists of their own.
	const values: unknown[] = (data as unknown[]).flat(shape.length - 1);
	requireCount(name, shape, values.length);
	switch (datatype) {
		case 'BYTES':
			return { name, datatype, shape, data: values.map((value) => (typeof value === 'string' ? value : refuse(name, 'a text'))) };
		case 'INT32':
			return {
				name,
				datatype,
				shape,
				data: Int32Array.from(values, (value) => (typeof value === 'number' && (value | 0) === value ? value : refuse(name, 'an INT32'))),
			};
		case 'FP32':
			return {
				name,
				datatype,
				shape,
				data: Float32Array.from(values, (value) => (typeof value === 'number' ? value : refuse(name, 'a number'))),
			};
		default:
			throw unknownDatatype(name, datatype);
	}
}

function fromBytes({ name, datatype, shape }: TensorHeader, bytes: Uint8Array): Tensor {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	switch (datatype) {
		case 'BYTES': {
			const data = textsOf(name, bytes, view);
			requireCount(name, shape, data.length);
			return { name, datatype, shape, data };
		}
		case 'INT32':
		case 'FP32': {
			requireCount(name, shape, bytes.length / 4);
			const indices = Array.from({ length: bytes.length / 4 }, (_, index) => index * 4);
			return datatype === 'INT32'
				? { name, datatype, shape, data: Int32Array.from(indices, (index) => view.getInt32(index, true)) }
				: { name, datatype, shape, data: Float32Array.from(indices, (index) => view.getFloat32(index, true)) };
		}
		default:
			throw unknownDatatype(name, datatype);
	}
}

function textsOf(name: string, bytes: Uint8Array, view: DataView): string[] {
	const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
	const texts: string[] = [];
	for (let offset = 0; offset < bytes.length; ) {
		const start = offset + lengthBytes;
		const end = start > bytes.length ? Infinity : start + view.getUint32(offset, true);
		if (end > bytes.length) {
			throw new MalformedMessage(`a text of the tensor "${shortened(name)}" is cut off`);
		}
		try {
			texts.push(decoder.decode(bytes.subarray(start, end)));
		} catch {
			throw new MalformedMessage(`a text of the tensor "${shortened(name)}" is not UTF-8`);
		}
		offset = end;
	}
	return texts;
}

function requireCount(name: string, shape: readonly number[], count: number): void {
	if (shape.reduce((product, size) => product * size, 1) !== count) {
		throw new MalformedMessage(`the data of the tensor "${shortened(name)}" does not fill its shape`);
	}
}

function refuse(name: string, what: string): never {
	throw new MalformedMessage(`the tensor "${shortened(name)}" holds something that is not ${what}`);
}

function unknownDatatype(name: string, datatype: string): MalformedMessage {
	return new MalformedMessage(`the tensor "${shortened(name)}" is of the datatype ${shortened(datatype)}, not BYTES, INT32 or FP32`);
}

/** Names come from elsewhere and may be of any length. */
function shortened(text: string): string {
	return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

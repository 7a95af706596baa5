// Tensors as JSON and as bytes behind it: they come back as they were, and what lies about its size is refused.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../src/inference/malformedMessage';
import { encodeBody, splitBody } from '../../../src/inference/messageBody';
import { inferenceResponseSchema, messageOf } from '../../../src/inference/messages';
import { decodeTensors, survivesAsBytes, type Tensor } from '../../../src/inference/tensors';

const names = fc.string({ minLength: 1, maxLength: 10 });
/** Halves of surrogate pairs included. */
const anyText = fc.string({ unit: fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), fc.constantFrom('\ud800', '\udfff', '\ufeff', '\u0000')) });
const wellFormed = fc.string({ unit: 'binary' }).map((text) => `${text}\ufeff`);

function tensors(text: fc.Arbitrary<string>): fc.Arbitrary<Tensor> {
	return fc.oneof(
		fc.record({ name: names, data: fc.array(text) }).map(({ name, data }): Tensor => ({ name, datatype: 'BYTES', shape: [data.length], data })),
		fc.record({ name: names, data: fc.int32Array() }).map(({ name, data }): Tensor => ({ name, datatype: 'INT32', shape: [data.length], data })),
		fc
			.record({ name: names, data: fc.float32Array({ noNaN: true, noDefaultInfinity: true, maxLength: 12 }), columns: fc.constantFrom(1, 2, 3) })
			.map(({ name, data, columns }): Tensor => {
				const rows = Math.floor(data.length / columns);
				return { name, datatype: 'FP32', shape: [rows, columns], data: data.slice(0, rows * columns) };
			}),
	);
}

function roundTrip(given: readonly Tensor[], isBinary: (tensor: Tensor) => boolean): Tensor[] {
	const { bytes, headerLength } = encodeBody({ model_name: 'm' }, 'outputs', given, isBinary);
	const { json, binary } = splitBody(bytes, headerLength === undefined ? undefined : String(headerLength));
	return decodeTensors(messageOf(inferenceResponseSchema, json).outputs, binary);
}

/** JSON writes -0 as 0. */
function withoutMinusZero(tensor: Tensor): Tensor {
	return tensor.datatype === 'FP32' ? { ...tensor, data: tensor.data.map((value) => value + 0) } : tensor;
}

describe('tensors', () => {
	it('come back from JSON as they were', () => {
		fc.assert(
			fc.property(fc.array(tensors(anyText), { maxLength: 5 }), (given) => {
				expect(roundTrip(given, () => false)).toEqual(given.map(withoutMinusZero));
			}),
		);
	});

	it('come back from bytes as they were, bit for bit, each as JSON or as bytes', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(tensors(wellFormed), fc.boolean()), { maxLength: 5 }), (given) => {
				const binary = new Map(given);
				const expected = given.map(([tensor, isBinary]) => (isBinary ? tensor : withoutMinusZero(tensor)));
				expect(roundTrip(given.map(([tensor]) => tensor), (tensor) => binary.get(tensor) === true)).toEqual(expected);
			}),
		);
	});

	it('of texts that UTF-8 cannot hold are known beforehand', () => {
		fc.assert(
			fc.property(tensors(anyText), (tensor) => {
				const returned = roundTrip([tensor], () => true);
				expect(survivesAsBytes(tensor)).toBe(JSON.stringify([...returned[0]!.data]) === JSON.stringify([...tensor.data]));
			}),
		);
	});

	it('in rows of their own are taken as well', () => {
		const header = { name: 'a', datatype: 'FP32', shape: [2, 2], data: [[1, 2], [3, 4]] };
		expect(decodeTensors([header], new Uint8Array(0))[0]?.data).toEqual(Float32Array.of(1, 2, 3, 4));
	});
});

describe('what arrives', () => {
	const whole = encodeBody({ model_name: 'm' }, 'outputs', [
		{ name: 'texts', datatype: 'BYTES', shape: [2], data: ['a', 'bcd'] },
		{ name: 'numbers', datatype: 'INT32', shape: [3], data: Int32Array.of(1, 2, 3) },
	], () => true);

	function read(body: Uint8Array, headerLength: string | undefined): Tensor[] {
		const { json, binary } = splitBody(body, headerLength);
		return decodeTensors(messageOf(inferenceResponseSchema, json).outputs, binary);
	}

	it('is refused wherever it is cut off, and with anything behind it', () => {
		const header = String(whole.headerLength);
		expect(read(whole.bytes, header)).toHaveLength(2);
		for (let length = 0; length < whole.bytes.length; length++) {
			expect(() => read(whole.bytes.subarray(0, length), header), String(length)).toThrow(MalformedMessage);
		}
		expect(() => read(Buffer.concat([whole.bytes, Buffer.of(0)]), header)).toThrow(MalformedMessage);
	});

	it('is refused with a header that lies about the JSON', () => {
		const right = whole.headerLength ?? 0;
		for (const header of [undefined, '', '-1', '1e3', '0x10', '99999999999999999999', ' ', String(right - 1), String(right + 1), String(whole.bytes.length + 1)]) {
			expect(() => read(whole.bytes, header), header).toThrow(MalformedMessage);
		}
	});

	it.each<[string, Record<string, unknown>]>([
		['a size that is not there', { datatype: 'INT32', shape: [100], parameters: { binary_data_size: 400 } }],
		['a negative size', { datatype: 'INT32', shape: [0], parameters: { binary_data_size: -4 } }],
		['half a size', { datatype: 'INT32', shape: [0], parameters: { binary_data_size: 0.5 } }],
		['a size in letters', { datatype: 'INT32', shape: [1], parameters: { binary_data_size: '4' } }],
		['data twice', { datatype: 'INT32', shape: [1], data: [1], parameters: { binary_data_size: 4 } }],
		['bytes that do not fill its shape', { datatype: 'INT32', shape: [2], parameters: { binary_data_size: 4 } }],
		['bytes between two numbers', { datatype: 'FP32', shape: [1], parameters: { binary_data_size: 3 } }],
		['a text that is longer than its bytes', { datatype: 'BYTES', shape: [1], parameters: { binary_data_size: 4 } }],
		['a shape that is larger than any memory', { datatype: 'INT32', shape: [1e15, 1e15], data: [] }],
		['a negative shape', { datatype: 'INT32', shape: [-1], data: [] }],
		['no shape', { datatype: 'INT32', data: [] }],
		['no data', { datatype: 'INT32', shape: [0] }],
		['a half number', { datatype: 'INT32', shape: [1], data: [1.5] }],
		['a number that is too large', { datatype: 'INT32', shape: [1], data: [2 ** 31] }],
		['a text for a number', { datatype: 'FP32', shape: [1], data: ['1'] }],
		['a number for a text', { datatype: 'BYTES', shape: [1], data: [1] }],
		['another datatype', { datatype: 'INT64', shape: [1], data: [1] }],
	])('is refused with %s', (_, tensor) => {
		const json = Buffer.from(JSON.stringify({ model_name: 'm', outputs: [{ name: 'a', ...tensor }] }));
		expect(() => read(Buffer.concat([json, Buffer.of(9, 0, 0, 0)]), String(json.length))).toThrow(MalformedMessage);
		expect(() => read(json, undefined)).toThrow(MalformedMessage);
	});

	it('is refused as texts that are not UTF-8', () => {
		const json = Buffer.from(JSON.stringify({ model_name: 'm', outputs: [{ name: 'a', datatype: 'BYTES', shape: [1], parameters: { binary_data_size: 5 } }] }));
		expect(() => read(Buffer.concat([json, Buffer.of(1, 0, 0, 0, 0xff)]), String(json.length))).toThrow(MalformedMessage);
	});

	it('never makes anything but an answer or a refusal', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.nat(whole.bytes.length), (noise, headerLength, at) => {
				const spoilt = Buffer.concat([whole.bytes.subarray(0, at), noise, whole.bytes.subarray(at)]);
				for (const header of [String(whole.headerLength), String(headerLength)]) {
					try {
						read(spoilt, header);
					} catch (failure) {
						expect(failure).toBeInstanceOf(MalformedMessage);
					}
				}
			}),
		);
	});
});

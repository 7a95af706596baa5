// Conversion of stored tensors to float32.

import { describe, expect, it } from 'vitest';
import { toFloat32, type DType, type StoredTensor } from '../../../../src/engine/checkpoint/tensorMap';

function stored(dtype: DType, values: ArrayBufferView): StoredTensor {
	const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
	return { dtype, shape: [values.byteLength], bytes };
}

describe('toFloat32', () => {
	it('converts all 65536 values of float16 by the definition of the format', () => {
		const found = toFloat32(stored('float16', Uint16Array.from({ length: 65536 }, (_, bits) => bits)));
		for (let bits = 0; bits < 65536; bits++) {
			const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
			const special = fraction === 0 ? Infinity : NaN;
			const value = exponent === 31 ? special : exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
			if (!Object.is(found[bits], sign * value)) {
				throw new Error(`0x${bits.toString(16)} became ${found[bits]}, not ${sign * value}`);
			}
		}
	});

	it('converts bfloat16 by putting zeros behind it', () => {
		const found = toFloat32(stored('bfloat16', Uint16Array.of(0x3f80, 0xbf80, 0x4049, 0x7f80, 0x0001)));
		expect([...found]).toEqual([1, -1, 3.140625, Infinity, 2 ** -133]);
	});

	it.each<[DType, ArrayBufferView, number[]]>([
		['float32', Float32Array.of(1.5, -2), [1.5, -2]],
		['float64', Float64Array.of(0.1, 1e300), [Math.fround(0.1), Infinity]],
		['int64', BigInt64Array.of(-3n, 1n << 40n), [-3, 2 ** 40]],
		['int32', Int32Array.of(-3, 7), [-3, 7]],
		['int16', Int16Array.of(-3, 7), [-3, 7]],
		['int8', Int8Array.of(-3, 7), [-3, 7]],
		['uint8', Uint8Array.of(3, 200), [3, 200]],
		['bool', Uint8Array.of(0, 1), [0, 1]],
	])('converts %s', (dtype, values, expected) => {
		expect([...toFloat32(stored(dtype, values))]).toEqual(expected);
	});
});

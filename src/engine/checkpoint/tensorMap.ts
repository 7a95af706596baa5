// A tensor as it lies in a checkpoint: type, shape and bytes. Computes nothing but the conversion to float32.

import { bfloat16ToFloat32, float16ToFloat32 } from './floatFormats';

export type DType =
	| 'float32'
	| 'float16'
	| 'bfloat16'
	| 'float64'
	| 'int64'
	| 'int32'
	| 'int16'
	| 'int8'
	| 'uint8'
	| 'bool';

export interface StoredTensor {
	readonly dtype: DType;
	/** [] for a scalar. */
	readonly shape: readonly number[];
	/**
	 * The elements in row-major order, little-endian, aligned to the element's size. May be a view of memory that other
	 * tensors share (tied weights), so never write to it.
	 */
	readonly bytes: Uint8Array;
}

export const bytesPerElement: Readonly<Record<DType, number>> = {
	float32: 4,
	float16: 2,
	bfloat16: 2,
	float64: 8,
	int64: 8,
	int32: 4,
	int16: 2,
	int8: 1,
	uint8: 1,
	bool: 1,
};

/** The product of the dimensions; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
	return shape.reduce((product, dimension) => product * dimension, 1);
}

/**
 * The tensor's values as float32: exact for float32, float16, bfloat16 and small integers, rounded to nearest for float64
 * and int64. For a float32 tensor the result is a view of its bytes, so never write to it.
 */
export function toFloat32(tensor: StoredTensor): Float32Array {
	const { dtype, bytes } = tensor;
	const length = bytes.byteLength / bytesPerElement[dtype];
	const { buffer, byteOffset } = bytes;
	switch (dtype) {
		case 'float32':
			return new Float32Array(buffer, byteOffset, length);
		case 'float16':
			return float16ToFloat32(new Uint16Array(buffer, byteOffset, length));
		case 'bfloat16':
			return bfloat16ToFloat32(new Uint16Array(buffer, byteOffset, length));
		case 'float64':
			return Float32Array.from(new Float64Array(buffer, byteOffset, length));
		case 'int64':
			return Float32Array.from(new BigInt64Array(buffer, byteOffset, length), Number);
		case 'int32':
			return Float32Array.from(new Int32Array(buffer, byteOffset, length));
		case 'int16':
			return Float32Array.from(new Int16Array(buffer, byteOffset, length));
		case 'int8':
			return Float32Array.from(new Int8Array(buffer, byteOffset, length));
		case 'uint8':
		case 'bool':
			return Float32Array.from(bytes);
		default:
			return dtype satisfies never;
	}
}

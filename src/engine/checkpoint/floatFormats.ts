// Conversion of the two 16-bit float formats to float32. Both are subsets of float32, so every value is kept exactly.

let float16Table: Uint32Array | undefined;

/** IEEE 754 binary16 to binary32, by a table over all 65536 values that is built on first use. */
export function float16ToFloat32(source: Uint16Array): Float32Array {
	float16Table ??= buildFloat16Table();
	const table = float16Table;
	const bits = new Uint32Array(source.length);
	for (let index = 0; index < source.length; index++) {
		bits[index] = table[source[index]!]!;
	}
	return new Float32Array(bits.buffer);
}

/** The upper 16 bits of a float32 to the whole: the lower ones are zero. */
export function bfloat16ToFloat32(source: Uint16Array): Float32Array {
	const bits = new Uint32Array(source.length);
	for (let index = 0; index < source.length; index++) {
		bits[index] = source[index]! << 16;
	}
	return new Float32Array(bits.buffer);
}

function buildFloat16Table(): Uint32Array {
	const table = new Uint32Array(1 << 16);
	for (let half = 0; half < table.length; half++) {
		table[half] = float16Bits(half);
	}
	return table;
}

function float16Bits(half: number): number {
	const sign = (half & 0x8000) << 16;
	const exponent = (half >> 10) & 0x1f;
	const fraction = half & 0x3ff;
	if (exponent === 0x1f) {
		return sign | 0x7f800000 | (fraction << 13);
	}
	if (exponent !== 0) {
		return sign | ((exponent + 112) << 23) | (fraction << 13);
	}
	if (fraction === 0) {
		return sign;
	}
	// Subnormal in 16 bits, normal in 32: shift the leading one out of the fraction.
	const shift = Math.clz32(fraction) - 21;
	return sign | ((113 - shift) << 23) | ((fraction << (shift + 13)) & 0x7fffff);
}

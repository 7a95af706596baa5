// Conversion of the two 16-bit float formats to float32, which keeps every value exactly as both are subsets of it, and back to
// float16, which rounds.

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

export const largestFloat16 = 65_504;

/** binary32 to the nearest binary16, ties to even; what is larger than 65504 becomes infinite. */
export function float32ToFloat16(source: Float32Array): Uint16Array {
	const bits = new Uint32Array(source.buffer, source.byteOffset, source.length);
	const target = new Uint16Array(source.length);
	for (let index = 0; index < source.length; index++) {
		target[index] = halfBits(bits[index]!);
	}
	return target;
}

function halfBits(bits: number): number {
	const sign = (bits >>> 16) & 0x8000;
	const exponent = (bits >>> 23) & 0xff;
	const fraction = bits & 0x7fffff;
	if (exponent === 0xff) {
		return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
	}
	// Exponents of binary16 are 112 smaller; from there down, one bit of the fraction is lost with each.
	const shift = exponent < 113 ? 126 - exponent : 13;
	if (shift > 24) {
		return sign;
	}
	const whole = exponent < 113 ? fraction | 0x800000 : fraction;
	const kept = whole >>> shift;
	const lost = whole & ((1 << shift) - 1);
	const tie = 1 << (shift - 1);
	const rounded = kept + (lost > tie || (lost === tie && (kept & 1) === 1) ? 1 : 0);
	// A carry out of the fraction raises the exponent, up to infinity, by itself.
	return exponent < 113 ? sign | rounded : exponent > 142 ? sign | 0x7c00 : sign | (((exponent - 112) << 10) + rounded);
}

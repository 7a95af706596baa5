// Weights that need no file: a hash of a parameter's name and of each element's number, the same as in make/encoders.py.

import { crc32 } from 'node:zlib';

/** Uniform in [-1, 1) by MurmurHash3's finalizer, then scaled by the kind of parameter. `name` has no prefix. */
export function seededWeight(name: string, shape: readonly number[]): Float32Array {
	const seed = crc32(name);
	const scale = name.endsWith('.bias') ? 0.2 : 0.3;
	const centre = !name.endsWith('.bias') && /norm/i.test(name) ? 1 : 0;
	const count = shape.reduce((product, size) => product * size, 1);
	return Float32Array.from({ length: count }, (_, index) => {
		let x = (Math.imul(index, 0x9e3779b9) + seed) | 0;
		x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
		x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
		return centre + scale * (((x ^ (x >>> 16)) >>> 0) / 2 ** 31 - 1);
	});
}

// Keys that sort as what they stand for does when they are compared by code units: texts, counts, scores, and several of them one
// after the other.

/** Between the parts of a key: before every character of a part. */
const separator = '\0';
/** Before characters that could end a part or a line; with it, they still sort as themselves. */
const escape = '\x01';
const escapedEnd = 0x0a;

/** One key of several parts, the first of which counts most. */
export function keyOf(...parts: readonly string[]): string {
	return parts.join(separator);
}

/** A key and all that begin with its parts begin so. */
export function prefixOf(...parts: readonly string[]): string {
	return `${keyOf(...parts)}${separator}`;
}

export function firstPart(key: string): string {
	const end = key.indexOf(separator);
	return end < 0 ? key : key.slice(0, end);
}

/** All but the first part. */
export function otherParts(key: string): string {
	const end = key.indexOf(separator);
	return end < 0 ? '' : key.slice(end + 1);
}

/** Texts in the order of their code units. */
export function textKey(text: string): string {
	return text.replace(/[\0-\n]/g, (character) => escape + String.fromCharCode(character.charCodeAt(0) + escapedEnd + 1));
}

/** What textKey was made of. */
export function textOfKey(key: string): string {
	return key.replace(/\x01([\s\S])/g, (_, character: string) => String.fromCharCode(character.charCodeAt(0) - escapedEnd - 1));
}

const digits = 13;
const mostCount = 2 ** 52 - 1;

/** Whole numbers from 0 to 2^52. */
export function countKey(count: number): string {
	return count.toString(16).padStart(digits, '0');
}

export function countOfKey(key: string): number {
	return Number.parseInt(key, 16);
}

/** The largest first. */
export function descendingCountKey(count: number): string {
	return countKey(mostCount - count);
}

const bits = new DataView(new ArrayBuffer(8));

/** The largest first, to the last bit. @param score not negative */
export function descendingScoreKey(score: number): string {
	// The bits of a number that is not negative sort as the number does. Adding 0 makes -0 a 0.
	bits.setFloat64(0, score + 0);
	return countKey(0x7fffffff - bits.getUint32(0)).slice(-8) + countKey(0xffffffff - bits.getUint32(4)).slice(-8);
}

// A sentence's result as bytes and back. Scores are kept as the float64 they are, so that a remembered result equals the
// computed one bit for bit.

import type { SentenceEntity, SentenceResult } from '../../protocol/engineProtocol';

// Little endian: entities (u16), relations (u16), probabilities of each entity (u16); an entity is start, end, type (u16
// each), score and probabilities (f64 each); a relation is head, tail, type (u16 each) and score (f64).
const headSize = 6;
const numbersSize = 6;
const largestNumber = 0xffff;

/** Undefined for a result that does not fit: counts and offsets beyond 65535, or entities with different types. */
export function encodeSentenceResult({ entities, relations }: SentenceResult): Buffer | undefined {
	const types = entities[0]?.probabilities.length ?? 0;
	const numbers = [
		entities.length,
		relations.length,
		types,
		...entities.flatMap(({ start, end, type }) => [start, end, type]),
		...relations.flatMap(({ head, tail, type }) => [head, tail, type]),
	];
	if (numbers.some((number) => number > largestNumber) || entities.some(({ probabilities }) => probabilities.length !== types)) {
		return undefined;
	}
	const bytes = Buffer.allocUnsafe(sizeOf(entities.length, relations.length, types));
	let at = bytes.writeUInt16LE(entities.length, 0);
	at = bytes.writeUInt16LE(relations.length, at);
	at = bytes.writeUInt16LE(types, at);
	for (const { start, end, type, score, probabilities } of entities) {
		for (const number of [start, end, type]) {
			at = bytes.writeUInt16LE(number, at);
		}
		for (const number of [score, ...probabilities]) {
			at = bytes.writeDoubleLE(number, at);
		}
	}
	for (const { head, tail, type, score } of relations) {
		for (const number of [head, tail, type]) {
			at = bytes.writeUInt16LE(number, at);
		}
		at = bytes.writeDoubleLE(score, at);
	}
	return bytes;
}

/** Undefined for bytes that are no result. */
export function decodeSentenceResult(bytes: Buffer): SentenceResult | undefined {
	if (bytes.length < headSize) {
		return undefined;
	}
	const [entityCount, relationCount, types] = [bytes.readUInt16LE(0), bytes.readUInt16LE(2), bytes.readUInt16LE(4)];
	if (bytes.length !== sizeOf(entityCount, relationCount, types)) {
		return undefined;
	}
	let at = headSize;
	const number = (): number => bytes.readUInt16LE((at += 2) - 2);
	const score = (): number => bytes.readDoubleLE((at += 8) - 8);
	// Members are evaluated in the order in which they are written here, which is that of the bytes.
	const entity = (): SentenceEntity => ({
		start: number(),
		end: number(),
		type: number(),
		score: score(),
		probabilities: Array.from({ length: types }, score),
	});
	return {
		entities: Array.from({ length: entityCount }, entity),
		relations: Array.from({ length: relationCount }, () => ({ head: number(), tail: number(), type: number(), score: score() })),
	};
}

function sizeOf(entities: number, relations: number, types: number): number {
	return headSize + entities * (numbersSize + 8 * (1 + types)) + relations * (numbersSize + 8);
}

// Which negatives are hard: those that a model confuses most with what is annotated. A part of them is drawn first, the rest from
// all others.

import { piecesBetween } from '../spert/context';
import type { PairSample, SpanSample } from './sample';

/** Draws `count` of the candidates. */
export type Draw = <T>(candidates: readonly T[], count: number) => readonly T[];

/**
 * Draws `count` of the candidates, up to a share of them from the hard ones alone.
 * @param share 0: no difference is made, and no other random numbers are drawn
 */
export function drawNegatives<T>(draw: Draw, candidates: readonly T[], count: number, share: number, isHard: (candidate: T) => boolean): readonly T[] {
	if (share === 0) {
		return draw(candidates, count);
	}
	const hard = draw(candidates.filter(isHard), Math.round(share * count));
	const taken = new Set(hard);
	return [...hard, ...draw(candidates.filter((candidate) => !taken.has(candidate)), count - hard.length)];
}

/** Whether a span shares a word piece with an entity. */
export function overlapsEntity(span: SpanSample, entities: readonly SpanSample[]): boolean {
	return entities.some(({ pieceStart, pieceEnd }) => span.pieceStart < pieceEnd && pieceStart < span.pieceEnd);
}

/** Whether no third entity lies between those of a pair. */
export function areNeighbours({ head, tail }: PairSample, entities: readonly SpanSample[]): boolean {
	const [a, b] = [entities[head], entities[tail]];
	if (a === undefined || b === undefined) {
		throw new RangeError('A pair names an entity that the document does not have.');
	}
	const between = piecesBetween(a, b);
	return !entities.some(({ pieceStart, pieceEnd }) => pieceStart >= between.start && pieceEnd <= between.end);
}

// What is at a place, and what is it linked to.

import { describe, expect, it } from 'vitest';
import { mentionsAt, partnersOf, relationsOf } from '../../../src/knowledge/lookUp';
import { extraction, mention, relation } from './extractions';

describe('mentions at an offset', () => {
	const found = extraction([
		mention('outer', 10, 40),
		mention('inner', 20, 30),
		mention('split', 50, 70, { ranges: [{ start: 50, end: 55 }, { start: 65, end: 70 }] }),
	]);
	const at = (offset: number): string[] => mentionsAt(found, offset).map(({ id }) => id);

	it('are the innermost first', () => {
		expect(at(25)).toEqual(['inner', 'outer']);
		expect(at(12)).toEqual(['outer']);
	});

	it('include those that begin or end there', () => {
		expect([at(9), at(10), at(40), at(41)]).toEqual([[], ['outer'], ['outer'], []]);
	});

	it('do not include one whose markup is there', () => {
		expect([at(52), at(60), at(67)]).toEqual([['split'], [], ['split']]);
	});
});

describe('relations of a mention', () => {
	const found = extraction(
		[mention('a', 0, 1), mention('b', 2, 3), mention('c', 4, 5), mention('alone', 6, 7)],
		[relation('b', 'a', 0.99), relation('a', 'c', 0.5), relation('a', 'b', 0.7), relation('b', 'c', 0.8), relation('a', 'lost', 0.9)],
	);

	it('are the outgoing ones first, the surest of them first', () => {
		expect(relationsOf(found, 'a').map(({ isHead, partner, relation: { score } }) => [isHead, partner.id, score])).toEqual([
			[true, 'b', 0.7],
			[true, 'c', 0.5],
			[false, 'b', 0.99],
		]);
	});

	it('leave out those whose other end is gone', () => {
		expect(partnersOf(found, 'a').map(({ id }) => id)).not.toContain('lost');
	});

	it('are none for a mention that is in no relation', () => {
		expect(relationsOf(found, 'alone')).toEqual([]);
		expect(partnersOf(found, 'nobody')).toEqual([]);
	});
});

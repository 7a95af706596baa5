// From mention to mention in the order of the text.

import { describe, expect, it } from 'vitest';
import { itemFrom, mentionFrom } from '../../../src/knowledge/mentionSteps';
import { mention } from './extractions';

const mentions = [mention('outer', 10, 40), mention('inner', 10, 20), mention('second', 50, 60)];

describe('the mention from an offset', () => {
	it('is the next that begins behind it, and the first at the end', () => {
		expect(mentionFrom(mentions, 0, 'next')?.id).toBe('outer');
		expect(mentionFrom(mentions, 10, 'next')?.id).toBe('second');
		expect(mentionFrom(mentions, 15, 'next')?.id).toBe('second');
		expect(mentionFrom(mentions, 50, 'next')?.id).toBe('outer');
	});

	it('is the last that begins before it, the outermost of its place, and the last at the beginning', () => {
		expect(mentionFrom(mentions, 50, 'previous')?.id).toBe('outer');
		expect(mentionFrom(mentions, 15, 'previous')?.id).toBe('outer');
		expect(mentionFrom(mentions, 10, 'previous')?.id).toBe('second');
		expect(mentionFrom(mentions, 99, 'previous')?.id).toBe('second');
	});

	it('is none where there are none', () => {
		expect(mentionFrom([], 5, 'next')).toBeUndefined();
		expect(mentionFrom([], 5, 'previous')).toBeUndefined();
	});
});

describe('the item from another', () => {
	it('goes around the ends', () => {
		expect([0, 1, 2].map((index) => itemFrom('abc'.split(''), index, 'next'))).toEqual(['b', 'c', 'a']);
		expect([0, 1, 2].map((index) => itemFrom('abc'.split(''), index, 'previous'))).toEqual(['c', 'a', 'b']);
		expect(itemFrom([], 0, 'next')).toBeUndefined();
	});
});

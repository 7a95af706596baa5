// How deeply mentions are nested: those that overlap never share a depth, so their lines never cover each other.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nestingDepths } from '../../../src/knowledge/nesting';
import { mention } from './extractions';

describe('nesting', () => {
	it('counts the mentions around each', () => {
		const mentions = [mention('outer', 0, 30), mention('middle', 5, 20), mention('inner', 8, 12), mention('beside', 22, 28), mention('after', 30, 35)];
		expect(nestingDepths(mentions)).toEqual([0, 1, 2, 1, 0]);
	});

	it('gives mentions that overlap, one in the other or not, different depths', () => {
		const anySpans = fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 12 })), { maxLength: 12 });
		fc.assert(
			fc.property(anySpans, (spans) => {
				const mentions = spans
					.map(([start, size], index) => mention(`e${index}`, start, start + size))
					.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
				const depths = nestingDepths(mentions);
				for (const [i, a] of mentions.entries()) {
					for (const [j, b] of mentions.entries()) {
						if (i < j && a.span.start < b.span.end && b.span.start < a.span.end) {
							expect(depths[i]).not.toBe(depths[j]);
						}
					}
				}
			}),
			{ numRuns: 2000 },
		);
	});

	it('leaves a mention that overlaps no other at the base', () => {
		expect(nestingDepths([mention('a', 0, 5), mention('b', 5, 9), mention('c', 9, 10)])).toEqual([0, 0, 0]);
	});
});

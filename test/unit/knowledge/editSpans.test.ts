// Spans under edits, against a model that anyone can check: a list of characters that know whether they are in the span.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceSpan } from '../../../src/knowledge/documentExtraction';
import { isTouched, moveExtraction, moveSpan, type TextEdit } from '../../../src/knowledge/editSpans';
import { extraction, mention, relation } from './extractions';

const length = 30;

const anySpan: fc.Arbitrary<SourceSpan> = fc
	.tuple(fc.nat(length), fc.nat(length))
	.filter(([a, b]) => a !== b)
	.map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));

const anyEdit: fc.Arbitrary<TextEdit> = fc
	.record({ start: fc.nat(length), length: fc.nat(length), insertedLength: fc.nat(8) })
	.map(({ start, length: removed, insertedLength }) => ({ start, length: Math.min(removed, length - start), insertedLength }));

/**
 * Characters of the span are marked; the edit replaces some. What is left of the span reaches from the first marked
 * character to the last: text put between them is within it, text put beside them is not.
 */
function naiveMove(span: SourceSpan, edit: TextEdit): SourceSpan | undefined {
	const characters = Array.from({ length }, (_, at) => at >= span.start && at < span.end);
	characters.splice(edit.start, edit.length, ...Array.from({ length: edit.insertedLength }, () => false));
	const [start, end] = [characters.indexOf(true), characters.lastIndexOf(true) + 1];
	return start < 0 ? undefined : { start, end };
}

describe('a span under an edit', () => {
	it('covers what is left of its characters, and nothing beside them', () => {
		fc.assert(
			fc.property(anySpan, anyEdit, (span, edit) => {
				expect(moveSpan(span, edit)).toEqual(naiveMove(span, edit));
			}),
			{ numRuns: 5000 },
		);
	});

	it('is touched by every edit that changes its characters or adds to its ends, and by no other', () => {
		fc.assert(
			fc.property(anySpan, anyEdit, (span, edit) => {
				const [first, last] = [edit.start, edit.start + edit.length];
				const changes = Array.from({ length }, (_, at) => at).some(
					(at) => at >= first && at < last && at >= span.start && at < span.end,
				);
				const apart = last < span.start || first > span.end;
				expect(isTouched(span, edit)).toBe(!apart);
				if (changes) {
					expect(isTouched(span, edit)).toBe(true);
				}
			}),
		);
	});
});

describe('an extraction under an edit', () => {
	const sentences = [
		{ start: 0, end: 20 },
		{ start: 22, end: 40 },
		{ start: 42, end: 60 },
	];
	const before = extraction(
		[
			mention('e1', 2, 8),
			mention('e2', 24, 30, { sentence: 1 }),
			mention('e3', 44, 58, { sentence: 2, ranges: [{ start: 44, end: 48 }, { start: 54, end: 58 }] }),
		],
		[relation('e1', 'e2'), relation('e2', 'e3')],
		sentences,
	);

	it('keeps what lies before the edit and moves what lies behind it', () => {
		const { extraction: after, stale } = moveExtraction({ extraction: before, stale: new Set() }, { start: 32, length: 0, insertedLength: 5 });
		expect(after.mentions.map(({ span }) => span)).toEqual([
			{ start: 2, end: 8 },
			{ start: 24, end: 30 },
			{ start: 49, end: 63 },
		]);
		expect(after.mentions[2]?.ranges).toEqual([
			{ start: 49, end: 53 },
			{ start: 59, end: 63 },
		]);
		expect([...stale]).toEqual([1]);
	});

	it('loses mentions of which nothing is left, with their relations', () => {
		const { extraction: after } = moveExtraction({ extraction: before, stale: new Set() }, { start: 23, length: 8, insertedLength: 0 });
		expect(after.mentions.map(({ id }) => id)).toEqual(['e1', 'e3']);
		expect(after.relations).toEqual([]);
	});

	it('loses the part of a mention that was removed, and keeps the rest', () => {
		const { extraction: after } = moveExtraction({ extraction: before, stale: new Set() }, { start: 53, length: 6, insertedLength: 0 });
		expect(after.mentions[2]?.ranges).toEqual([{ start: 44, end: 48 }]);
	});

	it('remembers what was stale before', () => {
		const { stale } = moveExtraction({ extraction: before, stale: new Set([0]) }, { start: 50, length: 1, insertedLength: 1 });
		expect([...stale].sort()).toEqual([0, 2]);
	});

	it('keeps its sentences’ numbers when one is removed', () => {
		const { extraction: after } = moveExtraction({ extraction: before, stale: new Set() }, { start: 21, length: 20, insertedLength: 0 });
		expect(after.sentences.map(({ start, end }) => ({ start, end }))).toEqual([
			{ start: 0, end: 20 },
			{ start: 21, end: 21 },
			{ start: 22, end: 40 },
		]);
	});
});

// The words of a relation hint: short enough for what an editor shows of a line's hints.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hintText, type HintedRelation } from '../../../../src/features/symbols/hintText';

function relation(head: string, tail: string, more: Partial<HintedRelation> = {}): HintedRelation {
	return { head, tail, name: 'used for', symmetric: false, score: 0.9, ...more };
}

function whole(relations: readonly [HintedRelation, ...HintedRelation[]], isOnly = false): string {
	const { lead, tail, more } = hintText(relations, isOnly);
	return lead + tail + more;
}

describe('a relation hint', () => {
	it('says what the only mention of a line is related to', () => {
		expect(whole([relation('SVM', 'relation extraction')], true)).toBe('→ used for: relation extraction');
	});

	it('names the head where the line has other mentions', () => {
		expect(whole([relation('SVM', 'parsing')])).toBe('SVM → used for: parsing');
	});

	it('says how many other relations begin there', () => {
		expect(whole([relation('SVM', 'parsing'), relation('a', 'b'), relation('c', 'd')])).toBe('SVM → used for: parsing +2');
	});

	it('shows that a symmetric relation has no direction', () => {
		expect(whole([relation('a', 'b', { symmetric: true, name: 'conjunction' })], true)).toBe('↔ conjunction: b');
	});

	it('cuts the head first, then the tail, at words', () => {
		expect(whole([relation('conditional random field', 'dependency parsing')])).toBe('conditional… → used for: dependency parsing');
		expect(whole([relation('CRF', 'named entity recognition in clinical text')], true)).toBe('→ used for: named entity recognition in…');
	});

	it('is never longer than an editor shows, unless the name of the relation is', () => {
		const words = fc.string({ unit: fc.constantFrom(...'ab '), minLength: 1, maxLength: 60 });
		fc.assert(
			fc.property(words, words, fc.nat(30), fc.boolean(), (head, tail, others, isOnly) => {
				const [first, ...more] = [relation(head, tail), ...Array.from({ length: others }, () => relation('x', 'y'))] as const;
				expect(whole([first, ...more], isOnly).length).toBeLessThanOrEqual(43);
			}),
		);
	});
});

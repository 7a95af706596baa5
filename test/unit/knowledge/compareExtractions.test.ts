import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareExtractions, type ExtractionComparison } from '../../../src/knowledge/compareExtractions';
import type { DocumentExtraction } from '../../../src/knowledge/documentExtraction';
import { extraction, mention, relation } from './extractions';

const kinds = (comparison: ExtractionComparison, part: 'entities' | 'relations'): string[] =>
	comparison.sentences.flatMap((sentence) => sentence[part].map(({ kind }) => kind));

describe('two extractions of a document', () => {
	it('agree wholly with themselves, and with what has the same places and types under other ids', () => {
		const one = extraction([mention('a', 0, 5), mention('b', 8, 12)], [relation('a', 'b')]);
		const same = extraction([mention('x', 0, 5), mention('y', 8, 12)], [relation('x', 'y', 0.5)]);
		const comparison = compareExtractions(one, same);
		expect(comparison.entities).toEqual({ both: 2, otherType: 0, onlyA: 0, onlyB: 0, agreement: 1 });
		expect(comparison.relations).toEqual({ both: 1, otherType: 0, onlyA: 0, onlyB: 0, agreement: 1 });
	});

	it('differ in what only one has, and in types of the same words', () => {
		const a = extraction([mention('a', 0, 5), mention('b', 8, 12, { type: 'Task' }), mention('c', 20, 25)]);
		const b = extraction([mention('a', 0, 5), mention('b', 8, 12, { type: 'Metric' }), mention('d', 30, 35), mention('e', 20, 26)]);
		const comparison = compareExtractions(a, b);
		expect(kinds(comparison, 'entities').sort()).toEqual(['both', 'onlyA', 'onlyB', 'onlyB', 'otherType']);
		// As scores of one as judged by the other: 1 of 3, and 1 of 4.
		expect(comparison.entities.agreement).toBeCloseTo((2 * (1 / 3) * (1 / 4)) / (1 / 3 + 1 / 4), 12);
	});

	it('have the same relation where its ends are at the same places, and of a symmetric one in any order', () => {
		const mentions = [mention('a', 0, 5), mention('b', 8, 12)];
		const ordered = compareExtractions(extraction(mentions, [relation('a', 'b')]), extraction(mentions, [relation('b', 'a')]));
		expect(kinds(ordered, 'relations').sort()).toEqual(['onlyA', 'onlyB']);
		const symmetric = { type: 'Compare', symmetric: true };
		const either = compareExtractions(extraction(mentions, [relation('a', 'b', 1, symmetric)]), extraction(mentions, [relation('b', 'a', 1, symmetric)]));
		expect(kinds(either, 'relations')).toEqual(['both']);
	});

	it('pair several relations of the same two entities by type first', () => {
		const mentions = [mention('a', 0, 5), mention('b', 8, 12)];
		const types = (...names: string[]): DocumentExtraction => extraction(mentions, names.map((type) => relation('a', 'b', 1, { type })));
		expect(kinds(compareExtractions(types('Part-of', 'Used-for'), types('Used-for', 'Feature-of')), 'relations').sort()).toEqual(['both', 'otherType']);
		expect(kinds(compareExtractions(types('Part-of', 'Used-for'), types('Used-for')), 'relations').sort()).toEqual(['both', 'onlyA']);
	});

	it('tell sentences in the order of the text, and none in which neither has anything', () => {
		const a = extraction([mention('a', 50, 55, { sentence: 2 })]);
		const b = extraction([mention('b', 0, 5, { sentence: 0 })]);
		expect(compareExtractions(a, b).sentences.map(({ sentence }) => sentence)).toEqual([0, 2]);
		expect(compareExtractions(extraction([]), extraction([]))).toMatchObject({ sentences: [], entities: { agreement: 1 }, relations: { agreement: 1 } });
	});

	it('are counted completely, and the same the other way round', () => {
		const place = fc.tuple(fc.nat(5), fc.constantFrom('Task', 'Method', 'Metric'));
		const found = fc.uniqueArray(place, { selector: ([start]) => start }).map((places) =>
			extraction(places.map(([start, type], index) => mention(`m${index}`, start, start + 1, { type, sentence: start % 3 }))),
		);
		fc.assert(
			fc.property(found, found, (a, b) => {
				const [there, back] = [compareExtractions(a, b).entities, compareExtractions(b, a).entities];
				expect(there.both + there.otherType + there.onlyA).toBe(a.mentions.length);
				expect(there.both + there.otherType + there.onlyB).toBe(b.mentions.length);
				expect(back).toEqual({ ...there, onlyA: there.onlyB, onlyB: there.onlyA });
			}),
		);
	});
});

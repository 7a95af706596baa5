import { describe, expect, it } from 'vitest';
import { comparisonText } from '../../../../src/features/models/comparisonText';
import { compareExtractions } from '../../../../src/knowledge/compareExtractions';
import { extraction, mention, relation } from '../../knowledge/extractions';

describe('the sides of a comparison', () => {
	const sentences = [
		{ start: 0, end: 20, text: 'A net reads\n text.' },
		{ start: 21, end: 40, text: 'Nothing here.' },
		{ start: 41, end: 60, text: 'A score.' },
	];
	const net = mention('net', 2, 5);
	const text = mention('text', 12, 16, { type: 'Material' });
	const score = mention('score', 43, 48, { type: 'Metric', sentence: 2 });
	const a = extraction([net, text], [relation('net', 'text')], sentences);
	const b = extraction([net, { ...text, type: 'Task' }, score], [], sentences);
	const comparison = compareExtractions(a, b);
	const names = { entity: (type: string): string => type.toUpperCase(), relation: (type: string): string => type };
	const side = (which: 'a' | 'b') => comparisonText(which, ['Heading'], comparison, a, (offset) => (offset < 40 ? 0 : 6), names);

	it('have the same sentences, those with anything in either, and differ in what was found alone', () => {
		expect(side('a').text).toBe('Heading\n\n1: A net reads text.\n    METHOD: net\n    MATERIAL: text\n    net → text (Used-for)\n\n7: A score.\n');
		expect(side('b').text).toBe('Heading\n\n1: A net reads text.\n    METHOD: net\n    TASK: text\n\n7: A score.\n    METRIC: score\n');
	});

	it('know of each line the words that it speaks of', () => {
		expect([...side('a').places]).toEqual([
			[2, expect.objectContaining({ start: 0, end: 20 })],
			[3, { start: 2, end: 5 }],
			[4, { start: 12, end: 16 }],
			[5, { start: 2, end: 16 }],
			[7, expect.objectContaining({ start: 41, end: 60 })],
		]);
	});

	it('put the ends of a symmetric relation in the order of the text, as both directions mean the same', () => {
		const symmetric = extraction([net, text], [relation('text', 'net', 1, { type: 'Compare', symmetric: true })], sentences);
		const shown = comparisonText('a', [], compareExtractions(symmetric, symmetric), symmetric, () => 0, names);
		expect(shown.text).toContain('    net ↔ text (Compare)\n');
	});
});

// The document that growth is measured with.

import { describe, expect, it } from 'vitest';
import { sentenceCount, tokensOf } from '../../../src/documents/documentReading';
import { readDocument } from '../../../src/documents/readDocument';
import { longDocument } from '../../bench/longDocument';

describe('a long document', () => {
	it('has as many words as it says and as were asked for, to the sentence', () => {
		const { source, words } = longDocument(5000);
		expect(source.split(/\s+/).filter((word) => word !== '' && !/^#+$/.test(word))).toHaveLength(words);
		expect(words).toBeGreaterThanOrEqual(5000);
		expect(words).toBeLessThan(5050);
	});

	it('hardly repeats a sentence', () => {
		const reading = readDocument(longDocument(20_000).source, 'markdown');
		const sentences = Array.from({ length: sentenceCount(reading) }, (_, index) => tokensOf(reading, index).join(' '));
		expect(new Set(sentences).size).toBeGreaterThan(0.99 * sentences.length);
	});

	it('is the same every time', () => {
		expect(longDocument(1000)).toEqual(longDocument(1000));
	});
});

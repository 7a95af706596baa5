import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corpusNameOf, corpusNamePattern } from '../../../src/queue/corpusName';

describe('a name for a corpus', () => {
	it('is as like a folder’s as may be', () => {
		expect(['papers', 'My papers (2024)', 'Übersicht', '.hidden', '论文', ''].map(corpusNameOf)).toEqual(['papers', 'My-papers-2024', 'Ubersicht', 'hidden', 'corpus', 'corpus']);
	});

	it('is allowed, whatever the folder is called', () => {
		fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => corpusNamePattern.test(corpusNameOf(text))));
	});
});

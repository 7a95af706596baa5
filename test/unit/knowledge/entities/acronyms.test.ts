// Definitions of acronyms in sentences, as Schwartz and Hearst find them.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acronymDefinitions, longFormBefore } from '../../../../src/knowledge/entities/acronyms';

function found(sentence: string): string[] {
	return acronymDefinitions(sentence).map(
		({ short, long }) => `${sentence.slice(short.start, short.end)} = ${sentence.slice(long.start, long.end)}`,
	);
}

describe('acronyms', () => {
	it.each([
		['We train a support vector machine (SVM).', 'SVM = support vector machine'],
		['We train an SVM (support vector machine).', 'SVM = support vector machine'],
		['Convolutional neural networks (CNNs) are used.', 'CNNs = Convolutional neural networks'],
		['A convolutional neural network (CNNs) is used.', 'CNNs = convolutional neural network'],
		['using term frequency-inverse document frequency (tf-idf) weights', 'tf-idf = term frequency-inverse document frequency'],
		['by expectation-maximization (EM) we', 'EM = expectation-maximization'],
		['Conditional random fields (CRF; Lafferty et al., 2001) are', 'CRF = Conditional random fields'],
		['The long short-term memory (LSTM, Hochreiter 1997) is', 'LSTM = long short-term memory'],
		['a CRF (conditional random field, see Section 2)', 'CRF = conditional random field'],
		['histograms of oriented gradients (HOGs)', 'HOGs = histograms of oriented gradients'],
		['Intersection-over-Union (IoU)', 'IoU = Intersection-over-Union'],
		['the union of intersection-over-union ( IoU )', 'IoU = intersection-over-union'],
		['the micro mean average precision(mAP)', 'mAP = mean average precision'],
	])('are found in: %s', (sentence, expected) => {
		expect(found(sentence)).toEqual([expected]);
	});

	it.each([
		'We show this (see Table 2).',
		'BERT (Devlin et al., 2019) is pre-trained.',
		'It was released in May (2019).',
		'the left side (L) of it',
		'precision (P = 0.7) and recall (R = 0.6)',
		'our baseline (ours) is better',
		'the score (e.g. accuracy) is',
		'accuracy (in %)',
		'a sentence without any brackets',
		'an unclosed (bracket',
		'(SVM) at the start',
		'the machine (xyz)',
		'SVM (SVM)',
	])('are not seen in: %s', (sentence) => {
		expect(found(sentence)).toEqual([]);
	});

	it('may be several in a sentence', () => {
		expect(found('named entity recognition (NER) and relation extraction (RE)')).toEqual([
			'NER = named entity recognition',
			'RE = relation extraction',
		]);
	});

	it('have a long form that begins where a word begins, ends where the text ends and has the letters in order', () => {
		const word = fc.stringMatching(/^[a-z]{1,8}$/);
		fc.assert(
			fc.property(fc.array(word, { maxLength: 6 }), fc.stringMatching(/^[A-Z]{2,5}$/), (words, short) => {
				const text = words.join(' ');
				const range = longFormBefore(short, text);
				if (range !== undefined) {
					expect(range.end).toBe(text.length);
					expect(range.start === 0 || text.charAt(range.start - 1) === ' ').toBe(true);
					expect(text.slice(range.start)).toMatch(new RegExp(`^${[...short.toLowerCase()].join('.*')}`));
				}
			}),
			{ numRuns: 2000 },
		);
	});

	it('are found for the initials of any words before the bracket', () => {
		// Letters of their own for the initials: where they stand in the words too, a shorter long form may fit as well, or none.
		const word = fc.stringMatching(/^[a-m][n-z]{1,7}$/);
		fc.assert(
			fc.property(fc.array(word, { minLength: 2, maxLength: 6 }), (words) => {
				const short = words.map((each) => each.charAt(0).toUpperCase()).join('');
				const [definition] = acronymDefinitions(`we use ${words.join(' ')} (${short})`);
				// It may begin later where the letters allow that too.
				expect(definition?.long.end).toBe(`we use ${words.join(' ')}`.length);
			}),
		);
	});

	it('are looked for in next to no time, whatever the text', () => {
		const start = performance.now();
		acronymDefinitions('('.repeat(50_000));
		acronymDefinitions('a b c ((d) '.repeat(20_000));
		acronymDefinitions('alpha beta (AB) '.repeat(20_000));
		acronymDefinitions(`${'a'.repeat(200_000)} (BA)`);
		expect(performance.now() - start).toBeLessThan(2_000);
	});
});

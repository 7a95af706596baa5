// Where sentences end in scientific prose. `|` marks each expected boundary.

import { describe, expect, it } from 'vitest';
import type { Block } from '../../../src/documents/block';
import { readSentences } from '../../../src/documents/readSentences';
import { sentencesOf } from '../../../src/documents/sentences';

function split(text: string): string {
	const units = Int32Array.from(text, (_, index) => index);
	const block: Block = { kind: 'paragraph', text, from: units, to: units.map((unit) => unit + 1) };
	return sentencesOf(block)
		.map(({ start, end }) => text.slice(start, end))
		.join('|');
}

describe('sentences', () => {
	it.each([
		'One ends. | Two begins.',
		'Tasks, e.g. parsing, i.e. NLP, cf. Fig. 2 and Eq. (3), Sec. 4.',
		'Lee et al. propose it. | Lee et al. (2020) too. | We follow Lee et al. | The rest is new.',
		'It rose by 3.5 points vs. 2.1 before. | See No. 5 for more. | We say no. | Then yes.',
		'D. Knuth and J.-P. Serre met Dr. Smith. | They talked.',
		'Is it new? | Yes! | It works … | Fine... | So be it.',
		'He said “it works.” | Then (and only then.) | It ended.',
		'It is known.[12] | New text. | As is this. [3, 4] | More follows.',
		'U.S. patents in the U.S. | The law applies. | Use words, numbers, etc. | Then stop.',
		'1. Parse the text. | 2. Count words.',
		'We use Optim.jl and www.x.org now. | It runs in Node.js v2.0.',
		'We use class C. | The rest is B.',
		'First step. | smith2020 show it. | k-means is used. | see below.',
		'深度学习很好。 | 分类也是。',
	])('%s', (marked) => {
		const expected = marked.replaceAll(' | ', '|');
		const plain = marked.replaceAll('。 | ', '。').replaceAll(' | ', ' ');
		// "see" begins with a small letter and no name: no boundary there.
		expect(split(plain)).toBe(expected.replace('|see below.', ' see below.'));
	});

	it('never cross blocks, and their tokens lie inside them', () => {
		const sentences = readSentences('# A heading\n\nOne sentence. Two\n\n- an item', 'markdown');
		expect(sentences.map(({ block, start, end }) => block.text.slice(start, end))).toEqual([
			'A heading',
			'One sentence.',
			'Two',
			'an item',
		]);
		for (const { block, start, end, tokens } of sentences) {
			expect(tokens[0]?.start).toBe(start);
			expect(tokens.at(-1)?.end).toBe(end);
			expect(tokens.map((token) => token.text)).toEqual(tokens.map((token) => block.text.slice(token.start, token.end)));
		}
	});
});

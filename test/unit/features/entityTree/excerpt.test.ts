// A mention within its sentence, as a narrow list shows it.

import { describe, expect, it } from 'vitest';
import { excerpt } from '../../../../src/features/entityTree/excerpt';
import { mention } from '../../knowledge/extractions';

const sentence = (text: string) => ({ start: 0, end: text.length, text, wording: text.replaceAll('.', ' .').split(' ').join('\n') });

describe('an excerpt', () => {
	it('is the whole sentence where the words stand at its beginning', () => {
		const found = excerpt(sentence('A parser is used.'), mention('e1', 0, 0, { text: 'parser', firstToken: 1, endToken: 2 }));
		expect(found).toEqual({ text: 'A parser is used.', words: { start: 2, end: 8 } });
	});

	it('begins shortly before the words, at a word', () => {
		const long = sentence('In this long and winding sentence we finally come to the neural network of ours.');
		const { text, words } = excerpt(long, mention('e1', 0, 0, { text: 'neural network', firstToken: 11, endToken: 13 }));
		expect(text).toBe('…finally come to the neural network of ours.');
		expect(text.slice(words.start, words.end)).toBe('neural network');
	});

	it('marks the very words where the same ones stand there twice', () => {
		const twice = sentence('A parser beats a parser.');
		const { words } = excerpt(twice, mention('e1', 0, 0, { text: 'parser', firstToken: 4, endToken: 5 }));
		expect(words).toEqual({ start: 17, end: 23 });
	});

	it('ends where nobody reads on', () => {
		const { text } = excerpt(sentence(`A parser ${'and so on '.repeat(50)}`), mention('e1', 0, 0, { text: 'parser', firstToken: 1, endToken: 2 }));
		expect(text.length).toBeLessThan(220);
		expect(text.endsWith('…')).toBe(true);
	});

	it('is the mention alone where there is no sentence, or another one', () => {
		const lost = mention('e1', 0, 0, { text: 'parser', firstToken: 40, endToken: 41 });
		const alone = { text: 'parser', words: { start: 0, end: 6 } };
		expect(excerpt(undefined, lost)).toEqual(alone);
		expect(excerpt(sentence('Nothing of the kind.'), lost)).toEqual(alone);
	});
});

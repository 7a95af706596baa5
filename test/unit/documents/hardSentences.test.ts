// Sentence ends that are hard to tell in scientific prose, by what makes them hard, and SciERC's abstracts put together again.
// `|` marks each boundary; a line without one is a single sentence.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Block } from '../../../src/documents/block';
import { sentencesOf } from '../../../src/documents/sentences';

function blockOf(text: string): Block {
	const units = Int32Array.from({ length: text.length }, (_, index) => index);
	return { kind: 'paragraph', text, from: units, to: units.map((unit) => unit + 1) };
}

function split(text: string): string {
	return sentencesOf(blockOf(text))
		.map(({ start, end }) => text.slice(start, end))
		.join(' | ');
}

const cases: Readonly<Record<string, readonly string[]>> = {
	'Latin abbreviations': [
		'Tasks, e.g. parsing, are hard.',
		'Tasks (e.g., NER) are hard.',
		'Some tasks, i.e. NER and RE, are hard.',
		'We follow earlier work, cf. Lee and Kim.',
		'Use words, numbers, etc. in the text.',
		'Use words, numbers, etc. | Then stop.',
		'We use words, etc., and numbers.',
		'It rose by 3 points vs. BERT and by 2 vs. GPT.',
		'Precision, recall, resp. F1, are reported.',
		'The value is ca. 5 percent.',
		'About, viz. Paris, nothing is known.',
		'N.B. This holds only here.',
		'See ibid. for details.',
		'They report it et al. in the text.',
		'The models (incl. BERT) are large.',
		'The corpus (approx. 100 mil. tokens) is new.',
	],
	'authors and et al.': [
		'Lee et al. propose it.',
		'Lee et al. (2020) propose it.',
		'Lee et al. [12] propose it.',
		'We follow Lee et al. | The rest is new.',
		'As Lee et al. Show, case varies.',
		'In Lee et al., the model is small.',
		'This extends Vaswani et al. | We add a head.',
		'D. Knuth wrote it.',
		'J.-P. Serre and H. Cartan met.',
		'See D. E. Knuth and L. Lamport.',
		'We thank Dr. Smith and Prof. Lee.',
		'Mr. Jones, Mrs. Jones and Ms. Smith agreed.',
		'John F. Kennedy spoke.',
		'It is due to M. L. Minsky. | Others followed.',
		'Smith Jr. wrote it.',
		'St. Petersburg is large.',
	],
	'references to parts of the text': [
		'Fig. 2 shows it.',
		'See Figs. 2 and 3.',
		'Eq. (3) holds, and so does Eqn. 4.',
		'See Sec. 4 and Sect. 5.',
		'Tab. 1 and Ref. [3] list them.',
		'See Thm. 1, Lem. 2, Prop. 3, Cor. 4 and Def. 5.',
		'See App. A and Ch. 3.',
		'See Vol. 2, No. 5, pp. 3-10.',
		'See No. 5 for more. | We say no. | Then yes.',
		'Alg. 1 is run once.',
		'See Eqs. (1)-(3). | They hold.',
		'Figure 2. | The loss falls.',
		'As in Fig. S1, it falls.',
	],
	'numbers and units': [
		'It rose by 3.5 points.',
		'It rose by 3.5. | Then it fell.',
		'The value is .05 here.',
		'In version 2.0.1 it works.',
		'We used Python 3. | It was fast.',
		'We trained for 10 epochs. | 5 were enough.',
		'It costs $3.50. | That is cheap.',
		'It was 5 p.m. when it ended.',
		'It ended at 5 p.m. | We left.',
		'It takes 3 min. on average.',
		'It holds for p < 0.05. | Otherwise not.',
		'There were 1.2M tokens, 3.4k of them new.',
		'The F1 is 89.1. | BERT has 88.0.',
		'In 2020. | In 2021.',
	],
	'citations behind the full stop': [
		'It is known.[12] | New text.',
		'It is known. [3, 4] | More follows.',
		'It is known [12]. | New text.',
		'It is known.12 | New text.',
		'It is known.¹² | New text.',
		'It is known (Lee, 2020). | New text.',
		'It is known (Lee et al., 2020). | New text.',
		'It is known (see Lee et al. 2020; Kim 2021). | New text.',
		'It was shown by [12]. | [13] disagrees.',
		'smith2020 show it. | lee2021 agree.',
		'It is shown in smith2020. | We agree.',
	],
	'names with full stops': [
		'We use Node.js v20 here.',
		'We use spaCy and Optim.jl. | It runs.',
		'See www.example.org for it.',
		'The file data.csv is read. | The rest is not.',
		'We use .NET and ASP.NET here.',
		'The U.S. law applies.',
		'It was made in the U.S. | The law applies.',
		'It is from the U.K. and the E.U. in part.',
		'He has a Ph.D. in physics.',
		'He has a Ph.D. | She has two.',
		'Apple Inc. released it.',
		'It was made by Apple Inc. | It sold well.',
		'We use scikit-learn v.0.24 here.',
		'Yahoo! is a company.',
		'E. coli grows. | S. aureus does too.',
		'B. subtilis and E. coli grow.',
		'The i.i.d. assumption holds.',
		'The samples are i.i.d. | The rest follows.',
		'The method of St. Louis Univ. is used.',
	],
	'quotation marks and brackets': [
		'He said “it works.” | Then he left.',
		'He said "it works." | Then he left.',
		"He said 'it works.' | Then he left.",
		'It works. | (It is fast.) | It is small.',
		'It works (and it is fast). | It is small.',
		'It works (e.g. on CPUs). | It is small.',
		'“Is it new?” he asked.',
		'The question “Why?” remains.',
		'Is it (really?) new.',
		'[Sic.] | Then more.',
		'It works.) | More text.',
		'The token “.” ends it.',
		'The model “A. B.” is named so.',
	],
	'questions, exclamations and dots': [
		'Is it new? | Yes! | It is.',
		'Is it new?! | Yes.',
		'It goes on … and on.',
		'It goes on... and on.',
		'It goes on... | Then it ends.',
		'It goes on … | Then it ends.',
		'What is $x$? | It is a number.',
		'The factorial n! is large.',
		'Why? and how?',
	],
	'formulas in sentences': [
		'Let x = 5. | Then y = 6.',
		'We have f(x) = x. | Here x is real.',
		'where α is the rate. | β is the decay.',
		'It is O(n). | Ours is O(1).',
		'The norm ||x|| is 1. | So is y.',
		'Given by, where x > 0.',
		'If x ∈ A. B is then empty.',
		'The set {1, ..., n} is finite.',
		'The sum x1 + ... + xn is finite. | It is known.',
	],
	'words that begin with a small letter': [
		'It works. | k-means is used.',
		'It works. | iPhone users agree.',
		'It works. | mRNA is measured.',
		'It works. | pH was 7.',
		'It works. | p-values are small.',
		'It works. | eBay sells it.',
		'It works. and goes on.',
		'It works. | α-helices form.',
		'It works. | 5-fold validation is used.',
		'It works. | t-SNE shows it.',
		'It works. | scRNA-seq shows it.',
		'It works. | tf-idf is used.',
		'It works. | word2vec is used.',
	],
	'items and headings': [
		'1. Parse the text. | 2. Count words.',
		'a. Parse the text.',
		'(i) Parse the text. | (ii) Count words.',
		'We parse it. | (b) We count.',
		'We parse it. | b) We count.',
		'iv. Parse the text.',
		'Step 1. | Parse the text.',
		'2.1 Related work',
		'A. Related work',
		'1. Introduction',
		'Contributions: (1) a model. | (2) a corpus.',
		'First, parse. | Second, count.',
		'Table 1: Sizes. | Largest in bold.',
		'Abstract. | We study words.',
	],
	'single letters that end a sentence': [
		'We use class C. | The rest is B.',
		'We use vitamin D. | It helps.',
		'We add plan B. | Then plan C.',
		'The answer is I. | We agree.',
		'It belongs to type I. | Type II differs.',
		'The language is C. | It is old.',
		'This is case A. | This is case B.',
	],
	'acronyms that look like abbreviations': [
		'This suits MT. | This paper differs.',
		'We use NO. | The gas is toxic.',
		'We study the ST. | It is small.',
		'It is in the ED. | The patient left.',
		'They use CA. | It works.',
		'We ran it on a GPU. | It was fast.',
		'It is an HMM. | HMMs are old.',
	],
	'other scripts': [
		'深度学习很好。 | 分类也是。',
		'これは新しい。 | それは古い。',
		'Это работает. | Это быстро.',
		'Es funktioniert. | Öfter als zuvor.',
		'É novo. | Água é azul.',
	],
};

const normal = (text: string): string => text.replaceAll('。 | ', '。').replaceAll(' | ', ' ');

describe('sentences', () => {
	for (const [title, lines] of Object.entries(cases)) {
		it.each(lines)(`with ${title}: %s`, (marked) => {
			expect(split(normal(marked))).toBe(marked);
		});
	}

	it('are tried on at least 150 hard cases', () => {
		expect(Object.values(cases).flat().length).toBeGreaterThanOrEqual(150);
	});
});

const folder = '../shared/data/scierc/dygiepp';
const brackets: Readonly<Record<string, string>> = { '-LRB-': '(', '-RRB-': ')', '-LSB-': '[', '-RSB-': ']', '-LCB-': '{', '-RCB-': '}' };

/** Tokens as their author wrote them, as far as can be told. */
function detokenize(tokens: readonly string[]): string {
	const written = tokens.map((token) => brackets[token] ?? token);
	return written
		.map((token, index) => {
			const joins = index === 0 || /^[.,;:!?)\]}%]$|^'s$|^n't$|^''$|^'$/.test(token) || /^[([{]$|^``$|^`$/.test(written[index - 1]!);
			return joins ? token : ` ${token}`;
		})
		.join('');
}

describe.skipIf(!existsSync(folder))("SciERC's abstracts (skipped where ../shared is absent)", () => {
	it('are split where their annotators split them', () => {
		let [right, missed, wrong] = [0, 0, 0];
		for (const part of ['train', 'dev', 'test']) {
			for (const line of readFileSync(`${folder}/${part}.json`, 'utf8').trim().split('\n')) {
				const texts = (JSON.parse(line) as { readonly sentences: readonly (readonly string[])[] }).sentences.map(detokenize);
				const text = texts.join(' ');
				const gold = new Set(texts.slice(0, -1).map((_, index) => texts.slice(0, index + 1).join(' ').length));
				const ours = sentencesOf(blockOf(text)).map(({ end }) => end);
				const found = ours.slice(0, -1).filter((end) => gold.has(end)).length;
				right += found;
				wrong += ours.length - 1 - found;
				missed += gold.size - found;
			}
		}
		expect(right + missed).toBe(2187);
		expect((2 * right) / (2 * right + wrong + missed)).toBeGreaterThanOrEqual(0.998);
	});
});

// Tokens as the Penn Treebank has them, and the gold entities of SciERC: each must begin and end where tokens do.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tokenize } from '../../../src/documents/tokens';

describe('tokenize', () => {
	it.each([
		['state-of-the-art models (SOTA), e.g. BERT.', 'state-of-the-art models ( SOTA ) , e.g. BERT .'],
		["We don't use Cohen's kappa or the models' output.", "We do n't use Cohen 's kappa or the models ' output ."],
		['It is 3.5% of $1,000,000; see [12]: yes/no?', 'It is 3.5 % of $ 1,000,000 ; see [ 12 ] : yes/no ?'],
		['“Quoted” ‘words’ and ``TeX\'\' ones', '“ Quoted ” ‘ words ’ and `` TeX \'\' ones'],
		['range 1–2, dash—dash, a--b, U.S. law, et al. say etc.', 'range 1 – 2 , dash — dash , a -- b , U.S. law , et al. say etc.'],
		['p < 0.05 and x=y, A & B, R&D, C++', 'p < 0.05 and x = y , A & B , R&D , C++'],
		['用BERT做分类。', '用 BERT 做 分 类 。'],
		['café n̈ 👩‍🔬 ok', 'café n̈ 👩‍🔬 ok'],
		['deep👩‍🔬learning 🎉🎉 🇩🇪🇫🇷 👍🏽! ❤️ 1️⃣.', 'deep 👩‍🔬 learning 🎉 🎉 🇩🇪 🇫🇷 👍🏽 ! ❤️ 1️⃣ .'],
		['M☉ is no emoji ✓', 'M☉ is no emoji ✓'],
		['Fig. 2 of no use to vs.', 'Fig. 2 of no use to vs .'],
	])('%s', (text, tokens) => {
		expect(
			tokenize(text)
				.map((token) => token.text)
				.join(' '),
		).toBe(tokens);
	});

	it.each([
		['state-of-the-art models, yes/no', 'state - of - the - art models , yes / no'],
		["We don't, e.g., use Cohen's kappa.", "We do n't , e.g. , use Cohen 's kappa ."],
		['GPT-2 in 10kg of k-means', 'GPT-2 in 10 kg of k - means'],
		['word🎉', 'word 🎉'],
	])('as spaCy: %s', (text, tokens) => {
		const ours = tokenize(text, 0, text.length, 'spacyLike');
		expect(ours.map((token) => token.text).join(' ')).toBe(tokens);
	});

	it('gives offsets into the whole text when asked for a part', () => {
		expect(tokenize('one two, three', 4, 8)).toEqual([
			{ text: 'two', start: 4, end: 7 },
			{ text: ',', start: 7, end: 8 },
		]);
	});
});

const folder = '../shared/data/scierc';
interface Document {
	readonly tokens: readonly string[];
	readonly entities: readonly { readonly start: number; readonly end: number }[];
}

describe.skipIf(!existsSync(folder))('SciERC (skipped where ../shared is absent)', () => {
	it('has no gold entity that begins or ends inside a token', () => {
		let boundaries = 0;
		const missed: string[] = [];
		for (const part of ['train', 'dev', 'test']) {
			for (const { tokens, entities } of JSON.parse(readFileSync(`${folder}/scierc_${part}.json`, 'utf8')) as Document[]) {
				const text = tokens.join(' ');
				const starts = tokens.map((_, index) => tokens.slice(0, index).join(' ').length + (index > 0 ? 1 : 0));
				const ours = tokenize(text);
				const ourStarts = new Set(ours.map((token) => token.start));
				const ourEnds = new Set(ours.map((token) => token.end));
				for (const { start, end } of entities) {
					boundaries += 2;
					if (!ourStarts.has(starts[start]!) || !ourEnds.has(starts[end - 1]! + tokens[end - 1]!.length)) {
						missed.push(tokens.slice(start, end).join(' '));
					}
				}
			}
		}
		expect(boundaries).toBe(16188);
		expect(missed).toEqual([]);
	});
});

// The token mode 'spacyLike' against tokens recorded from spaCy itself.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tokenize } from '../../../src/documents/tokens';

const { source, examples } = JSON.parse(readFileSync('test/golden/documents/spacyTokens.json', 'utf8')) as {
	readonly source: string;
	readonly examples: readonly { readonly text: string; readonly tokens: readonly string[] }[];
};

describe(`spaCy-like tokens (recorded: ${source})`, () => {
	it.each(examples)('$text', ({ text, tokens }) => {
		const ours = tokenize(text, 0, text.length, 'spacyLike');
		expect(ours.map((token) => token.text)).toEqual(tokens);
		for (const token of ours) {
			expect(text.slice(token.start, token.end)).toBe(token.text);
		}
	});
});

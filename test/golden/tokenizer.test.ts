// Word pieces and decoded texts equal the reference's, identifier by identifier.

import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadTokenizer } from '../../src/engine/tokenizer/loadTokenizer';
import { type Tokenizer } from '../../src/engine/tokenizer/tokenizer';

const portable = resolve('test/golden/portable');
const shared = resolve('../shared/golden');

interface Expected {
	readonly do_lower_case: boolean;
	readonly ids: number[][];
	readonly pieces: string[][];
	readonly decoded?: string[];
}
interface TokensFile {
	readonly texts: string[];
	readonly configs: Record<string, Expected & { vocab?: string }>;
}

async function readJson<T>(path: string): Promise<T> {
	return JSON.parse(await readFile(path, 'utf8')) as T;
}

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'tokenizer-'));
});
afterAll(async () => {
	await rm(folder, { recursive: true });
});

async function loadVocabulary(path: string, lowercase: boolean): Promise<Tokenizer> {
	await copyFile(path, join(folder, 'vocab.txt'));
	return await loadTokenizer(folder, { lowercase });
}

/** What the reference's tokenizer gives, with SpERT's one [UNK] where it gives nothing. */
function differences(tokenizer: Tokenizer, texts: readonly string[], expected: Expected): object[] {
	return texts.flatMap((text, index) => {
		const ids = expected.ids[index]!;
		const wanted = ids.length === 0 ? [tokenizer.unknownId] : ids;
		const found = tokenizer.encodeToken(text);
		return JSON.stringify(found) === JSON.stringify(wanted) ? [] : [{ text, found, wanted }];
	});
}

describe('portable tokens', () => {
	it.each(['lower', 'keepcase'])('equal the reference: %s', async (name) => {
		const { texts, configs } = await readJson<TokensFile>(join(portable, 'tokens.json'));
		const expected = configs[name]!;
		const tokenizer = await loadVocabulary(join(portable, 'vocab.txt'), expected.do_lower_case);
		expect(texts).toHaveLength(171);
		expect(differences(tokenizer, texts, expected)).toEqual([]);
	});
});

describe.skipIf(!existsSync(shared))('shared tokens (skipped where ../shared/golden is absent)', () => {
	const vocabularies: Record<string, string> = {
		uncased_lower: 'vocab_uncased_30522.txt',
		uncased_keepcase: 'vocab_uncased_30522.txt',
		cased_keepcase: 'vocab_cased_3k.txt',
		cased_lower: 'vocab_cased_3k.txt',
	};

	it.each(Object.keys(vocabularies))('encode and decode as the reference: %s', async (name) => {
		const { texts, configs } = await readJson<TokensFile>(join(shared, 'tokenizer', 'tokens.json'));
		const expected = configs[name]!;
		const tokenizer = await loadVocabulary(join(shared, 'tokenizer', vocabularies[name]!), expected.do_lower_case);
		expect(texts).toHaveLength(529);
		expect(differences(tokenizer, texts, expected)).toEqual([]);
		const decoded = expected.ids.map((ids) => tokenizer.decode(ids));
		expect(decoded).toEqual(expected.decoded);
	});

	it('encodes token lists of the cased encoder with its own settings', async () => {
		const encoder = join(shared, 'cased_encoder');
		const cases = await readJson<{ tokens: string[]; encoding: number[]; spans: [number, number][] }[]>(
			join(encoder, 'expected.json'),
		);
		const tokenizer = await loadTokenizer(encoder, { lowercase: undefined });
		expect(cases.length).toBeGreaterThan(0);
		for (const { tokens, encoding, spans } of cases) {
			const { ids, tokenStarts } = tokenizer.encode(tokens);
			expect([tokenizer.clsId, ...ids, tokenizer.sepId]).toEqual(encoding);
			expect(tokens.map((_, index) => [tokenStarts[index]! + 1, tokenStarts[index + 1]! + 1])).toEqual(spans);
		}
	});
});

// Vocabularies in their two formats, lower-casing as the folder says, and corner cases of tokens.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadTokenizer } from '../../../../src/engine/tokenizer/loadTokenizer';
import { failureCode } from '../checkpoint/torchFiles';

const pieces = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'neural', 'net', '##work', '##s', 'σας', 'σασ', '𠀀', 'a', '##a', '.', '1990'];
const id = (piece: string): number => pieces.indexOf(piece);

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'vocabulary-'));
});
afterEach(async () => {
	await rm(folder, { recursive: true });
});

const write = async (name: string, content: unknown): Promise<void> =>
	await writeFile(join(folder, name), typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content));
const writeVocabulary = async (end = '\n'): Promise<void> => await write('vocab.txt', pieces.map((piece) => piece + end).join(''));

const tokenizerJson = {
	added_tokens: pieces.slice(0, 5).map((content, index) => ({ id: index, content, special: true })),
	normalizer: { type: 'BertNormalizer', lowercase: true },
	model: { type: 'WordPiece', unk_token: '[UNK]', vocab: Object.fromEntries(pieces.map((piece, index) => [piece, index])) },
};

const pairs = (step: object | null): object => ({ model: { type: 'BPE', vocab: { a: 0 }, merges: [] }, pre_tokenizer: step });

describe('loadTokenizer', () => {
	it.each(['\n', '\r\n'])('reads vocab.txt with lines ending in %j', async (end) => {
		await writeVocabulary(end);
		const tokenizer = await loadTokenizer(folder, { lowercase: true });
		expect(tokenizer).toMatchObject({ padId: 0, unknownId: 1, clsId: 2, sepId: 3, vocabularySize: pieces.length });
		const { ids, tokenStarts } = tokenizer.encode(['Neural', '', 'networks']);
		expect([...ids]).toEqual(['neural', '[UNK]', 'net', '##work', '##s'].map(id));
		expect([...tokenStarts]).toEqual([0, 1, 2, 5]);
	});

	it('reads tokenizer.json alike', async () => {
		await write('tokenizer.json', tokenizerJson);
		const tokenizer = await loadTokenizer(folder, { lowercase: undefined });
		expect(tokenizer.lowercase).toBe(true);
		expect([...tokenizer.encode(['Networks', '1990']).ids]).toEqual(['net', '##work', '##s', '1990'].map(id));
	});

	it.each([
		['the option', { lowercase: false, config: { do_lower_case: true }, extra: '', expected: false }],
		['tokenizer_config.json', { lowercase: undefined, config: { do_lower_case: false }, extra: '', expected: false }],
		['no capital letter among the pieces', { lowercase: undefined, config: {}, extra: '', expected: true }],
		['a capital letter among the pieces', { lowercase: undefined, config: {}, extra: 'Net\n', expected: false }],
	])('lower-cases as %s says', async (_, { lowercase, config, extra, expected }) => {
		await write('vocab.txt', `${pieces.join('\n')}\n${extra}`);
		await write('tokenizer_config.json', config);
		expect((await loadTokenizer(folder, { lowercase })).lowercase).toBe(expected);
	});

	it('takes the last of equal lines, as the reference does', async () => {
		await write('vocab.txt', `${pieces.join('\n')}\nneural\n`);
		const tokenizer = await loadTokenizer(folder, { lowercase: true });
		expect(tokenizer.encodeToken('neural')).toEqual([pieces.length]);
	});

	it.each<[string, string, unknown, string]>([
		['no [CLS]', 'vocab.txt', '[PAD]\n[UNK]\n[SEP]\na\n', 'tokenizer.vocabularyMalformed'],
		['nothing in it', 'vocab.txt', '', 'checkpoint.truncated'],
		['bytes that are no text', 'vocab.txt', Uint8Array.of(0x61, 0xff, 0x0a), 'checkpoint.malformed'],
		['another algorithm', 'tokenizer.json', { model: { type: 'WordLevel', vocab: {} } }, 'tokenizer.unsupported'],
		['no model', 'tokenizer.json', {}, 'tokenizer.vocabularyMalformed'],
		['a piece without number', 'tokenizer.json', { model: { vocab: { a: 'b' } } }, 'tokenizer.vocabularyMalformed'],
		['a number out of all bounds', 'tokenizer.json', { model: { vocab: { a: 1e15 } } }, 'tokenizer.vocabularyMalformed'],
		['another file only', 'merges.txt', 'a b', 'tokenizer.vocabularyMissing'],
		['the file of XLM-RoBERTa only', 'sentencepiece.bpe.model', 'x', 'tokenizer.onlySentencePiece'],
		['half a SentencePiece model', 'spm.model', Uint8Array.of(0x0a, 0x7f, 0x0a), 'tokenizer.vocabularyMalformed'],
		['a SentencePiece model of wrong fields', 'spm.model', Uint8Array.of(0x0b), 'tokenizer.vocabularyMalformed'],
		['a SentencePiece model without unknown piece', 'spm.model', Uint8Array.of(0x0a, 0x03, 0x0a, 0x01, 0x61), 'tokenizer.vocabularyMalformed'],
		['a short score in a SentencePiece model', 'spm.model', Uint8Array.of(0x0a, 0x03, 0x12, 0x01, 0x61), 'tokenizer.vocabularyMalformed'],
		['a SentencePiece model of byte pairs', 'spm.model', Uint8Array.of(0x0a, 0x05, 0x0a, 0x01, 0x61, 0x18, 0x02, 0x12, 0x02, 0x18, 0x02), 'tokenizer.unsupported'],
		['unigrams without their unknown one', 'tokenizer.json', { model: { type: 'Unigram', vocab: [['a', -1]], unk_id: 7 } }, 'tokenizer.vocabularyMalformed'],
		['byte pairs without special tokens', 'tokenizer.json', pairs(null), 'tokenizer.vocabularyMalformed'],
		['a step of an unknown kind', 'tokenizer.json', pairs({ type: 'Unheard' }), 'tokenizer.vocabularyMalformed'],
		['a regular expression of its own', 'tokenizer.json', pairs({ type: 'Split', pattern: { Regex: '(a+)+$' } }), 'tokenizer.unsupported'],
	])('refuses a folder with %s', async (_, name, content, code) => {
		await write(name, content);
		expect(await failureCode(loadTokenizer(folder, { lowercase: undefined }))).toBe(code);
	});

	it('refuses more pieces than the model has embeddings', async () => {
		await writeVocabulary();
		const load = loadTokenizer(folder, { lowercase: true, embeddingRows: pieces.length - 1 });
		expect(await failureCode(load)).toBe('tokenizer.vocabularyTooLarge');
	});
});

describe('tokens', () => {
	const encode = async (token: string): Promise<string[]> => {
		await writeVocabulary();
		const tokenizer = await loadTokenizer(folder, { lowercase: true });
		return tokenizer.encodeToken(token).map((piece) => pieces[piece]!);
	};

	it.each([
		['empty', '', ['[UNK]']],
		['blank', ' \t\u00a0', ['[UNK]']],
		['only invisible', '\u200b\u00ad\ufffd\u0000', ['[UNK]']],
		['special', '[CLS]', ['[CLS]']],
		['special inside a word', 'a[SEP]a', ['a', '[SEP]', 'a']],
		['a special token in other case', '[cls]', ['[UNK]', '[UNK]', '[UNK]']],
		['a word-final sigma in capitals', 'ΣΑΣ', ['σασ']],
		['100 code points', 'a'.repeat(100), ['a', ...new Array<string>(99).fill('##a')]],
		['101 code points', 'a'.repeat(101), ['[UNK]']],
		['an ideograph beyond the basic plane', 'a𠀀a', ['a', '𠀀', 'a']],
		['half a surrogate pair', 'a\ud840', ['a']],
		['named like a property of objects', '__proto__', ['[UNK]', '[UNK]', '[UNK]', '[UNK]', '[UNK]']],
		['named like a method of objects', 'constructor', ['[UNK]']],
	])('%s', async (_, token, expected) => {
		expect(await encode(token)).toEqual(expected);
	});

	it('give the same pieces the second time, and after a hundred thousand others', async () => {
		await writeVocabulary();
		const tokenizer = await loadTokenizer(folder, { lowercase: true });
		const first = tokenizer.encodeToken('networks');
		expect(tokenizer.encodeToken('networks')).toEqual(first);
		for (let number = 0; number < 100_000; number++) {
			tokenizer.encodeToken(`x${number}`);
		}
		expect(tokenizer.encodeToken('networks')).toEqual(first);
	});

	it('decode to readable text', async () => {
		await writeVocabulary();
		const tokenizer = await loadTokenizer(folder, { lowercase: true });
		expect(tokenizer.decode(['[CLS]', 'neural', 'net', '##work', '##s', '.'].map(id))).toBe('[CLS] neural networks.');
		expect(tokenizer.decode([])).toBe('');
	});
});

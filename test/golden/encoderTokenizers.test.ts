// Pieces of single tokens by tokenizers of every family equal those of Hugging Face's transformers (make/encoderTokenizers.py).

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadTokenizer } from '../../src/engine/tokenizer/loadTokenizer';
import { savedTokenizer } from '../../src/engine/tokenizer/savedTokenizer';
import { portable, readJson } from './goldenModel';

interface Family {
	readonly files: Readonly<Record<string, { readonly text?: string; readonly base64?: string }>>;
	readonly pieces: readonly (readonly number[])[];
}
const { families } = readJson<{ families: Readonly<Record<string, Family>> }>(import.meta.dirname, 'encoders/tokenizers.json');
const { texts } = readJson<{ texts: readonly string[] }>(portable, 'tokens.json');

/** Where the library differs from transformers: a byte order mark, a next-line character, emoji joined by an invisible one. */
const knownDifferences: Readonly<Record<string, readonly string[]>> = {
	xlm_roberta: ['\ufeff', 'a\u0085b'],
	deberta: ['\ufeff', '\u{1f469}\u200d\u{1f52c}'],
};

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'tokenizers-'));
});
afterEach(async () => {
	await rm(folder, { recursive: true });
});

async function write(files: Family['files']): Promise<void> {
	for (const [name, { text, base64 }] of Object.entries(files)) {
		await writeFile(join(folder, name), text ?? Buffer.from(base64!, 'base64'));
	}
}

describe.each(Object.entries(families))('%s', (family, { files, pieces }) => {
	const lowercase = family === 'mpnet';

	it('gives the pieces of transformers, and one unknown piece where there are none', async () => {
		await write(files);
		const tokenizer = await loadTokenizer(folder, { lowercase });
		expect(texts).toHaveLength(171);
		const different = texts.filter((text, index) => {
			const wanted = pieces[index]!.length === 0 ? [tokenizer.unknownId] : pieces[index]!;
			return JSON.stringify(tokenizer.encodeToken(text)) !== JSON.stringify(wanted);
		});
		expect(different).toEqual(knownDifferences[family] ?? []);
	});

	it('begins and ends sequences with its own special tokens', async () => {
		await write(files);
		const { clsId, sepId, padId } = await loadTokenizer(folder, { lowercase });
		const expected = family === 'modernbert' ? [0, 1, 2] : family === 'deberta' ? [1, 2, 0] : [0, 2, 1];
		expect([clsId, sepId, padId]).toEqual(expected);
	});

	it('is saved as files that make the same tokenizer', async () => {
		await write(files);
		const tokenizer = await loadTokenizer(folder, { lowercase });
		const saved = await savedTokenizer(folder, { lowercase, longestSequence: 512 });
		await rm(folder, { recursive: true });
		folder = await mkdtemp(join(tmpdir(), 'tokenizers-'));
		for (const [name, content] of saved) {
			await writeFile(join(folder, name), content);
		}
		const again = await loadTokenizer(folder, { lowercase: undefined });
		expect(again).toMatchObject({ clsId: tokenizer.clsId, sepId: tokenizer.sepId, padId: tokenizer.padId, lowercase });
		expect(texts.map((text) => again.encodeToken(text))).toEqual(texts.map((text) => tokenizer.encodeToken(text)));
	});
});

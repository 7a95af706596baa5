// Hidden states of the BERT encoder against those of the reference's library, from every kind of checkpoint.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/engine/checkpoint/config';
import { readModelFolder, type ModelFolder } from '../../src/engine/checkpoint/modelFolder';
import { readSpertParameters } from '../../src/engine/checkpoint/spertParameters';
import { loadTokenizer } from '../../src/engine/tokenizer/loadTokenizer';
import { hasShared, hiddenStates, portable, readJson, shared, worstDifference } from './goldenModel';

const tolerance = 1e-5;

async function encoderOf(folder: string, options: { weights?: string; types?: string }) {
	const found: ModelFolder = await readModelFolder(folder, { typesPath: options.types });
	const { weights } = options;
	const files = weights && { folder, main: weights, shards: [weights], shardOfTensor: undefined };
	const { encoder } = await readSpertParameters(files ? { ...found, weightFiles: files } : found);
	return { config: found.config, encoder };
}

/** A longer sequence beside the one that is compared, so that the latter is padded as in the reference's input. */
function withLonger(ids: readonly number[]): number[][] {
	return [[...ids], [...ids, ...ids].slice(0, ids.length + 2)];
}

describe('documents of our own', () => {
	const { forward } = readJson<{
		forward: {
			input_ids: number[];
			attention_mask: number[];
			model_last_hidden_state: number[][];
			encoder_last_hidden_state: number[][];
		};
	}>(portable, 'ckpt/expected.json');
	const ids = forward.input_ids.filter((_, position) => forward.attention_mask[position] === 1);
	const types = join(portable, 'types.json');

	it.each(['model/pytorch_model.bin', 'ckpt/spert_legacy.bin', 'ckpt/spert.safetensors'])('%s', async (file) => {
		const { config, encoder } = await encoderOf(join(portable, 'model'), { weights: join(portable, file), types });
		const [states] = await hiddenStates(config, encoder, withLonger(ids));
		expect(worstDifference(states, forward.model_last_hidden_state)).toBeLessThanOrEqual(tolerance);
	});

	it('a plain encoder', async () => {
		// Its folder has no vocabulary of its own.
		const found = await readModelFolder(join(portable, 'encoder'), { tokenizerPath: portable });
		expect(found.kind).toBe('encoder');
		const { encoder, heads } = await readSpertParameters(found);
		expect(heads).toBeUndefined();
		const [states] = await hiddenStates(found.config, encoder, withLonger(ids));
		expect(worstDifference(states, forward.encoder_last_hidden_state)).toBeLessThanOrEqual(tolerance);
	});
});

interface StoredFile {
	readonly last_hidden_state?: number[][];
}

describe.skipIf(!hasShared)('the wider set (skipped where ../shared/golden is absent)', () => {
	const golden = join(shared, 'golden');
	const { _forward_input: input, ...files } = hasShared
		? readJson<{ _forward_input: { input_ids: number[][]; attention_mask: number[][] } } & Record<string, StoredFile>>(
				golden,
				'ckpt/expected.json',
			)
		: { _forward_input: { input_ids: [], attention_mask: [] } };
	const loadable = Object.entries(files as Record<string, StoredFile>).filter(([, { last_hidden_state }]) => last_hidden_state);

	it.each(loadable)('ckpt/%s', async (name, { last_hidden_state: expected }) => {
		const ids = input.input_ids[0]!.filter((_, position) => input.attention_mask[0]![position] === 1);
		const { config, encoder } = await encoderOf(join(golden, 'tiny/model'), {
			weights: join(golden, 'ckpt', name),
			types: join(golden, 'tiny/types.json'),
		});
		const [states] = await hiddenStates(config, encoder, withLonger(ids));
		expect(worstDifference(states, expected!.slice(0, ids.length))).toBeLessThanOrEqual(tolerance);
	});

	it('a cased encoder, from tokens', async () => {
		const folder = join(golden, 'cased_encoder');
		const { encoder } = await readSpertParameters(await readModelFolder(folder));
		const tokenizer = await loadTokenizer(folder, { lowercase: false });
		const cases = readJson<{ tokens: string[]; encoding: number[]; spans: number[][]; last_hidden_state: number[][] }[]>(
			folder,
			'expected.json',
		);
		const encodings = cases.map(({ tokens }) => tokenizer.encode(tokens));
		encodings.forEach(({ ids, tokenStarts }, index) => {
			expect([tokenizer.clsId, ...ids, tokenizer.sepId]).toEqual(cases[index]!.encoding);
			const spans = cases[index]!.tokens.map((_, token) => [tokenStarts[token]! + 1, tokenStarts[token + 1]! + 1]);
			expect(spans).toEqual(cases[index]!.spans);
		});
		const config = await readConfig(join(folder, 'config.json'));
		const states = await hiddenStates(config, encoder, cases.map(({ encoding }) => encoding));
		states.forEach((found, index) => {
			expect(worstDifference(found, cases[index]!.last_hidden_state)).toBeLessThanOrEqual(tolerance);
		});
		expect(states.length).toBeGreaterThan(0);
	});
});

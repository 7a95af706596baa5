// Hidden states and gradients of every architecture against those of Hugging Face's transformers (make/encoders.py): alone,
// padded, and packed in one row.

import { describe, expect, it } from 'vitest';
import { formatConfig, parseConfig } from '../../src/engine/checkpoint/config';
import { debertaBucket } from '../../src/engine/nn/deberta';
import { encoderWeights, longestSequence, weightPrefix } from '../../src/engine/nn/encoder';
import { mpnetBucket } from '../../src/engine/nn/mpnet';
import { readJson, worstDifference } from './goldenModel';
import { packed, padded, seededGradients, seededStates } from './seededEncoder';
import { seededWeight } from './seededWeights';

const tolerance = 1e-5;
/** Relative to the gradient's norm. */
const gradientTolerance = 1e-4;

interface Sequence {
	readonly ids: readonly number[];
	/** Of the states that are kept. */
	readonly positions: readonly number[];
	readonly states: readonly (readonly number[])[];
}
interface GoldenEncoder {
	readonly config: unknown;
	readonly sequences: readonly Sequence[];
	/** Of the first two sequences: norm, and product with a seeded direction, by the parameter's name. */
	readonly gradients: Readonly<Record<string, readonly [number, number]>>;
}
interface Golden {
	readonly encoders: Readonly<Record<string, GoldenEncoder>>;
	readonly buckets: {
		readonly first: number;
		readonly mpnet: readonly number[];
		readonly 'deberta-v2': Readonly<Record<string, readonly number[]>>;
	};
}
const golden = readJson<Golden>(import.meta.dirname, 'encoders/hiddenStates.json');

describe.each(Object.entries(golden.encoders))('%s', (_, { config: json, sequences, gradients }) => {
	const config = parseConfig(json, 'config.json');
	const ids = sequences.map((sequence) => sequence.ids);
	const kept = (states: readonly number[][][]): unknown =>
		states.map((own, index) => sequences[index]!.positions.map((position) => own[position]));
	const expected = sequences.map(({ states }) => states);

	it('gives the states of transformers for padded sequences', async () => {
		expect(worstDifference(kept(await seededStates(config, ids, padded(ids))), expected)).toBeLessThanOrEqual(tolerance);
	});

	it('gives them for a sequence alone', async () => {
		const alone = await Promise.all(ids.map(async (own) => await seededStates(config, [own], padded([own]))));
		expect(worstDifference(kept(alone.flat()), expected)).toBeLessThanOrEqual(tolerance);
	});

	it('gives them for sequences packed in one row', async () => {
		expect(worstDifference(kept(await seededStates(config, ids, packed(ids))), expected)).toBeLessThanOrEqual(tolerance);
	});

	it('gives them in two parts, wherever it is cut', async () => {
		for (let cut = 1; cut <= config.layerCount; cut++) {
			expect(worstDifference(kept(await seededStates(config, ids, packed(ids), cut)), expected)).toBeLessThanOrEqual(tolerance);
		}
	});

	it.each([
		['padded', padded],
		['packed', packed],
	])('has the gradients of transformers for every weight, %s', async (__, layout) => {
		const trained = ids.slice(0, 2);
		const found = await seededGradients(config, trained, layout(trained));
		expect([...found.keys()].sort()).toEqual(Object.keys(gradients).sort());
		for (const [name, gradient] of found) {
			const direction = seededWeight(`direction.${name}`, [gradient.length]);
			const norm = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
			const product = gradient.reduce((sum, value, index) => sum + value * direction[index]!, 0);
			const [expectedNorm, expectedProduct] = gradients[name]!;
			// Keys' biases shift all scores of a query alike: their gradient is rounding alone.
			const scale = Math.max(expectedNorm, 1e-2);
			expect(Math.abs(norm - expectedNorm) / scale, name).toBeLessThan(gradientTolerance);
			expect(Math.abs(product - expectedProduct) / scale, name).toBeLessThan(gradientTolerance);
		}
	});

	it('has a config that is read back as it was written', () => {
		expect(parseConfig(JSON.parse(formatConfig(config)), 'config.json')).toEqual(config);
	});

	it('says how much it reads at once, and has one prefix for all weights', () => {
		expect(longestSequence(config)).toBeGreaterThanOrEqual(Math.max(...ids.map(({ length }) => length)));
		expect([...encoderWeights(config).keys()].every((name) => name.startsWith(`${weightPrefix(config)}.`))).toBe(true);
	});
});

describe('buckets of distances', () => {
	const { first, mpnet, 'deberta-v2': deberta } = golden.buckets;

	it('are those of transformers’ MPNet', () => {
		expect(mpnet.map((_, index) => mpnetBucket(first + index))).toEqual(mpnet);
	});

	it.each(Object.entries(deberta))('are those of transformers’ DeBERTa: %s', (sizes, buckets) => {
		const [bucketCount, furthest] = sizes.split(' ').map(Number);
		expect(buckets.map((_, index) => debertaBucket(first + index, { bucketCount, furthest: furthest! }))).toEqual(buckets);
	});
});

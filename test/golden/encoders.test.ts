// Hidden states of every architecture against those of Hugging Face's transformers (make/encoders.py), alone, padded, and
// packed in one row.

import { describe, expect, it } from 'vitest';
import { formatConfig, parseConfig, type ModelConfig } from '../../src/engine/checkpoint/config';
import { debertaBucket } from '../../src/engine/nn/deberta';
import { encoder, encoderWeights, longestSequence, weightPrefix } from '../../src/engine/nn/encoder';
import { maskedScore } from '../../src/engine/nn/encoderInputs';
import { mpnetBucket } from '../../src/engine/nn/mpnet';
import { GraphBuilder } from '../../src/engine/onnx/graphBuilder';
import { serializeModel } from '../../src/engine/onnx/modelProto';
import { float32Data, float32Tensor, int32Tensor, RuntimeSession } from '../../src/engine/runtime/session';
import { readJson, rows, worstDifference } from './goldenModel';
import { seededWeight } from './seededWeights';

const tolerance = 1e-5;

interface Sequence {
	readonly ids: readonly number[];
	/** Of the states that are kept. */
	readonly positions: readonly number[];
	readonly states: readonly (readonly number[])[];
}
interface Golden {
	readonly encoders: Readonly<Record<string, { readonly config: unknown; readonly sequences: readonly Sequence[] }>>;
	readonly buckets: {
		readonly first: number;
		readonly mpnet: readonly number[];
		readonly 'deberta-v2': Readonly<Record<string, readonly number[]>>;
	};
}
const golden = readJson<Golden>(import.meta.dirname, 'encoders/hiddenStates.json');
const encoders = Object.entries(golden.encoders);

interface Layout {
	readonly length: number;
	/** Where each sequence starts, counted over all rows. */
	readonly starts: readonly number[];
	readonly rowCount: number;
}

/** The hidden states of sequences under a layout, as [piece][hiddenSize] for each. */
async function hiddenStates(config: ModelConfig, sequences: readonly Sequence[], { length, starts, rowCount }: Layout): Promise<number[][][]> {
	const graph = new GraphBuilder('encoder');
	const prefix = `${weightPrefix(config)}.`;
	const input = (name: string) => graph.input(name, 'int32', ['batch', 'sequence']);
	graph.output(
		'hidden',
		encoder(
			{ graph, parameter: (name, shape) => graph.weight(name, shape, seededWeight(name.slice(prefix.length), shape)) },
			config,
			{
				inputIds: input('input_ids'),
				positionIds: input('position_ids'),
				tokenTypeIds: input('token_type_ids'),
				attentionBias: graph.input('attention_bias', 'float32', ['batch', 1, 'sequence', 'sequence']),
			},
		),
	);
	const ids = new Int32Array(rowCount).fill(config.padTokenId);
	const positions = Int32Array.from(ids, (_, row) => row % length);
	const bias = new Float32Array(rowCount * length).fill(maskedScore);
	for (const [index, sequence] of sequences.entries()) {
		const start = starts[index]!;
		ids.set(sequence.ids, start);
		for (const position of sequence.ids.keys()) {
			positions[start + position] = position;
			const keys = (start + position) * length + (start % length);
			bias.fill(0, keys, keys + sequence.ids.length);
		}
	}
	const batch = rowCount / length;
	const session = await RuntimeSession.create(serializeModel(graph.finish()), { threads: 1 });
	const outputs = await session.run({
		input_ids: int32Tensor(ids, [batch, length]),
		position_ids: int32Tensor(positions, [batch, length]),
		token_type_ids: int32Tensor(new Int32Array(rowCount), [batch, length]),
		attention_bias: float32Tensor(bias, [batch, 1, length, length]),
	});
	session.dispose();
	const states = rows(float32Data(outputs, 'hidden'), config.hiddenSize);
	return sequences.map((sequence, index) => states.slice(starts[index], starts[index]! + sequence.ids.length));
}

function padded(sequences: readonly Sequence[]): Layout {
	const length = Math.max(...sequences.map(({ ids }) => ids.length));
	return { length, starts: sequences.map((_, index) => index * length), rowCount: sequences.length * length };
}

function packed(sequences: readonly Sequence[]): Layout {
	let length = 0;
	const starts = sequences.map(({ ids }) => (length += ids.length) - ids.length);
	return { length, starts, rowCount: length };
}

const kept = (states: readonly number[][][], sequences: readonly Sequence[]): unknown =>
	states.map((own, index) => sequences[index]!.positions.map((position) => own[position]));
const expected = (sequences: readonly Sequence[]): unknown => sequences.map(({ states }) => states);

describe.each(encoders)('%s', (_, { config: json, sequences }) => {
	const config = parseConfig(json, 'config.json');

	it('gives the states of transformers for padded sequences', async () => {
		const states = await hiddenStates(config, sequences, padded(sequences));
		expect(worstDifference(kept(states, sequences), expected(sequences))).toBeLessThanOrEqual(tolerance);
	});

	it('gives them for a sequence alone', async () => {
		for (const sequence of sequences) {
			const states = await hiddenStates(config, [sequence], padded([sequence]));
			expect(worstDifference(kept(states, [sequence]), expected([sequence]))).toBeLessThanOrEqual(tolerance);
		}
	});

	it('gives them for sequences packed in one row', async () => {
		const states = await hiddenStates(config, sequences, packed(sequences));
		expect(worstDifference(kept(states, sequences), expected(sequences))).toBeLessThanOrEqual(tolerance);
	});

	it('has a config that is read back as it was written', () => {
		expect(parseConfig(JSON.parse(formatConfig(config)), 'config.json')).toEqual(config);
	});

	it('reads its longest sequence', () => {
		expect(longestSequence(config)).toBeGreaterThanOrEqual(Math.max(...sequences.map(({ ids }) => ids.length)));
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

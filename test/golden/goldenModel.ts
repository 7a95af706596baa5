// Opens a model of the golden data piece by piece, so that scores can be compared before they become predictions.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelConfig } from '../../src/engine/checkpoint/config';
import { readModelFolder } from '../../src/engine/checkpoint/modelFolder';
import { readSpertParameters, type SpertParameters } from '../../src/engine/checkpoint/spertParameters';
import { readTensors } from '../../src/engine/checkpoint/tensorDirectory';
import { toFloat32 } from '../../src/engine/checkpoint/tensorMap';
import { withByteFile } from '../../src/engine/checkpoint/byteFile';
import { readDirectory } from '../../src/engine/checkpoint/weights';
import type { TypeSet } from '../../src/corpus/types';
import { encoder as encoderGraph, longestSequence } from '../../src/engine/nn/encoder';
import { GraphBuilder } from '../../src/engine/onnx/graphBuilder';
import { serializeModel } from '../../src/engine/onnx/modelProto';
import { float32Data, RuntimeSession, tensorNamed } from '../../src/engine/runtime/session';
import { Batch, type EncodedSequence } from '../../src/engine/spert/batch';
import { computationLimits, usualMemory } from '../../src/engine/spert/computationLimits';
import { spanCandidates } from '../../src/engine/spert/candidates';
import { encodeTokens } from '../../src/engine/spert/encoding';
import { SpertScorer } from '../../src/engine/spert/scorer';
import { SpertModel } from '../../src/engine/spert/spertModel';
import type { HeadWeights } from '../../src/engine/spert/headWeights';
import { loadTokenizer } from '../../src/engine/tokenizer/loadTokenizer';
import type { Tokenizer } from '../../src/engine/tokenizer/tokenizer';

const projectRoot = join(import.meta.dirname, '../..');
export const portable = join(projectRoot, 'test/golden/portable');
export const shared = join(projectRoot, '../shared');
export const hasShared = existsSync(join(shared, 'golden'));

export function readJson<T>(...path: string[]): T {
	return JSON.parse(readFileSync(join(...path), 'utf8')) as T;
}

export interface GoldenModel {
	readonly config: ModelConfig;
	readonly types: TypeSet;
	readonly tokenizer: Tokenizer;
	readonly encoder: SpertParameters['encoder'];
	readonly scorer: SpertScorer;
	/** Owns the scorer. */
	readonly model: SpertModel;
}

export interface GoldenModelFiles {
	readonly folder: string;
	readonly types: string;
	readonly lowercase: boolean;
	/** A file with other weights for the same folder. */
	readonly weights?: string;
	readonly adjust?: (heads: HeadWeights) => HeadWeights;
}

export async function openModel({ folder, types: typesPath, lowercase, weights, adjust }: GoldenModelFiles): Promise<GoldenModel> {
	const found = await readModelFolder(folder, { typesPath });
	const { config, types } = found;
	const parameters = await readSpertParameters(
		weights === undefined
			? found
			: { ...found, weightFiles: { folder, main: weights, shards: [weights], shardOfTensor: undefined } },
	);
	const heads = adjust === undefined ? parameters.heads! : adjust(parameters.heads!);
	const tokenizer = await loadTokenizer(found.tokenizerFolder, { lowercase });
	const limits = computationLimits(config, usualMemory);
	const scorer = await SpertScorer.create(config, parameters.encoder, heads, { threads: 1, limits });
	const model = new SpertModel({
		tokenizer,
		scorer,
		types: types!,
		longestSequence: longestSequence(config),
		sizeCount: heads.sizeCount,
		limits,
	});
	return { config, types: types!, tokenizer, encoder: parameters.encoder, scorer, model };
}

/** A document as the scorer takes it. */
export function encoded(tokenizer: Tokenizer, tokens: readonly string[], maxSpanSize: number): EncodedSequence {
	const { ids, tokenStarts } = encodeTokens(tokenizer, tokens, Infinity);
	return {
		ids: Int32Array.of(tokenizer.clsId, ...ids, tokenizer.sepId),
		candidates: spanCandidates(tokenStarts, maxSpanSize),
	};
}

/** Last hidden states of an encoder without heads, for sequences padded to the longest: [sequences][pieces][hiddenSize]. */
export async function hiddenStates(
	config: ModelConfig,
	encoder: SpertParameters['encoder'],
	sequences: readonly (readonly number[])[],
): Promise<number[][][]> {
	const graph = new GraphBuilder('encoder');
	const int32Input = (name: string) => graph.input(name, 'int32', ['batch', 'sequence']);
	const hidden = encoderGraph(
		{ graph, parameter: (name, shape) => graph.weight(name, shape, encoder.get(name)!) },
		config,
		{
			inputIds: int32Input('input_ids'),
			positionIds: int32Input('position_ids'),
			tokenTypeIds: int32Input('token_type_ids'),
			attentionBias: graph.input('attention_bias', 'float32', ['batch', 1, 1, 'sequence']),
		},
	);
	graph.output('hidden', hidden);
	const session = await RuntimeSession.create(serializeModel(graph.finish()), { threads: 1 });
	const encodedSequences = sequences.map((ids) => ({ ids: Int32Array.from(ids), candidates: spanCandidates(Int32Array.of(0), 1) }));
	const feeds = new Batch(encodedSequences, config.padTokenId).entityFeeds();
	const names = ['input_ids', 'position_ids', 'token_type_ids', 'attention_bias'];
	const outputs = await session.run(Object.fromEntries(names.map((name) => [name, tensorNamed(feeds, name)])));
	const states = float32Data(outputs, 'hidden');
	session.dispose();
	const length = Math.max(...sequences.map((ids) => ids.length));
	return sequences.map((ids, sequence) =>
		ids.map((_, position) => {
			const row = (sequence * length + position) * config.hiddenSize;
			return [...states.subarray(row, row + config.hiddenSize)];
		}),
	);
}

/** The largest difference between two nested lists of numbers of the same shape. */
export function worstDifference(actual: unknown, expected: unknown): number {
	if (typeof actual === 'number' && typeof expected === 'number') {
		return Math.abs(actual - expected);
	}
	if (!Array.isArray(actual) || !Array.isArray(expected) || actual.length !== expected.length) {
		throw new Error(`${describe(actual)} is compared with ${describe(expected)}.`);
	}
	return actual.reduce((worst: number, value: unknown, index) => {
		const difference = worstDifference(value, expected[index]);
		// A NaN anywhere is a difference, not a number that no comparison notices.
		return Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
	}, 0);
}

function describe(value: unknown): string {
	return Array.isArray(value) ? `a list of ${value.length}` : `a ${typeof value}`;
}

/** Rows of a flat array. */
export function rows(values: Float32Array | Int32Array, width: number): number[][] {
	return Array.from({ length: values.length / width }, (_, row) => [...values.subarray(row * width, (row + 1) * width)]);
}

export interface GoldenArray {
	readonly shape: readonly number[];
	readonly values: Float32Array;
}

/** Arrays of a safetensors file, whatever their type. */
export async function readArrays(path: string): Promise<ReadonlyMap<string, GoldenArray>> {
	const tensors = await readTensors(await withByteFile(path, readDirectory));
	return new Map([...tensors].map(([name, tensor]) => [name, { shape: tensor.shape, values: toFloat32(tensor) }]));
}

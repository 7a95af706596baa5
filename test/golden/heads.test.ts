// The classifiers with each option that the reference lacks, against PyTorch: losses, logits and every gradient of the training
// graph, and the scores of the graphs for inference, where weights are split.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Device } from '../../src/base/device';
import { parseConfig, type ModelConfig } from '../../src/engine/checkpoint/config';
import { parseHeads } from '../../src/engine/checkpoint/headConfig';
import { encoderWeights } from '../../src/engine/nn/encoder';
import { float32Data } from '../../src/engine/runtime/session';
import type { EncodedSequence } from '../../src/engine/spert/batch';
import { headShapes } from '../../src/engine/spert/headDesign';
import { headWeights } from '../../src/engine/spert/headWeights';
import { SpertScorer } from '../../src/engine/spert/scorer';
import { trainingGraph } from '../../src/engine/spert/trainingGraph';
import { ParameterStore } from '../../src/engine/training/parameterStore';
import { trainingBatch } from '../../src/engine/training/trainingBatch';
import { TrainingStep } from '../../src/engine/training/trainingStep';
import { seededWeight } from './seededWeights';
import { vulkanDriver } from '../harness/vulkan';
import { noDropout, tolerance, wholeGradients, worst } from './trainingSteps';

interface GoldenHeads {
	readonly design: unknown;
	readonly entity_loss: number;
	readonly relation_loss: number;
	readonly entity_logits: readonly number[];
	readonly relation_logits: readonly number[];
	readonly relation_logits_of_given_types: readonly number[];
	/** Norm, and product with a seeded direction. */
	readonly gradients: Readonly<Record<string, readonly [number, number]>>;
}

interface Golden {
	readonly config: unknown;
	readonly sequences: readonly (readonly number[])[];
	/** First word piece, the one after the last, tokens, type. */
	readonly spans: readonly (readonly (readonly [number, number, number, number])[])[];
	/** Sequence, head, tail, types. */
	readonly related: readonly (readonly [number, number, number, readonly number[]])[];
	readonly cases: Readonly<Record<string, GoldenHeads>>;
}

const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'heads.json'), 'utf8')) as Golden;
const config: ModelConfig = parseConfig(golden.config, 'config.json');
const sizes = { entityClassCount: 4, relationTypeCount: 3, sizeCount: 10, sizeEmbeddingSize: 4 };

/** Ordered pairs of different spans, the head outside. */
const pairsOf = (count: number): { head: number; tail: number }[] =>
	Array.from({ length: count }, (_, head) => Array.from({ length: count }, (__, tail) => ({ head, tail })))
		.flat()
		.filter(({ head, tail }) => head !== tail);

const samples = golden.sequences.map((ids, sequence) => ({
	ids: Int32Array.from(ids),
	spans: golden.spans[sequence]!.map(([pieceStart, pieceEnd, size, type]) => ({ pieceStart, pieceEnd, size, type })),
	pairs: pairsOf(golden.spans[sequence]!.length).map(({ head, tail }) => ({
		head,
		tail,
		types: golden.related.find(([own, a, b]) => own === sequence && a === head && b === tail)?.[3] ?? [],
	})),
}));
const givenTypes = samples.map(({ spans }) => spans.map(({ type }) => Math.max(1, type)));

const sequences = samples.map(({ ids, spans }): EncodedSequence => {
	const sizesOf = Int32Array.from(spans, ({ size }) => size);
	return {
		ids,
		candidates: {
			count: spans.length,
			tokenStart: new Int32Array(spans.length),
			tokenEnd: sizesOf,
			pieceStart: Int32Array.from(spans, ({ pieceStart }) => pieceStart),
			pieceEnd: Int32Array.from(spans, ({ pieceEnd }) => pieceEnd),
		},
	};
});

const seeded = (name: string, shape: readonly number[]): Float32Array => seededWeight(name.replace(/^bert\./, ''), shape);
const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));

function softmax(logits: readonly number[]): number[] {
	const exponentials = logits.map(Math.exp);
	const sum = exponentials.reduce((total, value) => total + value, 0);
	return exponentials.map((value) => value / sum);
}

const rowsOf = (values: readonly number[], width: number): number[][] =>
	Array.from({ length: values.length / width }, (_, row) => values.slice(row * width, (row + 1) * width));

async function scorerOf(json: unknown, device: Device = 'cpu'): Promise<SpertScorer> {
	const design = parseHeads(json, 'config.json');
	const all = { hiddenSize: config.hiddenSize, ...sizes };
	const shapes = headShapes(design, all);
	const parameters = new Map([...encoderWeights(config)].map(([name, shape]) => [name, seeded(name, shape)]));
	const heads = headWeights(design, all, (name) => seeded(name, shapes.get(name)!));
	return await SpertScorer.create(config, parameters, heads, { threads: 1, device });
}

describe.each(Object.entries(golden.cases))('classifiers with %s', (_, expected) => {
	const { entityClassCount: classes, relationTypeCount: types } = sizes;

	it('train as in PyTorch: losses, logits and every gradient', async () => {
		const heads = parseHeads(expected.design, 'config.json');
		const graph = trainingGraph({ config, ...sizes, longestSequence: 16, dropout: false, freezeEncoder: false, heads });
		const store = new ParameterStore(graph.parameters, () => true);
		for (const { name, shape, values } of store.parameters.values()) {
			values.set(seeded(name, shape));
		}
		const step = await TrainingStep.create(graph, store, { weightDecay: 0, maxGradientNorm: 1, threads: 1 });
		// Packed in one row, and padded.
		for (const hiddenSize of [1e9, 0]) {
			const batch = trainingBatch(samples, { ...sizes, padTokenId: 0, hiddenSize, boundaryPieces: heads.boundaryPieces });
			const outputs = await step.gradients(batch, noDropout);
			expect(Math.abs(float32Data(outputs, 'entity_loss')[0]! - expected.entity_loss)).toBeLessThan(tolerance);
			expect(Math.abs(float32Data(outputs, 'relation_loss')[0]! - expected.relation_loss)).toBeLessThan(tolerance);
			expect(worst(float32Data(outputs, 'entity_logits'), expected.entity_logits)).toBeLessThan(tolerance);
			expect(worst(float32Data(outputs, 'relation_logits'), expected.relation_logits)).toBeLessThan(tolerance);
			const gradients = wholeGradients(graph, store, batch, outputs);
			expect([...gradients.keys()].map((name) => name.replace(/^bert\./, '')).sort()).toEqual(Object.keys(expected.gradients).sort());
			for (const [name, gradient] of gradients) {
				const plain = name.replace(/^bert\./, '');
				const direction = seededWeight(`direction.${plain}`, store.parameters.get(name)!.shape);
				const norm = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
				const product = gradient.reduce((sum, value, index) => sum + value * direction[index]!, 0);
				const [expectedNorm, expectedProduct] = expected.gradients[plain]!;
				expect(Math.abs(norm - expectedNorm), name).toBeLessThan(tolerance);
				expect(Math.abs(product - expectedProduct), name).toBeLessThan(tolerance);
			}
		}
		step.dispose();
	});

	it('score as in PyTorch where weights are split', async () => {
		const scorer = await scorerOf(expected.design);
		const scores = await scorer.score(sequences);
		const probabilities = rowsOf(expected.entity_logits, classes).flatMap(softmax);
		expect(worst(scores.flatMap(({ entityProbabilities }) => [...entityProbabilities]), probabilities)).toBeLessThan(tolerance);
		const logits = rowsOf(expected.relation_logits, types);
		let compared = 0;
		let first = 0;
		for (const [sequence, { pairs }] of samples.entries()) {
			const own = scores[sequence]!;
			for (let pair = 0; pair < own.pairHeads.length; pair++, compared++) {
				const place = pairs.findIndex(({ head, tail }) => head === own.pairHeads[pair] && tail === own.pairTails[pair]);
				const found = own.relationScores.subarray(pair * types, (pair + 1) * types);
				expect(worst(found, logits[first + place]!.map(sigmoid))).toBeLessThan(tolerance);
			}
			first += pairs.length;
		}
		expect(compared).toBeGreaterThan(5);
		scorer.dispose();
	});

	it('score pairs of entities that are given by their types', async () => {
		const scorer = await scorerOf(expected.design);
		const scores = await scorer.score(sequences.map((sequence, index) => ({ ...sequence, givenTypes: givenTypes[index]! })));
		const found = scores.flatMap(({ relationScores }) => [...relationScores]);
		expect(worst(found, expected.relation_logits_of_given_types.map(sigmoid))).toBeLessThan(tolerance);
		scorer.dispose();
	});
});

describe.skipIf(vulkanDriver() === undefined)('classifiers with everything, on WebGPU', { timeout: 240_000 }, () => {
	it('score as on the processor', async () => {
		const { design } = golden.cases['everything']!;
		const scorers = [await scorerOf(design), await scorerOf(design, 'webgpu')];
		const [expected, found] = await Promise.all(scorers.map(async (scorer) => await scorer.score(sequences)));
		for (const [index, scores] of expected!.entries()) {
			expect(worst(found![index]!.entityProbabilities, scores.entityProbabilities)).toBeLessThan(tolerance);
			expect(worst(found![index]!.relationScores, scores.relationScores)).toBeLessThan(tolerance);
		}
		expect(expected!.some(({ relationScores }) => relationScores.length > 0)).toBe(true);
		scorers.forEach((scorer) => scorer.dispose());
	});
});

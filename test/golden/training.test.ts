// Training steps against the reference: losses, every gradient, and parameters after one and after five updates.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModelFolder } from '../../src/engine/checkpoint/modelFolder';
import { readSpertParameters } from '../../src/engine/checkpoint/spertParameters';
import { encoderShapes } from '../../src/engine/checkpoint/spertWeights';
import { readConfig } from '../../src/engine/checkpoint/config';
import { learningRateAt } from '../../src/engine/training/schedule';
import { ParameterStore } from '../../src/engine/training/parameterStore';
import { TrainingStep } from '../../src/engine/training/trainingStep';
import { trainingBatch, type TrainingBatch } from '../../src/engine/training/trainingBatch';
import { trainingGraph } from '../../src/engine/spert/trainingGraph';
import { float32Data } from '../../src/engine/runtime/session';
import type { TrainingSample } from '../../src/engine/training/sample';
import { portable, readArrays, readJson, shared, type GoldenArray } from './goldenModel';

type Arrays = ReadonlyMap<string, GoldenArray>;

const tolerance = 1e-5;
const sizes = { entityClassCount: 7, relationTypeCount: 7, sizeCount: 100, sizeEmbeddingSize: 25 };
const noDropout = (): Float32Array => {
	throw new Error('Nothing is dropped here.');
};

/** The reference's padded tensors as samples: masked candidates are what pads, and are left out. */
function samplesOf(arrays: Arrays, prefix: string): TrainingSample[] {
	const get = (name: string): GoldenArray => arrays.get(`${prefix}.${name}`)!;
	const [encodings, contextMasks, entityMasks, rels, relTypes] = [
		get('encodings'),
		get('context_masks'),
		get('entity_masks'),
		get('rels'),
		get('rel_types'),
	];
	const [batch, length] = encodings.shape as [number, number];
	const [, spanCount] = entityMasks.shape as [number, number];
	const [, pairCount] = rels.shape as [number, number];
	return Array.from({ length: batch }, (_, index) => {
		const pieces = contextMasks.values.subarray(index * length, (index + 1) * length).filter((flag) => flag === 1).length;
		const spans = [];
		for (let span = 0; span < spanCount; span++) {
			const at = index * spanCount + span;
			if (get('entity_sample_masks').values[at] === 1) {
				const mask = entityMasks.values.subarray(at * length, (at + 1) * length);
				spans.push({
					pieceStart: mask.indexOf(1),
					pieceEnd: mask.lastIndexOf(1) + 1,
					size: get('entity_sizes').values[at]!,
					type: get('entity_types').values[at]!,
				});
			}
		}
		const pairs = [];
		for (let pair = 0; pair < pairCount; pair++) {
			const at = index * pairCount + pair;
			if (get('rel_sample_masks').values[at] === 1) {
				const types = [...relTypes.values.subarray(at * 7, (at + 1) * 7)].flatMap((flag, type) => (flag === 1 ? [type + 1] : []));
				pairs.push({ head: rels.values[2 * at]!, tail: rels.values[2 * at + 1]!, types });
			}
		}
		return { ids: Int32Array.from(encodings.values.subarray(index * length, index * length + pieces)), spans, pairs };
	});
}

function batchOf(arrays: Arrays, prefix: string): TrainingBatch {
	return trainingBatch(samplesOf(arrays, prefix), { ...sizes, padTokenId: 0, hiddenSize: 32 });
}

interface Start {
	readonly values: ReadonlyMap<string, Float32Array>;
	readonly config: Awaited<ReturnType<typeof readConfig>>;
}

async function portableStart(arrays: Arrays): Promise<Start> {
	const folder = await readModelFolder(join(portable, 'encoder'), { tokenizerPath: portable });
	const { encoder } = await readSpertParameters(folder);
	const heads = [...arrays].filter(([name]) => name.startsWith('init.')).map(([name, { values }]) => [name.slice(5), values] as const);
	return { config: folder.config, values: new Map([...encoder, ...heads]) };
}

async function stepFrom(
	{ config, values }: Start,
	options: { weightDecay: number; maxGradientNorm: number; freezeEncoder?: boolean },
): Promise<{ step: TrainingStep; store: ParameterStore; denseNames: ReadonlyMap<string, string> }> {
	const freezeEncoder = options.freezeEncoder ?? false;
	const graph = trainingGraph({ config, ...sizes, longestSequence: config.positionCount, dropout: false, freezeEncoder });
	const encoder = encoderShapes(config);
	const store = new ParameterStore(graph.parameters, (name) => !freezeEncoder || !encoder.has(name));
	for (const [name, parameter] of store.parameters) {
		parameter.values.set(values.get(name)!);
	}
	const step = await TrainingStep.create(graph, store, { ...options, threads: 1 });
	return { step, store, denseNames: graph.denseGradients };
}

function worst(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
	expect(actual.length).toBe(expected.length);
	let difference = 0;
	for (let index = 0; index < expected.length; index++) {
		difference = Math.max(difference, Math.abs(actual[index]! - expected[index]!));
	}
	return difference;
}

/** Parameters that the reference stores and we do not train: the pooler, which SpERT does not use. */
const unused = (name: string): boolean => name.startsWith('bert.pooler.') || name.endsWith('position_ids');

function worstParameter(store: ParameterStore, arrays: Arrays, prefix: string): number {
	let difference = 0;
	let compared = 0;
	for (const [name, { values }] of arrays) {
		if (name.startsWith(prefix) && !unused(name.slice(prefix.length))) {
			difference = Math.max(difference, worst(store.parameters.get(name.slice(prefix.length))!.values, values));
			compared++;
		}
	}
	expect(compared).toBeGreaterThan(30);
	return difference;
}

interface Case {
	readonly entity_loss: number;
	readonly rel_loss: number;
	readonly grad_norm: number;
}

describe('portable training figures', async () => {
	const arrays = await readArrays(join(portable, 'train.safetensors'));
	const golden = readJson<{ cases: Record<string, Case>; optim: OptimSequence }>(portable, 'train.json');

	it.each(Object.keys(golden.cases))('one step: %s', async (name) => {
		const expected = golden.cases[name]!;
		const { step, store, denseNames } = await stepFrom(await portableStart(arrays), { weightDecay: 0.01, maxGradientNorm: 1 });
		const batch = batchOf(arrays, `${name}.in`);
		const outputs = await step.gradients(batch, noDropout);
		for (const [parameter, output] of denseNames) {
			const gradient = arrays.get(`${name}.grad.${parameter}`);
			if (gradient !== undefined) {
				expect(worst(float32Data(outputs, output), gradient.values), parameter).toBeLessThan(tolerance);
			}
		}
		const result = await step.run(batch, 1e-3, noDropout);
		expect(result.entityLoss).toBeCloseTo(expected.entity_loss, 5);
		expect(result.relationLoss).toBeCloseTo(expected.rel_loss, 5);
		expect(Math.abs(result.gradientNorm - expected.grad_norm)).toBeLessThan(1e-4);
		expect(worstParameter(store, arrays, `${name}.param_after.`)).toBeLessThan(tolerance);
		step.dispose();
	});

	it('five steps with warm-up, decay and batches without relations', async () => {
		const { optim } = golden;
		const { step, store } = await stepFrom(await portableStart(arrays), {
			weightDecay: optim.weight_decay,
			maxGradientNorm: optim.max_grad_norm,
		});
		for (const [index, expected] of optim.steps.entries()) {
			const rate = learningRateAt({ learningRate: optim.lr, warmup: optim.warmup, totalUpdates: optim.total }, index);
			expect(rate).toBeCloseTo(expected.lr, 12);
			const result = await step.run(batchOf(arrays, `optim.${index}.in`), rate, noDropout);
			expect(result.entityLoss).toBeCloseTo(expected.entity_loss, 4);
			expect(result.relationLoss).toBeCloseTo(expected.rel_loss, 4);
			expect(Math.abs(result.gradientNorm - expected.grad_norm) / expected.grad_norm).toBeLessThan(1e-4);
		}
		expect(worstParameter(store, arrays, 'optim.param_after5.')).toBeLessThan(tolerance);
		step.dispose();
	});
});

interface OptimSequence {
	readonly lr: number;
	readonly warmup: number;
	readonly total: number;
	readonly weight_decay: number;
	readonly max_grad_norm: number;
	readonly steps: readonly (Case & { readonly lr: number })[];
}
void existsSync;
void shared;

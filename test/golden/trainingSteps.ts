// What golden tests of training share: the reference's tensors as samples and batches, steps from given weights, and
// comparison of all parameters.

import { join } from 'node:path';
import { expect } from 'vitest';
import { longestSequence } from '../../src/engine/nn/encoder';
import type { ModelConfig } from '../../src/engine/checkpoint/config';
import { readModelFolder } from '../../src/engine/checkpoint/modelFolder';
import { readSpertParameters } from '../../src/engine/checkpoint/spertParameters';
import { encoderShapes } from '../../src/engine/checkpoint/spertWeights';
import { float32Data, type RuntimeTensor } from '../../src/engine/runtime/session';
import { headParameters } from '../../src/engine/spert/headWeights';
import { trainingGraph, type TrainingGraph } from '../../src/engine/spert/trainingGraph';
import { ParameterStore } from '../../src/engine/training/parameterStore';
import type { TrainingSample } from '../../src/engine/training/sample';
import type { TrainingBackend } from '../../src/engine/training/trainingBackend';
import { trainingBatch, type TrainingBatch } from '../../src/engine/training/trainingBatch';
import { TrainingStep } from '../../src/engine/training/trainingStep';
import { portable, type GoldenArray } from './goldenModel';

export type Arrays = ReadonlyMap<string, GoldenArray>;

/** The limit that the golden data call comfortable. */
export const tolerance = 1e-5;
export const sizes = { entityClassCount: 7, relationTypeCount: 7, sizeCount: 100, sizeEmbeddingSize: 25 };
export const batchSizes = { ...sizes, padTokenId: 0, hiddenSize: 32 };
export const noDropout = (): Float32Array => {
	throw new Error('Nothing is dropped here.');
};

/** The reference's padded tensors as samples: masked candidates are what pads, and are left out. */
export function samplesOf(arrays: Arrays, prefix: string): TrainingSample[] {
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

export function batchOf(arrays: Arrays, prefix: string): TrainingBatch {
	return trainingBatch(samplesOf(arrays, prefix), batchSizes);
}

export interface Start {
	readonly values: ReadonlyMap<string, Float32Array>;
	readonly config: ModelConfig;
}

export async function portableStart(arrays: Arrays): Promise<Start> {
	const folder = await readModelFolder(join(portable, 'encoder'), { tokenizerPath: portable });
	const { encoder } = await readSpertParameters(folder);
	const heads = [...arrays].filter(([name]) => name.startsWith('init.')).map(([name, { values }]) => [name.slice(5), values] as const);
	return { config: folder.config, values: new Map([...encoder, ...heads]) };
}

export async function stepFrom(
	{ config, values }: Start,
	options: { weightDecay: number; maxGradientNorm: number; freezeEncoder?: boolean },
): Promise<{ step: TrainingStep; store: ParameterStore; graph: TrainingGraph }> {
	const freezeEncoder = options.freezeEncoder ?? false;
	const graph = trainingGraph({ config, ...sizes, longestSequence: longestSequence(config), dropout: false, freezeEncoder });
	const encoder = encoderShapes(config);
	const store = new ParameterStore(graph.parameters, (name) => !freezeEncoder || !encoder.has(name));
	for (const [name, parameter] of store.parameters) {
		parameter.values.set(values.get(name)!);
	}
	const step = await TrainingStep.create(graph, store, { ...options, threads: 1 });
	return { step, store, graph };
}

export function worst(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
	expect(actual.length).toBe(expected.length);
	let difference = 0;
	for (let index = 0; index < expected.length; index++) {
		difference = Math.max(difference, Math.abs(actual[index]! - expected[index]!));
	}
	return difference;
}

/** The start of a SpERT model in a folder of the golden data. */
export async function modelStart(folder: string, typesPath: string): Promise<Start> {
	const found = await readModelFolder(folder, { typesPath });
	const { encoder, heads } = await readSpertParameters(found);
	return { config: found.config, values: new Map([...encoder, ...headParameters(heads!)]) };
}

/** The gradient of every parameter that has one, whole, also where the graph gives rows. */
export function wholeGradients(
	graph: TrainingGraph,
	store: ParameterStore,
	batch: TrainingBatch,
	outputs: Readonly<Record<string, RuntimeTensor>>,
): ReadonlyMap<string, Float32Array> {
	const gradients = new Map([...graph.denseGradients].map(([name, output]) => [name, float32Data(outputs, output)]));
	for (const [name, { rows, updates }] of graph.rowGradients) {
		const { values, shape } = store.parameters.get(name)!;
		const [whole, width] = [new Float32Array(values.length), shape[1]!];
		const added = float32Data(outputs, updates);
		for (const [place, row] of (batch.feeds[rows]!.data as Int32Array).entries()) {
			for (let column = 0; column < width; column++) {
				whole[row * width + column]! += added[place * width + column]!;
			}
		}
		gradients.set(name, whole);
	}
	return gradients;
}

/** Parameters that the reference stores and we do not train: the pooler, which SpERT does not use. */
export const unused = (name: string): boolean => name.startsWith('bert.pooler.') || name.endsWith('position_ids');

export function worstParameter(store: ParameterStore, arrays: Arrays, prefix: string): number {
	let difference = 0;
	let compared = 0;
	for (const [name, { values }] of arrays) {
		if (name.startsWith(prefix) && !unused(name.slice(prefix.length))) {
			difference = Math.max(difference, worst(store.parameters.get(name.slice(prefix.length))!.values, values));
			compared++;
		}
	}
	expect(compared).toBeGreaterThan(4);
	return difference;
}

export interface GoldenCase {
	readonly entity_loss: number;
	readonly rel_loss: number;
	readonly grad_norm: number;
}

/** Compares one step on `CASE.in.*`: logits, losses, every gradient and its norm. The arrays' names start with `prefix`. */
export async function compareStep(
	{ step, store, graph }: { step: TrainingStep; store: ParameterStore; graph: TrainingGraph },
	arrays: Arrays,
	prefix: string,
	expected: GoldenCase,
): Promise<TrainingBatch> {
	const batch = batchOf(arrays, `${prefix}in`);
	const outputs = await step.gradients(batch, noDropout);
	for (const [logits, masks, count] of [
		['entity_logits', 'entity_sample_masks', batch.spanCount],
		['rel_logits', 'rel_sample_masks', batch.pairCount],
	] as const) {
		const golden = arrays.get(`${prefix}out.${logits}`)!.values;
		const kept = arrays.get(`${prefix}in.${masks}`)!.values;
		const rows = [...kept].flatMap((flag, row) => (flag === 1 ? [...golden.subarray(row * 7, (row + 1) * 7)] : []));
		const own = float32Data(outputs, logits === 'rel_logits' ? 'relation_logits' : logits).subarray(0, count * 7);
		expect(worst(own, rows), logits).toBeLessThan(tolerance);
	}
	const gradients = wholeGradients(graph, store, batch, outputs);
	const withGradient = [...arrays.keys()].flatMap((name) => (name.startsWith(`${prefix}grad.`) ? [name.slice(`${prefix}grad.`.length)] : []));
	const own = [...gradients.keys()].filter((name) => batch.pairCount > 0 || !name.startsWith('rel_classifier.'));
	expect(own.sort()).toEqual(withGradient.sort());
	for (const name of own) {
		const golden = arrays.get(`${prefix}grad.${name}`)!.values;
		expect(worst(gradients.get(name)!, golden), name).toBeLessThan(tolerance);
	}
	expect(Math.abs(float32Data(outputs, 'entity_loss')[0]! - expected.entity_loss)).toBeLessThan(tolerance);
	expect(Math.abs(float32Data(outputs, 'relation_loss')[0]! - expected.rel_loss)).toBeLessThan(tolerance);
	return batch;
}

/** Takes a step and compares what it says of itself. */
export async function compareRun(step: TrainingBackend, batch: TrainingBatch, rate: number, expected: GoldenCase): Promise<void> {
	const result = await step.run([batch], rate, noDropout);
	expect(Math.abs(result.entityLoss - expected.entity_loss)).toBeLessThan(tolerance);
	expect(Math.abs(result.relationLoss - expected.rel_loss)).toBeLessThan(tolerance);
	expect(Math.abs(result.gradientNorm - expected.grad_norm) / Math.max(1, expected.grad_norm)).toBeLessThan(tolerance);
	await step.settle();
}

// The training step on a device against the reference: losses, norms, parameters and moments after several updates. The graphs
// are the same on every device, so they are checked on the processor everywhere, and on WebGPU where there is an adapter.

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encoderShapes } from '../../src/engine/checkpoint/spertWeights';
import { serializeModel } from '../../src/engine/onnx/modelProto';
import { RuntimeSession } from '../../src/engine/runtime/session';
import { trainingGraph } from '../../src/engine/spert/trainingGraph';
import { DeviceStep } from '../../src/engine/training/device/deviceStep';
import { updateGraph } from '../../src/engine/training/device/updateGraph';
import { ParameterStore } from '../../src/engine/training/parameterStore';
import { learningRateAt } from '../../src/engine/training/schedule';
import { vulkanDriver } from '../harness/vulkan';
import { hasShared, portable, readArrays, readJson, shared } from './goldenModel';
import { batchOf, compareRun, modelStart, portableStart, sizes, tolerance, worst, worstParameter, type GoldenCase, type Start } from './trainingSteps';

const driver = vulkanDriver();
if (driver === undefined) {
	console.warn('WebGPU is not tested: there is neither a GPU nor SwiftShader here.');
}

async function stepFrom(device: 'cpu' | 'webgpu', start: Start, options: { weightDecay: number; maxGradientNorm: number; freezeEncoder?: boolean }) {
	const { config, values } = start;
	const freezeEncoder = options.freezeEncoder ?? false;
	const graph = trainingGraph({ config, ...sizes, longestSequence: config.positionCount, dropout: false, freezeEncoder });
	const encoder = encoderShapes(config);
	const store = new ParameterStore(graph.parameters, (name) => !freezeEncoder || !encoder.has(name), 0);
	for (const [name, parameter] of store.parameters) {
		parameter.values.set(values.get(name)!);
	}
	return { step: await DeviceStep.create(graph, store, { ...options, threads: 1, device }), store };
}

interface Sequence {
	readonly lr: number;
	readonly total: number;
	readonly steps: readonly (GoldenCase & { readonly lr: number })[];
}

interface PortableSequence extends Sequence {
	readonly warmup: number;
	readonly weight_decay: number;
	readonly max_grad_norm: number;
}

interface SharedSequence extends Sequence {
	readonly warm: number;
	readonly wd: number;
	readonly clip: number;
	readonly freeze: boolean;
	readonly adam_step_counts: Readonly<Record<string, number>>;
}

// While a session is open the runtime keeps its compiled shaders: compiling them is what takes time on SwiftShader.
let open: RuntimeSession | undefined;
beforeAll(async () => {
	if (driver !== undefined) {
		open = await RuntimeSession.create(serializeModel(updateGraph()), { threads: 1, device: 'webgpu' });
	}
});
afterAll(() => open?.dispose());

describe.each(['cpu', 'webgpu'] as const)('training with state on the device: %s', { timeout: 240_000 }, (device) => {
	describe.skipIf(device === 'webgpu' && driver === undefined)('like the reference', async () => {
		const arrays = await readArrays(join(portable, 'train.safetensors'));
		const golden = readJson<{ cases: Record<string, GoldenCase>; optim: PortableSequence }>(portable, 'train.json');

		it.each(Object.keys(golden.cases))('takes one step: %s', async (name) => {
			const expected = golden.cases[name]!;
			const { step, store } = await stepFrom(device, await portableStart(arrays), { weightDecay: 0.01, maxGradientNorm: 1 });
			await compareRun(step, batchOf(arrays, `${name}.in`), 1e-3, expected);
			expect(worstParameter(store, arrays, `${name}.param_after.`)).toBeLessThan(tolerance);
			step.dispose();
		});

		it('takes five steps with warm-up, decay and batches without relations', async () => {
			const { optim } = golden;
			const { step, store } = await stepFrom(device, await portableStart(arrays), {
				weightDecay: optim.weight_decay,
				maxGradientNorm: optim.max_grad_norm,
			});
			for (const [index, expected] of optim.steps.entries()) {
				const rate = learningRateAt({ learningRate: optim.lr, warmup: optim.warmup, totalUpdates: optim.total }, index);
				await compareRun(step, batchOf(arrays, `optim.${index}.in`), rate, expected);
			}
			expect(worstParameter(store, arrays, 'optim.param_after5.')).toBeLessThan(tolerance);
			step.dispose();
		});
	});

	describe.skipIf(!hasShared || (device === 'webgpu' && driver === undefined))('like the shared golden data', () => {
		const tiny = join(shared, 'golden', 'tiny');
		const sequences = hasShared ? readJson<{ sequences: Record<string, SharedSequence> }>(tiny, 'optim/sequences.json').sequences : {};

		it.each(Object.keys(sequences))('takes five steps, moments included: %s', async (name) => {
			const sequence = sequences[name]!;
			const batches = await readArrays(join(tiny, 'optim/batches.safetensors'));
			const { step, store } = await stepFrom(device, await modelStart(join(tiny, 'model_init'), join(tiny, 'types.json')), {
				weightDecay: sequence.wd,
				maxGradientNorm: sequence.clip,
				freezeEncoder: sequence.freeze,
			});
			for (const [index, expected] of sequence.steps.entries()) {
				const rate = learningRateAt({ learningRate: sequence.lr, warmup: sequence.warm, totalUpdates: sequence.total }, index);
				await compareRun(step, batchOf(batches, `${name}.${index}`), rate, expected);
			}
			const arrays = await readArrays(join(tiny, `optim/${name}_step5.safetensors`));
			for (const { name: parameter, values, state } of store.parameters.values()) {
				expect(worst(values, arrays.get(parameter)!.values), parameter).toBeLessThan(tolerance);
				const [first, second] = [arrays.get(`exp_avg.${parameter}`), arrays.get(`exp_avg_sq.${parameter}`)];
				expect(state?.hasHadGradient ?? false, parameter).toBe(first !== undefined);
				if (first !== undefined && second !== undefined && state !== undefined) {
					expect(worst(state.firstMoment, first.values), parameter).toBeLessThan(1e-6);
					expect(worst(state.secondMoment, second.values), parameter).toBeLessThan(1e-7);
				}
			}
			step.dispose();
		});
	});
});

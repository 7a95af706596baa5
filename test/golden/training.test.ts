// Training steps against the reference: losses, every gradient, and parameters and moments after one, two and five updates.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { learningRateAt } from '../../src/engine/training/schedule';
import { hasShared, portable, readArrays, readJson, shared } from './goldenModel';
import {
	batchOf,
	compareRun,
	compareStep,
	modelStart,
	portableStart,
	stepFrom,
	tolerance,
	unused,
	worst,
	worstParameter,
	type GoldenCase,
} from './trainingSteps';

type Schedules = Readonly<Record<string, readonly number[]>>;

/** Learning rates before each step, under names such as "lr=5e-05,warmup=0.1,total=25". */
function compareSchedules(schedules: Schedules): void {
	for (const [name, rates] of Object.entries(schedules)) {
		const settings = /^lr=([^,]+),warmup=([^,]+),total=(.+)$/.exec(name)!;
		const [learningRate, warmup, totalUpdates] = settings.slice(1).map(Number) as [number, number, number];
		for (const [step, rate] of rates.entries()) {
			expect(learningRateAt({ learningRate, warmup, totalUpdates }, step), `${name}, step ${step}`).toBeCloseTo(rate, 15);
		}
	}
	expect(Object.keys(schedules).length).toBeGreaterThan(3);
}

describe('portable training figures', async () => {
	const arrays = await readArrays(join(portable, 'train.safetensors'));
	const golden = readJson<{ cases: Record<string, GoldenCase>; optim: PortableSequence; schedules: Schedules }>(portable, 'train.json');

	it.each(Object.keys(golden.cases))('one step: %s', async (name) => {
		const expected = golden.cases[name]!;
		const made = await stepFrom(await portableStart(arrays), { weightDecay: 0.01, maxGradientNorm: 1 });
		const batch = await compareStep(made, arrays, `${name}.`, expected);
		await compareRun(made.step, batch, 1e-3, expected);
		expect(worstParameter(made.store, arrays, `${name}.param_after.`)).toBeLessThan(tolerance);
		made.step.dispose();
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
			await compareRun(step, batchOf(arrays, `optim.${index}.in`), rate, expected);
		}
		expect(worstParameter(store, arrays, 'optim.param_after5.')).toBeLessThan(tolerance);
		step.dispose();
	});

	it('the learning rate before every step', () => compareSchedules(golden.schedules));
});

interface PortableSequence {
	readonly lr: number;
	readonly warmup: number;
	readonly total: number;
	readonly weight_decay: number;
	readonly max_grad_norm: number;
	readonly steps: readonly (GoldenCase & { readonly lr: number })[];
}

interface SharedCase extends GoldenCase {
	readonly model: 'tiny/model' | 'tiny/model_init';
	readonly freeze: boolean;
	readonly params_without_grad: readonly string[];
	readonly step: { readonly lr: number; readonly weight_decay: number; readonly max_grad_norm: number };
}

interface SharedSequence {
	readonly lr: number;
	readonly warm: number;
	readonly total: number;
	readonly wd: number;
	readonly clip: number;
	readonly freeze: boolean;
	readonly steps: readonly (GoldenCase & { readonly lr: number; readonly grad_none: readonly string[] })[];
	readonly adam_step_counts: Readonly<Record<string, number>>;
}

describe.skipIf(!hasShared)('training figures of the shared golden data', () => {
	const golden = join(shared, 'golden');
	const tiny = join(golden, 'tiny');
	const types = join(tiny, 'types.json');
	const read = <T>(file: string): T => (hasShared ? readJson<T>(tiny, file) : ({} as T));
	const allCases = Object.entries(read<Record<string, SharedCase>>('train/cases.json')).filter(([, value]) => 'params_without_grad' in value);
	const sequences = hasShared ? read<{ sequences: Record<string, SharedSequence> }>('optim/sequences.json').sequences : {};

	it.each(allCases)('one step: %s', async (name, expected) => {
		const arrays = await readArrays(join(tiny, 'train', `${name}.safetensors`));
		const { lr, weight_decay: weightDecay, max_grad_norm: maxGradientNorm } = expected.step;
		const start = await modelStart(join(golden, expected.model), types);
		const made = await stepFrom(start, { weightDecay, maxGradientNorm, freezeEncoder: expected.freeze });
		const batch = await compareStep(made, arrays, '', expected);
		await compareRun(made.step, batch, lr, expected);
		const hasParameters = [...arrays.keys()].some((key) => key.startsWith('param_after.'));
		if (hasParameters) {
			expect(worstParameter(made.store, arrays, 'param_after.')).toBeLessThan(tolerance);
		}
		for (const { name: parameter, values } of made.store.parameters.values()) {
			if (expected.params_without_grad.includes(parameter)) {
				expect(values, parameter).toEqual(start.values.get(parameter));
			}
		}
		made.step.dispose();
	});

	it('has parameters after a step to compare', () => {
		expect(allCases).toHaveLength(14);
	});

	it.each(Object.keys(sequences))('five steps: %s', async (name) => {
		const sequence = sequences[name]!;
		const batches = await readArrays(join(tiny, 'optim/batches.safetensors'));
		const { step, store } = await stepFrom(await modelStart(join(tiny, 'model_init'), types), {
			weightDecay: sequence.wd,
			maxGradientNorm: sequence.clip,
			freezeEncoder: sequence.freeze,
		});
		for (const [index, expected] of sequence.steps.entries()) {
			const rate = learningRateAt({ learningRate: sequence.lr, warmup: sequence.warm, totalUpdates: sequence.total }, index);
			expect(rate).toBeCloseTo(expected.lr, 12);
			await compareRun(step, batchOf(batches, `${name}.${index}`), rate, expected);
			const file = join(tiny, `optim/${name}_step${index + 1}.safetensors`);
			if ([1, 2, 5].includes(index + 1)) {
				const arrays = await readArrays(file);
				for (const { name: parameter, values, state } of store.parameters.values()) {
					expect(worst(values, arrays.get(parameter)!.values), `${parameter} after step ${index + 1}`).toBeLessThan(tolerance);
					if (index + 1 === 5) {
						const [first, second] = [arrays.get(`exp_avg.${parameter}`), arrays.get(`exp_avg_sq.${parameter}`)];
						expect(state?.hasHadGradient ?? false, parameter).toBe(first !== undefined);
						if (first !== undefined && second !== undefined && state !== undefined) {
							expect(worst(state.firstMoment, first.values), parameter).toBeLessThan(1e-6);
							expect(worst(state.secondMoment, second.values), parameter).toBeLessThan(1e-7);
						}
					}
				}
			}
		}
		const updated = [...store.parameters.values()].filter(({ state }) => state?.hasHadGradient === true).map((parameter) => parameter.name);
		expect(updated.sort()).toEqual(Object.keys(sequence.adam_step_counts).filter((parameter) => !unused(parameter)).sort());
		step.dispose();
	});

	it('has six sequences', () => expect(Object.keys(sequences)).toHaveLength(6));

	it('the learning rate before every step', () => compareSchedules(read<Schedules>('optim/schedules.json')));
});

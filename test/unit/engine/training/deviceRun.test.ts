// Whole trainings on WebGPU, from options to a model folder, beside the same ones on the processor.

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CancelledError } from '../../../../src/base/cancellation';
import type { Device } from '../../../../src/base/device';
import type { TrainOptions } from '../../../../src/conf/optionTable';
import { withByteFile } from '../../../../src/engine/checkpoint/byteFile';
import { readTensors } from '../../../../src/engine/checkpoint/tensorDirectory';
import { toFloat32 } from '../../../../src/engine/checkpoint/tensorMap';
import { readDirectory } from '../../../../src/engine/checkpoint/weights';
import { serializeModel } from '../../../../src/engine/onnx/modelProto';
import { RuntimeSession } from '../../../../src/engine/runtime/session';
import { updateGraph } from '../../../../src/engine/training/device/updateGraph';
import { GuardedBackend } from '../../../../src/engine/training/deviceGuard';
import type { TrainingEvent } from '../../../../src/engine/training/trainingRun';
import { vulkanDriver } from '../../../harness/vulkan';
import { portableFolder, TrainingWorkspace, weightsHash } from './portableTraining';

const driver = vulkanDriver();
if (driver === undefined) {
	console.warn('Trainings on WebGPU are not tested: there is neither a GPU nor SwiftShader here.');
}

let workspace: TrainingWorkspace;
/** Keeps compiled shaders from one training to the next. */
let open: RuntimeSession | undefined;
beforeAll(async () => {
	workspace = new TrainingWorkspace();
	open = driver === undefined ? undefined : await RuntimeSession.create(serializeModel(updateGraph()), { threads: 1, device: 'webgpu' });
});
afterAll(() => {
	open?.dispose();
	workspace.dispose();
});

function lossesOf(events: readonly TrainingEvent[]): number[] {
	return events.flatMap((event) => (event.kind === 'step' ? [event.step.entityLoss + event.step.relationLoss] : []));
}

function warningsOf(events: readonly TrainingEvent[]): string[] {
	return events.flatMap((event) => (event.kind === 'warning' ? [event.message] : []));
}

async function weightsOf(folder: string): Promise<ReadonlyMap<string, Float32Array>> {
	const tensors = await readTensors(await withByteFile(join(folder, 'final_model/model.safetensors'), readDirectory));
	return new Map([...tensors].map(([name, tensor]) => [name, toFloat32(tensor)]));
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
	expect(actual).toHaveLength(expected.length);
	actual.forEach((value, index) => expect(Math.abs(value - expected[index]!), `step ${index}`).toBeLessThan(1e-4));
}

// Shaders are compiled on the processor, and run there.
describe.skipIf(driver === undefined)('a training on WebGPU', { timeout: 240_000 }, () => {
	const options = () => workspace.options({ finalEval: true, epochs: 1, trainBatchSize: 4 });
	const own = { emaDecay: 0.9, layerLrDecay: 0.5, classifierLr: 2e-3 };

	it('has the losses, scores and warnings of one on the processor, with the same dropout', async () => {
		const [processor, device] = [await workspace.train(options()), await workspace.train(options(), { device: 'webgpu' })];
		expectClose(lossesOf(device.events), lossesOf(processor.events));
		const evaluations = [processor, device].map(({ events }) => events.find(({ kind }) => kind === 'evaluated'));
		expect(evaluations[1]).toMatchObject({ score: (evaluations[0] as { score: number }).score });
		expect(warningsOf(device.events)).toEqual(warningsOf(processor.events));
		expect(device.events.find(({ kind }) => kind === 'started')).toMatchObject({ device: 'webgpu' });
	});

	it('accumulates gradients as the processor does', async () => {
		const accumulating = { ...options(), trainBatchSize: 2, gradientAccumulationSteps: 2 };
		const [processor, device] = [await workspace.train(accumulating), await workspace.train(accumulating, { device: 'webgpu' })];
		expectClose(lossesOf(device.events), lossesOf(processor.events));
		expect(lossesOf(device.events)).toHaveLength(4);
	});

	it.each([
		['LoRA', { loraRank: 4 }],
		['a frozen layer', { freezeLayers: 1 }],
		['a frozen encoder', { freezeTransformer: true }],
		['averages and rates of their own', own],
		['a teacher at a temperature', { teacherPath: join(portableFolder, 'model'), distillationTemperature: 2 }],
	])('trains with %s as the processor does', async (_, changed) => {
		const own = { ...options(), ...changed };
		const [processor, device] = [await workspace.train(own), await workspace.train(own, { device: 'webgpu' })];
		expectClose(lossesOf(device.events), lossesOf(processor.events));
		expect(warningsOf(device.events)).toEqual(warningsOf(processor.events));
		const weights = await weightsOf(processor.folder);
		for (const [name, values] of await weightsOf(device.folder)) {
			const expected = weights.get(name)!;
			expect(Math.max(...values.map((value, index) => Math.abs(value - expected[index]!))), name).toBeLessThan(2e-3);
		}
	});

	it.each([{}, own])('goes on after a stop with the weights of a training that was not stopped, bit for bit', async (changed) => {
		const whole = await workspace.train({ ...options(), ...changed }, { device: 'webgpu' });
		const folder = await stopped('webgpu', changed);
		const resumed = await workspace.train({ ...options(), ...changed }, { folder, resume: true, device: 'webgpu' });
		expect(lossesOf(resumed.events)).toEqual(lossesOf(whole.events).slice(2));
		expect(weightsHash(resumed.folder)).toBe(weightsHash(whole.folder));
	});

	it.each([
		['webgpu', 'cpu'],
		['cpu', 'webgpu'],
	] as const)('that was begun on %s goes on on %s', async (first, second) => {
		const whole = await workspace.train(options());
		const folder = await stopped(first);
		const resumed = await workspace.train(options(), { folder, resume: true, device: second });
		expectClose(lossesOf(resumed.events), lossesOf(whole.events).slice(2));
	});

	it('whose device fails in the middle goes on on the processor from the last saved state', async () => {
		const own = { ...options(), epochs: 2 };
		const whole = await workspace.train(own);
		let hasFailed = false;
		const failing = await workspace.train(own, {
			device: 'webgpu',
			at(event) {
				// The processor comes here a second time.
				if (event.kind === 'step' && event.step.globalIteration === 6 && !hasFailed) {
					hasFailed = true;
					vi.spyOn(RuntimeSession.prototype, 'run').mockRejectedValueOnce(new Error('the device is lost'));
				}
			},
		});
		vi.restoreAllMocks();
		expect(warningsOf(failing.events).join()).toContain('webgpu failed (the device is lost)');
		const starts = failing.events.filter(({ kind }) => kind === 'started');
		expect(starts).toMatchObject([{ device: 'webgpu', startIteration: 0 }, { device: 'cpu', startIteration: 4 }]);
		const losses = lossesOf(failing.events);
		expect(losses).toHaveLength(10);
		expectClose(losses, [...lossesOf(whole.events).slice(0, 6), ...lossesOf(whole.events).slice(4)]);
	});

	/** A training that was stopped after two of its four updates. */
	async function stopped(device: Device, changed: Partial<TrainOptions> = {}): Promise<string> {
		const folder = workspace.newRunFolder();
		const training = workspace.train({ ...options(), ...changed }, {
			folder,
			device,
			at: (event, stop) => {
				if (event.kind === 'step' && event.step.globalIteration === 2) {
					stop();
				}
			},
		});
		await expect(training).rejects.toThrow(CancelledError);
		return folder;
	}
});

describe('a training whose device fails', () => {
	it('does not release what the device has lost, and tells the failure from others', async () => {
		const calls: string[] = [];
		let failure: Error = new Error('device lost');
		const backend = {
			run: () => Promise.reject(failure),
			settle: () => Promise.resolve(),
			releaseSession: () => calls.push('released'),
			dispose: () => calls.push('disposed'),
		};
		const guarded = await GuardedBackend.create('webgpu', () => Promise.resolve(backend));
		const run = () => guarded.run([], 1, () => new Float32Array());
		await expect(run()).rejects.toMatchObject({ name: 'DeviceFailure', device: 'webgpu', message: 'device lost' });
		guarded.dispose();
		expect(calls).toEqual([]);
		failure = new CancelledError();
		await expect(run()).rejects.toBe(failure);
		const broken = GuardedBackend.create('cuda', () => Promise.reject(new Error('no libraries')));
		await expect(broken).rejects.toMatchObject({ name: 'DeviceFailure', device: 'cuda', message: 'no libraries' });
	});

	it('says so and is done by the processor, with the same result', async () => {
		const options = workspace.options({ finalEval: true, epochs: 1, trainBatchSize: 4 });
		const processor = await workspace.train(options);
		// The libraries of this provider are never beside the runtime here.
		const failed = await workspace.train(options, { device: 'cuda' });
		expect(warningsOf(failed.events).join()).toContain('cuda failed');
		expect(weightsHash(failed.folder)).toBe(weightsHash(processor.folder));
	});

	it('is done by the processor where a device does not train at all', async () => {
		const options = workspace.options({ finalEval: true, epochs: 1, trainBatchSize: 8 });
		const { events } = await workspace.train(options, { device: 'coreml' });
		expect(warningsOf(events).join()).toContain('coreml is not used');
		expect(events.find(({ kind }) => kind === 'started')).toMatchObject({ device: 'cpu' });
	});
});

// What the devices of a machine come down to, with programs that answer as drivers might.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Device } from '../../../../src/base/device';
import type { DeviceState } from '../../../../src/base/deviceReport';
import { silentLogger } from '../../../../src/base/logger';
import { automaticDevice, automaticTrainingDevice } from '../../../../src/engine/devices/automaticDevice';
import { Devices } from '../../../../src/engine/devices/devices';
import { readPlacement } from '../../../../src/engine/devices/placement';
import { choosePrecision } from '../../../../src/engine/quantization/parametersAt';
import { ProbePrograms, workingProbe } from './probePrograms';

const works = { kind: 'works', probe: workingProbe };
let programs: ProbePrograms;

beforeEach(() => {
	programs = new ProbePrograms();
	// A machine that may have a graphics processor, whatever this one has.
	vi.stubEnv('VK_ICD_FILENAMES', '/somewhere/icd.json');
});
afterEach(() => {
	programs.dispose();
	vi.unstubAllEnvs();
});

function machine(program: string, options: { keptPath?: string; bundled?: readonly Device[] } = {}): Devices {
	return new Devices({ program, threads: 1, logger: silentLogger, timeLimit: 20_000, bundled: ['cpu', 'webgpu'], ...options });
}

describe('Devices', () => {
	it('use a device that was named once it has been tried, and try it once', async () => {
		const devices = machine(programs.answering(works));
		expect(await devices.resolve('webgpu')).toEqual({ device: 'webgpu' });
		expect(await Promise.all([devices.resolve('webgpu'), devices.resolve('webgpu')])).toEqual([{ device: 'webgpu' }, { device: 'webgpu' }]);
		expect(programs.tried).toEqual(['webgpu']);
	});

	it('tell of a device that computes in float16', async () => {
		const devices = machine(programs.answering({ kind: 'works', probe: { ...workingProbe, hasFloat16: true } }));
		expect(await devices.resolve('webgpu')).toEqual({ device: 'webgpu', hasFloat16: true });
		expect(await devices.resolve('auto')).toEqual({ device: 'webgpu', hasFloat16: true });
	});

	it('give the processor and the reason where it ends the process that tries it', async () => {
		const devices = machine(programs.program('process.abort();'));
		const fallback = { wanted: 'webgpu', problem: { kind: 'ended', detail: 'SIGABRT' } };
		expect(await devices.resolve('webgpu')).toEqual({ device: 'cpu', fallback });
	});

	it('try nothing for the processor, and nothing that the runtime does not bring', async () => {
		const devices = machine(programs.answering(works));
		expect(await devices.resolve('cpu')).toEqual({ device: 'cpu' });
		const { fallback } = await devices.resolve('coreml');
		expect(fallback).toEqual({ wanted: 'coreml', problem: { kind: 'notBundled', detail: '' } });
		expect((await devices.resolve('cuda')).fallback?.problem.kind).toBe(
			process.platform === 'linux' && process.arch === 'x64' ? 'librariesMissing' : 'notBundled',
		);
		expect(programs.tried).toEqual([]);
	});

	it('let auto be the processor until the devices have been tried, and then the fastest', async () => {
		const devices = machine(programs.answering(works));
		expect(await devices.resolve('auto')).toEqual({ device: 'cpu' });
		expect(programs.tried).toEqual([]);
		await devices.tryAll();
		expect(await devices.resolve('auto')).toEqual({ device: 'webgpu' });
		expect(await devices.resolve('auto', { waits: true })).toEqual({ device: 'webgpu' });
		expect(programs.tried).toEqual(['webgpu']);
	});

	it('keep what was found: another process does not try again', async () => {
		const keptPath = join(programs.folder, 'kept', 'devices.json');
		await machine(programs.answering(works, 'LAYER:  Using "A GPU" with driver: "a.so"\n'), { keptPath }).tryAll();
		const second = machine(programs.program('process.abort();'), { keptPath });
		expect(await second.resolve('auto')).toEqual({ device: 'webgpu' });
		expect((await second.statuses())[0]?.state).toMatchObject({ kind: 'works', probe: { adapter: 'A GPU', driver: 'a.so', isSoftware: false } });
		expect(programs.tried).toEqual(['webgpu']);
	});

	it('try again when a driver is another one, when what was kept is damaged, and when asked to', async () => {
		const keptPath = join(programs.folder, 'devices.json');
		const program = programs.answering(works);
		await machine(program, { keptPath }).tryAll();
		vi.stubEnv('VK_ICD_FILENAMES', '/somewhere/else.json');
		await machine(program, { keptPath }).tryAll();
		expect(programs.tried).toHaveLength(2);
		writeFileSync(keptPath, readFileSync(keptPath, 'utf8').replace('"works"', '"broken"'));
		const devices = machine(program, { keptPath });
		await devices.tryAll();
		expect(programs.tried).toHaveLength(3);
		await devices.tryAgain();
		expect(programs.tried).toHaveLength(4);
	});

	it('go on where nothing can be kept', async () => {
		const keptPath = join(programs.folder, 'devices.json');
		mkdirSync(keptPath);
		expect(await machine(programs.answering(works), { keptPath }).resolve('webgpu')).toEqual({ device: 'webgpu' });
	});

	it('do not use a device again that failed while it computed', async () => {
		const devices = machine(programs.answering(works));
		await devices.tryAll();
		devices.lost('webgpu', { kind: 'lost', detail: 'reset' });
		expect(await devices.resolve('auto')).toEqual({ device: 'cpu' });
		const fallback = { wanted: 'webgpu', problem: { kind: 'lost', detail: 'reset' } };
		expect(await devices.resolve('webgpu')).toEqual({ device: 'cpu', fallback });
		await devices.tryAgain();
		expect(await devices.resolve('webgpu')).toEqual({ device: 'webgpu' });
	});

	it('report what works, what not and why, with a benchmark of the processor and of what works', async () => {
		const program = programs.program(`
			const answers = {
				probe: { kind: 'probed', answer: ${JSON.stringify(works)} },
				benchmark: { kind: 'benchmarked', benchmark: { kind: 'measured', device: task.device, sentencesPerSecond: 100, loadTime: 1 } },
			};
			process.send(answers[task.kind], () => process.exit(0));`);
		const report = await machine(program).report({ modelPath: 'model', milliseconds: 10 });
		expect(report.automatic).toBe('webgpu');
		expect(report.devices.map(({ device, isBundled, state }) => [device, isBundled, state.kind])).toEqual([
			['webgpu', true, 'works'],
			['cuda', false, 'problem'],
			['directml', false, 'problem'],
			['coreml', false, 'problem'],
		]);
		expect(report.benchmarks.map(({ device, kind }) => [device, kind])).toEqual([['cpu', 'measured'], ['webgpu', 'measured']]);
		expect(programs.tried).toEqual(['webgpu', 'cpu', 'webgpu']);
	});
});

describe('auto', () => {
	const state = (run: number, adapter = '', isSoftware = false): DeviceState => ({
		kind: 'works',
		probe: { ...workingProbe, adapter, driver: '', isSoftware, run, processorRun: 100 },
	});
	const of = (states: Partial<Record<Device, DeviceState>>, automatic = automaticDevice): Device =>
		automatic(Object.entries(states).map(([device, known]) => ({ device: device as Device, isBundled: true, state: known })));

	it('is the device that needs the smallest part of the processor’s time', () => {
		expect(of({ webgpu: state(50), directml: state(20), cuda: state(30) })).toBe('directml');
	});

	it('is the processor where nothing is clearly faster, known, or real', () => {
		expect(of({})).toBe('cpu');
		expect(of({ webgpu: state(85) })).toBe('cpu');
		expect(of({ webgpu: state(NaN) })).toBe('cpu');
		expect(of({ webgpu: state(10, 'llvmpipe (LLVM 15)', true) })).toBe('cpu');
		expect(of({ webgpu: { kind: 'unknown' }, cuda: { kind: 'problem', problem: { kind: 'hung', detail: '' } } })).toBe('cpu');
	});

	it('is WebGPU for a training wherever that is worth it, and never CoreML', () => {
		expect(of({ webgpu: state(50), cuda: state(20) }, automaticTrainingDevice)).toBe('webgpu');
		expect(of({ webgpu: state(50, 'llvmpipe (LLVM 15)', true), cuda: state(20), coreml: state(10) }, automaticTrainingDevice)).toBe('cuda');
		expect(of({ webgpu: state(85), coreml: state(10) }, automaticTrainingDevice)).toBe('cpu');
	});
});

describe('choosePrecision', () => {
	it('takes float16 on a device that has it, unless float32 is asked for, and never on the processor', () => {
		expect((['auto', 'float16', 'int8', 'float32'] as const).map((choice) => choosePrecision(choice, 'float32', 'webgpu', true))).toEqual([
			'float16',
			'float16',
			'float16',
			'float32',
		]);
		expect(choosePrecision('float16', 'float32', 'webgpu', false)).toBe('float32');
		expect(choosePrecision('float16', 'int8', 'cpu', false)).toBe('float32');
		expect((['auto', 'int8', 'float32'] as const).map((choice) => choosePrecision(choice, 'int8', 'cpu', false))).toEqual(['int8', 'int8', 'float32']);
	});
});

describe('readPlacement', () => {
	it('counts what ran on the device and names what did not, copies between them aside', () => {
		const node = (provider: string, operator: string): unknown => ({ cat: 'Node', args: { provider, op_name: operator } });
		const events = [
			{ cat: 'Session', name: 'model_loading_array', args: {} },
			node('WebGpuExecutionProvider', 'MatMul'),
			node('WebGpuExecutionProvider', 'MatMul'),
			node('WebGpuExecutionProvider', 'MemcpyToHost'),
			node('CPUExecutionProvider', 'Shape'),
			node('CPUExecutionProvider', 'Concat'),
			node('CPUExecutionProvider', 'Shape'),
		];
		expect(readPlacement(JSON.stringify(events))).toEqual({ onDevice: 2, processorOperators: ['Concat', 'Shape'] });
		expect(readPlacement('[]')).toEqual({ onDevice: 0, processorOperators: [] });
	});
});

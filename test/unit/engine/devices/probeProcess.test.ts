// Whatever happens to the process in which a device is tried, whoever started it gets an answer.

import { afterAll, describe, expect, it } from 'vitest';
import { runProbeProcess } from '../../../../src/engine/devices/probeProcess';
import { ProbePrograms, workingProbe } from './probePrograms';

const programs = new ProbePrograms();
afterAll(() => programs.dispose());

const task = { kind: 'probe', device: 'webgpu', threads: 1 } as const;
const vulkan = 'DRIVER | LAYER:          Using "SwiftShader Device (Subzero)" with driver: "/usr/lib/libvk_swiftshader.so"\n';
const hardware =
	'[I:onnxruntime:, device_discovery_common.cc:34] Discovered OrtHardwareDevice {vendor_id:0x10de, device_id:0x2684, vendor:NVIDIA, type:1, metadata: [Description=NVIDIA GeForce RTX 4090, DxgiVideoMemory=24142 MB, Discrete=1, ]}\n' +
	'[I:onnxruntime:, device_discovery_common.cc:34] Discovered OrtHardwareDevice {vendor_id:0x1022, device_id:0x0, vendor:AMD, type:0, metadata: []}\n';

describe('runProbeProcess', () => {
	it('gives the answer, with what was told on stderr of adapter and hardware', async () => {
		const answer = { kind: 'works', probe: workingProbe };
		const program = programs.answering(answer, `noise\n${vulkan}${hardware}`);
		expect(await runProbeProcess(task, { program, timeLimit: 20_000 })).toEqual({
			answer: { kind: 'probed', answer },
			adapter: { name: 'SwiftShader Device (Subzero)', driver: '/usr/lib/libvk_swiftshader.so' },
			graphics: [{ name: 'NVIDIA GeForce RTX 4090', memory: 24142 * 2 ** 20, driver: '' }],
		});
	});

	it.each([
		['aborts', 'process.abort();', { kind: 'ended', detail: 'SIGABRT' }],
		['is killed', "process.kill(process.pid, 'SIGSEGV');", { kind: 'ended', detail: 'SIGSEGV' }],
		['exits', 'process.exit(3);', { kind: 'ended', detail: 'exit code 3' }],
		['ends without a word', 'process.disconnect();', { kind: 'ended', detail: 'exit code 0' }],
		['throws', "throw new Error('driver');", { kind: 'ended', detail: 'exit code 1' }],
	])('tells that the process %s', async (_, source, problem) => {
		const { answer } = await runProbeProcess(task, { program: programs.program(source), timeLimit: 20_000 });
		expect(answer).toEqual({ kind: 'problem', problem });
	});

	it('kills a process that hangs, busy or not, when its time is over', async () => {
		for (const source of ['setInterval(() => {}, 1000);', 'for (;;) {}']) {
			const { answer } = await runProbeProcess(task, { program: programs.program(source), timeLimit: 1000 });
			expect(answer).toEqual({ kind: 'problem', problem: { kind: 'hung', detail: '1 s' } });
		}
	});

	it('tells that there is no such program', async () => {
		const { answer } = await runProbeProcess(task, { program: '/no/such/program.cjs', timeLimit: 20_000 });
		expect(answer).toEqual({ kind: 'problem', problem: { kind: 'ended', detail: 'exit code 1' } });
	});

	it('keeps what was answered before the process was lost', async () => {
		const program = programs.program("process.send({ kind: 'probed', answer: { kind: 'problem', problem: { kind: 'notUsed', detail: '' } } }, () => process.abort());");
		const { answer } = await runProbeProcess(task, { program, timeLimit: 20_000 });
		expect(answer).toEqual({ kind: 'probed', answer: { kind: 'problem', problem: { kind: 'notUsed', detail: '' } } });
	});
});

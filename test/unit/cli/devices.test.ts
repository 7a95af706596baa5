// `spert devices`, and commands on a device that does not work here: the report, the fallback and its reason.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deviceReportSchema } from '../../../src/protocol/deviceMessages';
import { bundleProgram, type BundledProgram } from '../bundledProgram';
import { runProgram } from '../commandLine';

let program: BundledProgram;
let folder: string;

beforeAll(() => {
	program = bundleProgram('src/cli/main.ts', { probe: 'src/engine/devices/probeProgram.ts' });
	folder = mkdtempSync(join(tmpdir(), 'spert-devices-'));
	writeFileSync(join(folder, 'a.txt'), 'We use conditional random fields for named entity recognition.\n');
});
afterAll(() => {
	program.dispose();
	rmSync(folder, { recursive: true, force: true });
});

describe('spert devices', () => {
	it('reports every device, and measures the processor', async () => {
		const { code, stdout } = await runProgram(program.path, ['devices', '--json', '--threads', '1'], folder);
		expect(code).toBe(0);
		const report = deviceReportSchema.parse(JSON.parse(stdout));
		expect(report.devices.map(({ device }) => device)).toEqual(['webgpu', 'cuda', 'directml', 'coreml']);
		expect(report.runtimeVersion).toMatch(/^\d+\.\d+\.\d+/);
		const [processor] = report.benchmarks;
		expect(processor).toMatchObject({ kind: 'measured', device: 'cpu' });
		expect(processor?.kind === 'measured' && processor.sentencesPerSecond).toBeGreaterThan(0);
	});

	it('says so in words, without a benchmark if it is not wanted', async () => {
		const { code, stdout } = await runProgram(program.path, ['devices', '--no-benchmark'], folder);
		expect(code).toBe(0);
		expect(stdout).toMatch(/^WebGPU$/m);
		expect(stdout).toMatch(/auto means (cpu|webgpu|directml|coreml)/);
		expect(stdout).not.toContain('sentences a second');
	});

	it('takes no arguments', async () => {
		expect((await runProgram(program.path, ['devices', 'webgpu'], folder)).code).toBe(2);
	});
});

describe('--device', () => {
	// No system has both.
	const missing = process.platform === 'darwin' ? 'directml' : 'coreml';

	it('falls back to the processor, and tells why', async () => {
		const run = (device: string) => runProgram(program.path, ['extract', 'a.txt', '--no-cache', '--threads', '1', '--device', device], folder);
		const [fallenBack, onProcessor] = [await run(missing), await run('cpu')];
		expect(fallenBack.code).toBe(0);
		expect(fallenBack.stderr).toContain(`${missing} is not used: onnxruntime brings no ${missing} for this system. The processor computes.`);
		expect(fallenBack.stdout).toBe(onProcessor.stdout);
		expect(onProcessor.stderr).not.toContain('is not used');
		expect(onProcessor.stdout).toContain('named entity recognition');
	});

	it('is one of those that there are', async () => {
		const { code, stderr } = await runProgram(program.path, ['extract', 'a.txt', '--device', 'quantum'], folder);
		expect(code).toBe(2);
		expect(stderr).toContain('--device is one of auto, cpu, webgpu, cuda, directml, coreml');
	});
});

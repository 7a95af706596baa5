// The report on the devices of this machine, as it is printed.

import { deviceTitles, type Device } from '../base/device';
import type { DeviceBenchmark, DeviceProbe, DeviceReport, DeviceState } from '../base/deviceReport';
import { problemText } from './deviceTexts';

export function deviceReportText(report: DeviceReport): string {
	const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`;
	const graphics = report.graphics.map(({ name, memory }) => (memory === null ? name : `${name}, ${gigabytes(memory)}`));
	const machine = [
		`${report.processor}, ${report.cores} cores, ${gigabytes(report.memory)}`,
		`graphics processors: ${graphics.join('; ') || 'none that the system tells of'}`,
		`${report.system}; onnxruntime ${report.runtimeVersion}`,
		`auto means ${report.automatic}`,
	];
	const devices = (['cpu', ...report.devices.map(({ device }) => device)] as const).map((device) => {
		const state = report.devices.find((status) => status.device === device)?.state;
		const benchmark = report.benchmarks.find((measured) => measured.device === device);
		const lines = [...(state === undefined ? [] : stateLines(device, state)), ...(benchmark === undefined ? [] : [benchmarkLine(benchmark)])];
		return [deviceTitles[device], ...lines.map((line) => `  ${line}`)].join('\n');
	});
	return `${machine.join('\n')}\n\n${devices.join('\n')}\n`;
}

function stateLines(device: Device, state: DeviceState): readonly string[] {
	switch (state.kind) {
		case 'works':
			return probeLines(state.probe);
		case 'problem':
			return [`not used: ${problemText(device, state.problem)}`];
		case 'unknown':
			return ['not tried'];
		default:
			return state satisfies never;
	}
}

function probeLines(probe: DeviceProbe): readonly string[] {
	const { adapter, driver, isSoftware, nodesOnDevice, processorOperators, run, processorRun, firstResult } = probe;
	const name = adapter === '' ? 'an adapter whose name nothing tells' : adapter;
	const onProcessor = processorOperators.length === 0 ? '' : `; on the processor: ${processorOperators.join(', ')}`;
	return [
		`works: ${name}${isSoftware ? ', a program on the processor' : ''}`,
		...(driver === '' ? [] : [`driver: ${driver}`]),
		`${nodesOnDevice} operations of the trial ran there${onProcessor}`,
		`trial: ${run.toFixed(1)} ms, on the processor ${processorRun.toFixed(1)} ms; first result after ${(firstResult / 1000).toFixed(1)} s`,
		`float16: ${probe.hasFloat16 ? 'yes' : 'no'}`,
	];
}

function benchmarkLine(benchmark: DeviceBenchmark): string {
	switch (benchmark.kind) {
		case 'measured':
			return `${benchmark.sentencesPerSecond.toFixed(1)} sentences a second`;
		case 'problem':
			return `benchmark: ${problemText(benchmark.device, benchmark.problem)}`;
		default:
			return benchmark satisfies never;
	}
}

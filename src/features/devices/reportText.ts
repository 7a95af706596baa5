// The report on the devices of this machine, as a text to be read.

import * as vscode from 'vscode';
import { deviceTitles } from '../../base/device';
import type { DeviceBenchmark, DeviceProbe, DeviceReport, DeviceState, GraphicsProcessor } from '../../base/deviceReport';
import { problemText } from './problemText';

export interface DevicesInUse {
	/** As it is set. */
	readonly choice: string;
	/** What the loaded model runs on; undefined where none is loaded. */
	readonly device: string | undefined;
}

export function reportText(report: DeviceReport, { choice, device: inUse }: DevicesInUse): string {
	const { l10n } = vscode;
	const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`;
	const graphics = ({ name, memory }: GraphicsProcessor): string => (memory === null ? name : `${name}, ${gigabytes(memory)}`);
	const machine: readonly (readonly [string, string])[] = [
		[l10n.t('Processor'), l10n.t('{0}, {1} cores, {2} of memory', report.processor, report.cores, gigabytes(report.memory))],
		[l10n.t('Graphics'), report.graphics.map(graphics).join('; ') || l10n.t('none that the system tells of')],
		[l10n.t('System'), report.system],
		['onnxruntime', report.runtimeVersion],
		[l10n.t('Setting'), choice],
		[l10n.t('In use'), inUse ?? l10n.t('nothing: no model is loaded')],
		[l10n.t('auto means'), deviceTitles[report.automatic]],
	];
	const parts = [
		[l10n.t('This machine'), table(machine)],
		...(['cpu', ...report.devices.map(({ device }) => device)] as const).map((device): readonly [string, string] => {
			const state = report.devices.find((status) => status.device === device)?.state;
			const benchmark = report.benchmarks.find((measured) => measured.device === device);
			const lines = [...(state === undefined ? [] : stateLines(state)), ...(benchmark === undefined ? [] : [benchmarkLine(benchmark)])];
			return [deviceTitles[device], table(lines)];
		}),
	];
	return `${parts.map(([title, text]) => `${title}\n${text}`).join('\n\n')}\n`;
}

function stateLines(state: DeviceState): readonly (readonly [string, string])[] {
	const title = vscode.l10n.t('State');
	switch (state.kind) {
		case 'works':
			return [[title, vscode.l10n.t('works')], ...probeLines(state.probe)];
		case 'problem':
			return [[title, problemText(state.problem)]];
		case 'unknown':
			return [[title, vscode.l10n.t('not tried yet')]];
		default:
			return state satisfies never;
	}
}

function probeLines(probe: DeviceProbe): readonly (readonly [string, string])[] {
	const { l10n } = vscode;
	const { adapter, driver, isSoftware, nodesOnDevice, processorOperators, run, processorRun, firstResult } = probe;
	const milliseconds = (time: number): string => `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;
	const name = isSoftware ? l10n.t('{0}: a program on the processor', adapter) : adapter || l10n.t('its name is not told');
	const onProcessor = processorOperators.length === 0 ? l10n.t('nothing') : processorOperators.join(', ');
	return [
		[l10n.t('Adapter'), name],
		...(driver === '' ? [] : [[l10n.t('Driver'), driver] as const]),
		[l10n.t('Runs there'), l10n.t('{0} operations of the trial; on the processor: {1}', nodesOnDevice, onProcessor)],
		[l10n.t('Trial'), l10n.t('{0}; on the processor {1}; the first result after {2}', milliseconds(run), milliseconds(processorRun), milliseconds(firstResult))],
		['float16', probe.hasFloat16 ? l10n.t('yes') : l10n.t('no')],
	];
}

function benchmarkLine(benchmark: DeviceBenchmark): readonly [string, string] {
	const title = vscode.l10n.t('Speed');
	switch (benchmark.kind) {
		case 'measured':
			return [title, vscode.l10n.t('{0} sentences a second', benchmark.sentencesPerSecond.toFixed(1))];
		case 'problem':
			return [title, problemText(benchmark.problem)];
		default:
			return benchmark satisfies never;
	}
}

function table(rows: readonly (readonly [string, string])[]): string {
	const width = Math.max(0, ...rows.map(([title]) => title.length));
	return rows.map(([title, text]) => `  ${title.padEnd(width)}  ${text}`).join('\n');
}

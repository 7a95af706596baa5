// The devices of this machine: tries each in a process of its own, keeps what was found, and says what a choice means here.

import { arch, cpus, platform, release, totalmem } from 'node:os';
import { devices, type Device, type DeviceChoice } from '../../base/device';
import type {
	DeviceBenchmark,
	DeviceFallback,
	DeviceProblem,
	DeviceReport,
	DeviceState,
	DeviceStatus,
	GraphicsProcessor,
} from '../../base/deviceReport';
import { describeFailure, type Logger } from '../../base/logger';
import { bundledDevices, runtimeVersion } from '../runtime/providers';
import { isSoftware } from './adapterLines';
import { automaticDevice } from './automaticDevice';
import { deviceStamp, mayHaveGraphics } from './deviceStamp';
import { readKeptProbes, writeKeptProbes } from './keptProbes';
import { runProbeProcess, type ProbeProcessResult } from './probeProcess';

export interface DevicesOptions {
	/** The bundle of probeProgram.ts. */
	readonly program: string;
	/** Where results are kept; absent: they are forgotten with this process. */
	readonly keptPath?: string | undefined;
	readonly threads: number;
	readonly logger: Logger;
	/** Of one try, in milliseconds. */
	readonly timeLimit?: number;
	/** What the runtime brings; absent: as it says itself. */
	readonly bundled?: readonly Device[];
}

/** What a choice comes down to. */
export interface ChosenDevice {
	readonly device: Device;
	/** Whether it computes in float16. */
	readonly hasFloat16?: boolean;
	/** Why it is the processor although something else was asked for by name. */
	readonly fallback?: DeviceFallback;
}

/** A driver that compiles shaders on a slow machine takes this long; one that hangs takes longer. */
const defaultTimeLimit = 60_000;
/** The processor is not tried: everything else is compared with it. */
const tried = devices.filter((device) => device !== 'cpu');

export class Devices {
	readonly #options: DevicesOptions;
	readonly #bundled: ReadonlySet<Device>;
	readonly #stamp: string;
	readonly #states = new Map<Device, DeviceState>();
	/** Those that failed while they computed: not used again by this process, whatever they did when they were tried. */
	readonly #lost = new Map<Device, DeviceProblem>();
	#graphics: readonly GraphicsProcessor[] = [];
	#kept: Promise<void> | undefined;
	#trying: Promise<void> = Promise.resolve();

	constructor(options: DevicesOptions) {
		this.#options = options;
		this.#bundled = new Set(options.bundled ?? bundledDevices());
		this.#stamp = deviceStamp([runtimeVersion(), ...[...this.#bundled].sort()]);
	}

	/**
	 * What a choice means now. A device that was named is tried first if it never was; for `auto` only what is known counts,
	 * unless `waits` says to find out what is not.
	 */
	async resolve(choice: DeviceChoice, { waits = false } = {}): Promise<ChosenDevice> {
		if (choice === 'cpu') {
			return { device: 'cpu' };
		}
		if (choice === 'auto') {
			if (waits) {
				await this.tryAll();
			}
			return chosen(automaticDevice(await this.statuses()), await this.statuses());
		}
		await this.#try(choice);
		const { state } = await this.#status(choice);
		return state.kind === 'problem' ? { device: 'cpu', fallback: { wanted: choice, problem: state.problem } } : chosen(choice, [await this.#status(choice)]);
	}

	/** A device failed while it computed. */
	lost(device: Device, problem: DeviceProblem): void {
		this.#options.logger.log('warn', `${device} failed while it computed: ${problem.detail}`);
		this.#lost.set(device, problem);
	}

	/** Tries what nobody has tried yet. Costs nothing where all is known, or where there is nothing to try. */
	async tryAll(): Promise<void> {
		for (const device of tried) {
			if (this.#mayWork(device)) {
				await this.#try(device);
			}
		}
	}

	/** Forgets what was found, and tries again. */
	async tryAgain(): Promise<void> {
		await this.#load();
		this.#states.clear();
		this.#lost.clear();
		await this.tryAll();
	}

	async statuses(): Promise<readonly DeviceStatus[]> {
		return await Promise.all(tried.map((device) => this.#status(device)));
	}

	/** Sentences a second of a model on the processor and on every device that works, one after the other. */
	async benchmarks(modelPath: string, milliseconds: number): Promise<readonly DeviceBenchmark[]> {
		const working = (await this.statuses()).filter(({ state }) => state.kind === 'works').map(({ device }) => device);
		const benchmarks: DeviceBenchmark[] = [];
		for (const device of ['cpu', ...working] as const) {
			const { threads } = this.#options;
			const { answer } = await this.#run({ kind: 'benchmark', device, threads, modelPath, milliseconds });
			if (answer.kind === 'benchmarked') {
				benchmarks.push(answer.benchmark);
			} else if (answer.kind === 'problem') {
				benchmarks.push({ kind: 'problem', device, problem: answer.problem });
			}
		}
		return benchmarks;
	}

	/** All that is known, after trying what is not. @param benchmark leaves the benchmarks out where it is absent */
	async report(benchmark?: { readonly modelPath: string; readonly milliseconds: number }): Promise<DeviceReport> {
		await this.tryAll();
		const statuses = await this.statuses();
		return {
			runtimeVersion: runtimeVersion(),
			system: `${platform()} ${arch()}, ${release()}`,
			processor: cpus()[0]?.model.trim() ?? '',
			cores: cpus().length,
			memory: totalmem(),
			graphics: this.#graphics,
			devices: statuses,
			automatic: automaticDevice(statuses),
			benchmarks: benchmark === undefined ? [] : await this.benchmarks(benchmark.modelPath, benchmark.milliseconds),
		};
	}

	async #status(device: Device): Promise<DeviceStatus> {
		await this.#load();
		const isBundled = this.#bundled.has(device);
		const lost = this.#lost.get(device);
		if (lost !== undefined) {
			return { device, isBundled, state: { kind: 'problem', problem: lost } };
		}
		const known = this.#states.get(device);
		if (known !== undefined) {
			return { device, isBundled, state: known };
		}
		const absence = this.#absence(device);
		return { device, isBundled, state: absence === undefined ? { kind: 'unknown' } : { kind: 'problem', problem: absence } };
	}

	/** Why it need not be tried. */
	#absence(device: Device): DeviceProblem | undefined {
		if (this.#bundled.has(device)) {
			return this.#mayWork(device) ? undefined : { kind: 'noHardware', detail: '' };
		}
		const isFetchedApart = device === 'cuda' && process.platform === 'linux' && process.arch === 'x64';
		return { kind: isFetchedApart ? 'librariesMissing' : 'notBundled', detail: '' };
	}

	#mayWork(device: Device): boolean {
		return this.#bundled.has(device) && mayHaveGraphics();
	}

	/** One at a time: two at once would slow each other down and be measured so. */
	async #try(device: Device): Promise<void> {
		const turn = this.#trying.then(async () => {
			await this.#load();
			if (this.#bundled.has(device) && !this.#states.has(device)) {
				const { threads } = this.#options;
				const result = await this.#run({ kind: 'probe', device, threads });
				this.#graphics = result.graphics.length > 0 ? result.graphics : this.#graphics;
				this.#states.set(device, stateOf(result));
				await this.#keep();
			}
		});
		this.#trying = turn.catch(() => {});
		await turn;
	}

	#run(task: Parameters<typeof runProbeProcess>[0]): Promise<ProbeProcessResult> {
		const { program, timeLimit = defaultTimeLimit } = this.#options;
		return runProbeProcess(task, { program, timeLimit });
	}

	#load(): Promise<void> {
		this.#kept ??= this.#read();
		return this.#kept;
	}

	async #read(): Promise<void> {
		const { keptPath } = this.#options;
		const kept = keptPath === undefined ? undefined : await readKeptProbes(keptPath, this.#stamp);
		for (const { device, state } of kept?.states ?? []) {
			this.#states.set(device, state);
		}
		this.#graphics = kept?.graphics ?? [];
	}

	async #keep(): Promise<void> {
		const { keptPath, logger } = this.#options;
		if (keptPath === undefined) {
			return;
		}
		const states = [...this.#states].map(([device, state]) => ({ device, state }));
		try {
			await writeKeptProbes(keptPath, this.#stamp, { graphics: this.#graphics, states });
		} catch (failure) {
			// What cannot be kept is found out again the next time.
			logger.log('warn', `What is known of the devices cannot be kept: ${describeFailure(failure)}`);
		}
	}
}

function chosen(device: Device, statuses: readonly DeviceStatus[]): ChosenDevice {
	const state = statuses.find((status) => status.device === device)?.state;
	return state?.kind === 'works' && state.probe.hasFloat16 ? { device, hasFloat16: true } : { device };
}

function stateOf({ answer, adapter }: ProbeProcessResult): DeviceState {
	if (answer.kind === 'probed' && answer.answer.kind === 'works') {
		const { name, driver } = adapter ?? { name: '', driver: '' };
		return { kind: 'works', probe: { ...answer.answer.probe, adapter: name, driver, isSoftware: isSoftware(name) } };
	}
	const problem = answer.kind === 'problem' ? answer.problem : answer.kind === 'probed' && answer.answer.kind === 'problem' ? answer.answer.problem : undefined;
	return { kind: 'problem', problem: problem ?? { kind: 'ended', detail: '' } };
}

// The engine as the editor sees it: starts on first use, restarts with back-off when the process ends, stops when idle.
// Everything asked of it goes through here; the state is public, for the status bar.

import type { ChildProcess } from 'node:child_process';
import { devices, type Device } from '../base/device';
import type { DeviceFallback, DeviceReport } from '../base/deviceReport';
import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { describeFailure, type Logger } from '../base/logger';
import { UserError } from '../base/userError';
import {
	devicesRequest,
	extractRequest,
	extractResultSchema,
	loadModelRequest,
	modelInfoSchema,
	type DevicesParams,
	type ExtractParams,
	type ExtractResult,
	type ModelInfo,
	type ModelLocation,
	type RequestMessage,
} from '../protocol/engineProtocol';
import { deviceReportSchema } from '../protocol/deviceMessages';
import type { EngineRun, LostDevice } from './engineRun';
import type { EngineState } from './engineState';
import { engineEnded, engineKeepsEnding } from './errors';

export interface EngineClientOptions {
	/** Starts the engine process with an IPC channel. */
	readonly spawn: () => ChildProcess;
	readonly logger: Logger;
	/** Pauses before each restart in a row, in milliseconds; when they are used up, the engine has failed. */
	readonly restartPauses?: readonly number[];
	/** After this time without a request the process is ended, in milliseconds. */
	readonly idleTimeout?: number;
	/** Asked each time that sentences are to go to a server, by its URL: the token that it asks for, if there is one. */
	readonly serverToken?: (url: string) => Promise<string | undefined>;
}

const defaultRestartPauses = [100, 1000, 5000];
const defaultIdleTimeout = 10 * 60_000;

export class EngineClient implements Disposable {
	readonly #options: Required<EngineClientOptions>;
	readonly #stateChanged = new Emitter<EngineState>();
	readonly onDidChangeState = this.#stateChanged.event;
	readonly #fellBack = new Emitter<DeviceFallback>();
	/** Something runs on the processor although another device was asked for. */
	readonly onDidFallBack = this.#fellBack.event;
	#state: EngineState = { kind: 'stopped' };
	#run: Promise<EngineRun> | undefined;
	#model: ModelInfo | undefined;
	/** On these an engine process ended: the next ones do without, until a person restarts the engine. */
	readonly #lostDevices = new Map<Device, string>();
	#pending = 0;
	/** Ends in a row, without an answer in between. */
	#ends = 0;
	/** Raised by every stop: a start that finds another number has been given up in the meantime. */
	#life = 0;
	#endPause: () => void = () => {};
	#idleTimer: NodeJS.Timeout | undefined;
	#disposed = false;

	constructor(options: EngineClientOptions) {
		this.#options = { restartPauses: defaultRestartPauses, idleTimeout: defaultIdleTimeout, serverToken: () => Promise.resolve(undefined), ...options };
	}

	get state(): EngineState {
		return this.#state;
	}

	/** Loads a model, starting the engine if need be. Errors: those of the engine and of the model's files. */
	async loadModel(location: ModelLocation, token: CancellationToken): Promise<ModelInfo> {
		const info = modelInfoSchema.parse(await this.#request(loadModelRequest, { location, ...(await this.#forServer(location)) }, token));
		this.#model = info;
		this.#showActivity();
		return info;
	}

	/** Predicts entities and relations of sentences. Errors: those of loadModel; CancelledError. */
	async extract(params: ExtractParams, token: CancellationToken): Promise<ExtractResult> {
		const request = { ...params, ...(await this.#forServer(params.location)) };
		return extractResultSchema.parse(await this.#request(extractRequest, request, token));
	}

	/** What is known of the devices of this machine, after trying those that were not tried yet. Errors: those of the engine. */
	async devices(params: DevicesParams, token: CancellationToken): Promise<DeviceReport> {
		return deviceReportSchema.parse(await this.#request(devicesRequest, params, token));
	}

	/** Ends the process, if any, and starts anew, whatever happened before. */
	async restart(): Promise<void> {
		this.#stop();
		this.#ends = 0;
		this.#lostDevices.clear();
		await this.#running();
	}

	/** The engine's process, while it runs. */
	async processId(): Promise<number | undefined> {
		return (await this.#run)?.processId;
	}

	dispose(): void {
		this.#disposed = true;
		this.#stop();
		this.#stateChanged.dispose();
		this.#fellBack.dispose();
	}

	async #request<P, R>(type: RequestMessage<P, R>, params: P, token: CancellationToken): Promise<R> {
		throwIfCancelled(token);
		const run = await this.#running();
		throwIfCancelled(token);
		this.#pending++;
		this.#showActivity();
		try {
			const result = await run.request(type, params, token);
			this.#ends = 0;
			return result;
		} finally {
			this.#pending--;
			this.#showActivity();
		}
	}

	async #forServer({ serverUrl }: ModelLocation): Promise<{ readonly serverToken?: string }> {
		const serverToken = serverUrl === undefined ? undefined : await this.#options.serverToken(serverUrl);
		return serverToken === undefined ? {} : { serverToken };
	}

	#running(): Promise<EngineRun> {
		if (this.#disposed) {
			return Promise.reject(engineEnded('the window is closing'));
		}
		if (this.#state.kind === 'failed') {
			return Promise.reject(this.#state.error);
		}
		clearTimeout(this.#idleTimer);
		this.#run ??= this.#start();
		return this.#run;
	}

	async #start(): Promise<EngineRun> {
		const life = this.#life;
		const pause = this.#ends === 0 ? 0 : (this.#options.restartPauses[this.#ends - 1] ?? 0);
		this.#setState(this.#ends === 0 ? { kind: 'starting' } : { kind: 'restarting', attempt: this.#ends });
		await new Promise<void>((resolve) => {
			const timer = setTimeout(resolve, pause);
			this.#endPause = () => {
				clearTimeout(timer);
				resolve();
			};
		});
		this.#throwIfGivenUp(life);
		try {
			// Only now: with it comes the library that the processes speak by.
			const { EngineRun } = await import('./engineRun');
			const run = await EngineRun.start(this.#options.spawn, this.#options.logger, this.#lost());
			if (life !== this.#life) {
				run.dispose();
			}
			this.#throwIfGivenUp(life);
			run.onEnded((reason) => this.#ended(reason));
			run.onDidFallBack((fallback) => this.#fellBackTo(fallback));
			this.#setState({ kind: 'ready', model: this.#model });
			this.#awaitIdle();
			return run;
		} catch (failure) {
			this.#throwIfGivenUp(life);
			this.#run = undefined;
			this.#options.logger.log('error', describeFailure(failure));
			// A bug is no state of the engine: whoever waits gets it, and the next request tries again.
			this.#setState(failure instanceof UserError ? { kind: 'failed', error: failure } : { kind: 'stopped' });
			throw failure;
		}
	}

	/** Whoever waits for a start that was given up is told that the engine ended: asking again meets the next one. */
	#throwIfGivenUp(life: number): void {
		if (life !== this.#life) {
			throw engineEnded(this.#disposed ? 'the window is closing' : 'stopped');
		}
	}

	#ended(reason: string): void {
		this.#options.logger.log('error', `The engine process ended: ${reason}.`);
		const device = devices.find((name) => name === this.#model?.device);
		if (device !== undefined && device !== 'cpu' && this.#model?.server === undefined && this.#pending > 0) {
			// A driver may end the process in the middle of a computation: what was asked is answered without it.
			this.#lostDevices.set(device, reason);
			this.#fellBackTo({ wanted: device, problem: { kind: 'lost', detail: reason } });
		}
		this.#run = undefined;
		this.#ends++;
		if (this.#ends > this.#options.restartPauses.length) {
			this.#setState({ kind: 'failed', error: engineKeepsEnding(this.#ends, reason) });
			return;
		}
		this.#run = this.#start();
		// Whoever waits for the engine gets this failure; here it is only shown in the state.
		this.#run.catch(() => {});
	}

	#lost(): readonly LostDevice[] {
		return [...this.#lostDevices].map(([device, detail]) => ({ device, detail }));
	}

	#fellBackTo(fallback: DeviceFallback): void {
		if (this.#model !== undefined) {
			this.#model = { ...this.#model, device: 'cpu' };
			this.#showActivity();
		}
		this.#fellBack.fire(fallback);
	}

	#stop(): void {
		this.#life++;
		this.#endPause();
		clearTimeout(this.#idleTimer);
		const run = this.#run;
		this.#run = undefined;
		run?.then(
			(running) => running.dispose(),
			() => {
				// It never ran: its failure was shown when it happened.
			},
		);
		this.#setState({ kind: 'stopped' });
	}

	#showActivity(): void {
		if (this.#state.kind === 'ready' || this.#state.kind === 'busy') {
			this.#setState({ kind: this.#pending > 0 ? 'busy' : 'ready', model: this.#model });
		}
		this.#awaitIdle();
	}

	#awaitIdle(): void {
		clearTimeout(this.#idleTimer);
		// Only a running engine can be idle: a failed one stays failed, a restarting one starts.
		if (this.#state.kind === 'ready') {
			this.#idleTimer = setTimeout(() => this.#stop(), this.#options.idleTimeout);
			this.#idleTimer.unref();
		}
	}

	#setState(state: EngineState): void {
		this.#state = state;
		this.#stateChanged.fire(state);
	}
}

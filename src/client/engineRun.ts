// One life of the engine process: spawned, shaken hands with, spoken to, ended. Knows nothing of restarts.

import type { ChildProcess } from 'node:child_process';
import { ConnectionError, createMessageConnection, ErrorCodes, ResponseError, type MessageConnection } from 'vscode-jsonrpc';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import type { CancellationToken } from '../base/cancellation';
import type { Device } from '../base/device';
import type { DeviceFallback } from '../base/deviceReport';
import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import type { Logger } from '../base/logger';
import { deviceFallbackSchema } from '../protocol/deviceMessages';
import {
	fallbackNotification,
	initializeRequest,
	initializeResultSchema,
	logNotification,
	logParamsSchema,
	protocolVersion,
	type RequestMessage,
} from '../protocol/engineProtocol';
import { fromResponseError, protocolMismatch } from '../protocol/errors';
import { engineEnded, engineNotStarted } from './errors';

/** A device on which an earlier process ended, and how. */
export interface LostDevice {
	readonly device: Device;
	readonly detail: string;
}

/** How long the process may take from spawning to the handshake. */
const startTimeout = 30_000;

export class EngineRun implements Disposable {
	readonly #owned = new DisposableStore();
	readonly #process: ChildProcess;
	readonly #connection: MessageConnection;
	readonly #ended = this.#owned.add(new Emitter<string>());
	readonly #fellBack = this.#owned.add(new Emitter<DeviceFallback>());
	#endReason: string | undefined;

	/** Fires once, with the reason, when the process ends without having been disposed. */
	readonly onEnded = this.#ended.event;

	/** The engine computes on the processor although another device was asked for. */
	readonly onDidFallBack = this.#fellBack.event;

	private constructor(child: ChildProcess, logger: Logger) {
		this.#process = child;
		this.#connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child), {
			error: (message) => logger.log('error', message),
			warn: (message) => logger.log('warn', message),
			info: (message) => logger.log('info', message),
			log: (message) => logger.log('debug', message),
		});
		const end = (reason: string): void => {
			if (this.#endReason === undefined) {
				this.#endReason = reason;
				// Rejects everything that is pending: no promise outlives the process.
				this.#connection.dispose();
				this.#ended.fire(reason);
			}
		};
		child.once('exit', (code, signal) => end(signal === null ? `exit code ${code}` : `signal ${signal}`));
		child.once('error', (failure) => end(failure.message));
		child.stdout?.on('data', (data: Buffer) => logger.log('info', `engine: ${data.toString().trimEnd()}`));
		child.stderr?.on('data', (data: Buffer) => logger.log('warn', `engine: ${data.toString().trimEnd()}`));
		this.#connection.onNotification(logNotification.method, (params) => {
			const { level, message } = logParamsSchema.parse(params);
			logger.log(level, message);
		});
		this.#connection.onNotification(fallbackNotification.method, (fallback) => this.#fellBack.fire(deviceFallbackSchema.parse(fallback)));
		this.#connection.listen();
	}

	/** Spawns the process and agrees on the protocol. Errors: engine.notStarted, engine.protocolMismatch. */
	static async start(spawn: () => ChildProcess, logger: Logger, lostDevices: readonly LostDevice[] = []): Promise<EngineRun> {
		const run = new EngineRun(spawned(spawn), logger);
		let timer: NodeJS.Timeout | undefined;
		try {
			const late = new Promise<never>((_, reject) => {
				timer = setTimeout(() => reject(engineNotStarted(`no answer within ${startTimeout / 1000} s`)), startTimeout);
			});
			const answer = run.#connection.sendRequest(initializeRequest.method, { protocolVersion, lostDevices: [...lostDevices] });
			const result = initializeResultSchema.parse(await Promise.race([answer, late]));
			if (result.protocolVersion !== protocolVersion) {
				throw protocolMismatch(protocolVersion, result.protocolVersion);
			}
			logger.log('info', `Engine started, process ${result.processId}.`);
			return run;
		} catch (failure) {
			const ended = run.#endReason;
			run.dispose();
			throw ended === undefined ? fromResponseError(failure) : engineNotStarted(ended);
		} finally {
			clearTimeout(timer);
		}
	}

	get processId(): number | undefined {
		return this.#process.pid;
	}

	/** Sends a request. Errors: engine.ended, CancelledError, and those of the request. */
	async request<P, R>(type: RequestMessage<P, R>, params: P, token: CancellationToken): Promise<R> {
		try {
			return await this.#connection.sendRequest<R>(type.method, params, token);
		} catch (failure) {
			// A process that ended rejects what was pending before or after its exit is seen.
			await new Promise((resolve) => setImmediate(resolve));
			if (this.#endReason !== undefined) {
				throw engineEnded(this.#endReason);
			}
			throw isConnectionFailure(failure) ? engineEnded('its channel is closed') : fromResponseError(failure);
		}
	}

	/** Ends the process; what is pending is rejected. */
	dispose(): void {
		if (this.#endReason === undefined) {
			this.#endReason = 'stopped';
			this.#connection.dispose();
		}
		this.#process.kill('SIGKILL');
		this.#owned.dispose();
	}
}

function spawned(spawn: () => ChildProcess): ChildProcess {
	try {
		return spawn();
	} catch (failure) {
		throw engineNotStarted(failure instanceof Error ? failure.message : String(failure));
	}
}

/** Whether a request failed because nothing can be sent: no answer of the engine, but the beginning of its end. */
function isConnectionFailure(failure: unknown): boolean {
	if (failure instanceof ResponseError) {
		return failure.code === ErrorCodes.MessageWriteError || failure.code === ErrorCodes.PendingResponseRejected;
	}
	return failure instanceof ConnectionError;
}

// What the engine process does for its client: keeps one model loaded and predicts with it, one request at a time.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import type { DeviceFallback, DeviceReport } from '../base/deviceReport';
import type { Devices } from '../engine/devices/devices';
import { loadOnDevice } from '../engine/devices/loadOnDevice';
import type { LoadedModel } from '../engine/engine';
import { sentenceResult } from '../engine/sentenceResult';
import type { DevicesParams, ExtractParams, ExtractResult, ModelLocation } from '../protocol/engineProtocol';

export interface EngineServiceOptions {
	readonly devices: Devices;
	/** Told each time that something runs on the processor although another device was asked for. */
	readonly onFallback: (fallback: DeviceFallback) => void;
}

/** After so long without a request, in milliseconds, devices that nobody has tried are tried: it takes the machine. */
const quietTime = 3000;

export class EngineService {
	readonly #options: EngineServiceOptions;
	#quiet: NodeJS.Timeout | undefined;
	#current: { readonly key: string; readonly stamp: string; readonly isAutomatic: boolean; readonly loaded: LoadedModel } | undefined;
	/** The end of the newest computation: the next one waits for it. */
	#lastComputation: Promise<unknown> = Promise.resolve();

	constructor(options: EngineServiceOptions) {
		this.#options = options;
	}

	/**
	 * Loads a model, or gives the loaded one at once where the location is the same and its files have not changed: a
	 * training may have written a newer model there. Errors: those of its files.
	 */
	async load(location: ModelLocation): Promise<LoadedModel> {
		const stamp = await stampOf(location.modelPath);
		const current = this.#current;
		const isCurrent = current !== undefined && current.key === (await this.#keyOf(location)) && current.stamp === stamp;
		return isCurrent ? current.loaded : await this.#exclusively(() => this.#loaded(location, stamp));
	}

	/** Errors: as load; spert.spanSizeTooLarge; CancelledError. */
	async extract(params: ExtractParams, token: CancellationToken): Promise<ExtractResult> {
		// Loading and predicting are one computation: in between, another request could put another model in place.
		return await this.#exclusively(async () => {
			throwIfCancelled(token);
			const { model } = await this.#loaded(params.location);
			const predictions = await model.predict(params.sentences, params.options, { cancellation: token });
			return { sentences: predictions.map(sentenceResult) };
		});
	}

	/** Tries the devices that were not tried yet; in between, nothing else is computed, which would be measured with them. */
	async devices({ again, benchmark }: DevicesParams): Promise<DeviceReport> {
		return await this.#exclusively(async () => {
			if (again) {
				await this.#options.devices.tryAgain();
			}
			return await this.#options.devices.report(benchmark);
		});
	}

	/** @param stamp of the files as they are now; undefined: whatever is loaded of that location will do */
	async #loaded(location: ModelLocation, stamp?: string): Promise<LoadedModel> {
		const key = await this.#keyOf(location);
		if (this.#current?.key === key && (stamp === undefined || this.#current.stamp === stamp)) {
			return this.#current.loaded;
		}
		// Two models at once would need twice the memory; nobody uses the old one here, in the queue.
		this.#current?.loaded.model.dispose();
		this.#current = undefined;
		const { modelPath, device = 'cpu', ...options } = location;
		const newStamp = stamp ?? (await stampOf(modelPath));
		const { devices, onFallback } = this.#options;
		const loaded = await loadOnDevice(modelPath, { ...options, device }, devices, onFallback);
		this.#current = { key, stamp: newStamp, isAutomatic: device === 'auto', loaded };
		return loaded;
	}

	/** What `auto` means may change: then the model is loaded again. */
	async #keyOf({ modelPath, tokenizerPath, typesPath, threads, device, precision, memory }: ModelLocation): Promise<string> {
		const automatic = device === 'auto' ? (await this.#options.devices.resolve('auto')).device : undefined;
		return JSON.stringify([modelPath, tokenizerPath, typesPath, threads, device, automatic, precision, memory]);
	}

	#exclusively<T>(compute: () => Promise<T>): Promise<T> {
		clearTimeout(this.#quiet);
		const result = this.#lastComputation.then(compute);
		const settled = result.catch(() => undefined);
		this.#lastComputation = settled;
		void settled.then(() => this.#awaitQuiet(settled));
		return result;
	}

	/** The next extraction finds what `auto` has turned out to mean; this one did not wait for it. */
	#awaitQuiet(computation: Promise<unknown>): void {
		if (this.#lastComputation === computation && this.#current?.isAutomatic === true) {
			this.#quiet = setTimeout(() => void this.#options.devices.tryAll(), quietTime);
			this.#quiet.unref();
		}
	}
}

/** Changes whenever a file of a folder is written; what is wrong with the folder is told by loading it. */
async function stampOf(folder: string): Promise<string> {
	const names = await readdir(folder).catch(() => []);
	const stamps = await Promise.all(
		names.map(async (name) => {
			const status = await stat(join(folder, name)).catch(() => undefined);
			return `${name} ${status?.size} ${status?.mtimeMs}`;
		}),
	);
	return stamps.sort().join('\n');
}

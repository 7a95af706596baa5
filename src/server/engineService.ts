// What the engine process does for its client: keeps one model loaded and predicts with it, one request at a time.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import { loadModel, type LoadedModel } from '../engine/engine';
import { sentenceResult } from '../engine/sentenceResult';
import type { ExtractParams, ExtractResult, ModelLocation } from '../protocol/engineProtocol';

export class EngineService {
	#current: { readonly key: string; readonly stamp: string; readonly loaded: LoadedModel } | undefined;
	/** The end of the newest computation: the next one waits for it. */
	#lastComputation: Promise<unknown> = Promise.resolve();

	/**
	 * Loads a model, or gives the loaded one at once where the location is the same and its files have not changed: a
	 * training may have written a newer model there. Errors: those of its files.
	 */
	async load(location: ModelLocation): Promise<LoadedModel> {
		const stamp = await stampOf(location.modelPath);
		const current = this.#current;
		const isCurrent = current?.key === keyOf(location) && current.stamp === stamp;
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

	/** @param stamp of the files as they are now; undefined: whatever is loaded of that location will do */
	async #loaded(location: ModelLocation, stamp?: string): Promise<LoadedModel> {
		const key = keyOf(location);
		if (this.#current?.key === key && (stamp === undefined || this.#current.stamp === stamp)) {
			return this.#current.loaded;
		}
		// Two models at once would need twice the memory; nobody uses the old one here, in the queue.
		this.#current?.loaded.model.dispose();
		this.#current = undefined;
		const { modelPath, ...options } = location;
		const newStamp = stamp ?? (await stampOf(modelPath));
		const loaded = await loadModel(modelPath, options);
		this.#current = { key, stamp: newStamp, loaded };
		return loaded;
	}

	#exclusively<T>(compute: () => Promise<T>): Promise<T> {
		const result = this.#lastComputation.then(compute);
		this.#lastComputation = result.catch(() => undefined);
		return result;
	}
}

function keyOf({ modelPath, tokenizerPath, typesPath, threads }: ModelLocation): string {
	return JSON.stringify([modelPath, tokenizerPath, typesPath, threads]);
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
